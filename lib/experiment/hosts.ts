/**
 * Where the processes of a lab run, and the path between them: this machine over loopback,
 * the hosts of an emulated link, or hosts that command prefixes reach.
 *
 * @module
 */

import type { EndpointOptions } from "../endpoint/endpoint.ts";
import { type Counters, kernelCounters } from "../kernel/counters.ts";
import {
  type NetworkNamespace,
  networkNamespace,
} from "../kernel/network_namespace.ts";
import { Link } from "../link/link.ts";
import { LINK_ENDS, type LinkEnd } from "../link/link_spec.ts";

/** The path between the hosts of a lab. */
export type LabPath =
  | {
    /** An emulated link, with hosts of its own. */
    kind: "link";
    /** Folders that its rules are read from, beside the project's own. */
    rules: string[];
    /** Whether a part of each book is enough, where an experiment does not say which. */
    prefix: boolean;
  }
  | {
    /** Hosts that are reached by command prefixes. */
    kind: "hosts";
    /** Starts a program on the server's host; empty: here. */
    server: string[];
    /** Starts a program on the client's host; empty: here. */
    client: string[];
    /** Where the server listens and clients find it. */
    serverAddress: string;
  };

const LOOPBACK = "127.0.0.1";

/**
 * What is asked for of a book over a link that the run asks for, unless it has `--full`:
 * enough to get well beyond slow start (RFC 5681) on most paths.
 */
const LINK_PREFIX_BYTES = 1024 * 1024;

/** Silence after which a client gives up; far above any delayed ACK or retransmission here. */
const TIMEOUT_MS = 15_000;
/** The same over any other path: a segment that is lost five times in a row is awaited. */
const PATH_TIMEOUT_MS = 60_000;

/** The hosts of a lab. */
export class Hosts implements AsyncDisposable {
  /** The emulated link between them, if there is one. */
  readonly link: Link | undefined;
  #path: LabPath | undefined;

  private constructor(path: LabPath | undefined, link: Link | undefined) {
    this.#path = path;
    this.link = link;
  }

  /**
   * Makes the link, if it is to be one.
   *
   * @param path The path; loopback where undefined.
   * @returns The hosts; disposing of them ends the link.
   * @throws {LinkError} Where the link cannot be made.
   */
  static async open(path: LabPath | undefined): Promise<Hosts> {
    return new Hosts(
      path,
      path?.kind === "link" ? await Link.open(path) : undefined,
    );
  }

  /** Whether server and client reach each other over loopback. */
  get isLoopback(): boolean {
    return this.#path === undefined;
  }

  /** Whether the processes are this machine's, so that it can place and stop them. */
  get areHere(): boolean {
    return this.#path?.kind !== "hosts";
  }

  /** Where servers listen and clients find them. */
  get serverAddress(): string {
    if (this.#path?.kind === "hosts") return this.#path.serverAddress;
    return this.link?.address("server") ?? LOOPBACK;
  }

  /** Address that a client's socket is bound to; undefined: its own choice. */
  get clientAddress(): string | undefined {
    return this.link?.address("client");
  }

  /** How long the other side may be silent, in milliseconds. */
  get timeoutMs(): number {
    return this.isLoopback ? TIMEOUT_MS : PATH_TIMEOUT_MS;
  }

  /**
   * What is served of each book.
   *
   * @param asked What an experiment asks for, in bytes; all of it where undefined.
   * @returns The same, or less where a part is enough.
   */
  prefixBytes(asked: number | undefined): number | undefined {
    if (this.#path?.kind !== "link" || !this.#path.prefix) return asked;
    return Math.min(asked ?? Infinity, LINK_PREFIX_BYTES);
  }

  /**
   * How an endpoint is started on its host.
   *
   * @param role Whether it is to be a server or a client.
   * @returns Command prefix, addresses that it may use, and the option to name in errors.
   */
  endpoint(
    role: LinkEnd,
  ): Pick<EndpointOptions, "host" | "net" | "hostOption"> {
    if (this.link !== undefined) {
      return {
        host: this.link.prefix(role),
        net: [...this.link.addresses, LOOPBACK],
      };
    }
    if (this.#path?.kind !== "hosts") return {};
    return {
      host: this.#path[role],
      // a UDP server answers clients whose addresses nobody knows beforehand
      net: "all",
      hostOption: `--${role}-host`,
    };
  }

  /**
   * The kernel's counters of all hosts together, now: of this network namespace, or of the
   * two of a link. Undefined where other hosts are reached by a command prefix.
   */
  async counters(): Promise<Counters | undefined> {
    if (!this.areHere) return undefined;
    if (this.link === undefined) return kernelCounters();
    const counters = await this.link.counters();
    const total: Counters = {};
    for (const end of LINK_ENDS) {
      for (const [name, value] of Object.entries(counters[end])) {
        total[name] = (total[name] ?? 0) + value;
      }
    }
    return total;
  }

  /** The network namespace of those counters; the link's are its own. */
  networkNamespace(): NetworkNamespace | undefined {
    if (!this.areHere) return undefined;
    return this.link === undefined
      ? networkNamespace()
      : { id: "those of the link", own: true };
  }

  /** Ends the link, if there is one. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.link?.[Symbol.asyncDispose]();
  }
}
