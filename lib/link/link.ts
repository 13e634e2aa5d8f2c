/**
 * An emulated link: two hosts on this machine, and a process of ours that carries the
 * packets between them.
 *
 * Neither host can reach anything but the other, and nothing has a name on the machine:
 * when the processes end, however they end, the kernel takes everything away.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";
import type { Counters } from "../kernel/counters.ts";
import { permission } from "../process/permission.ts";
import { SpokenProcess } from "../process/spoken_process.ts";
import type { LinkAccount } from "./account.ts";
import { checkedLink } from "./checked_link.ts";
import {
  LINK_PROTOCOL_VERSION,
  type LinkCommands,
  type LinkHost,
} from "./link_protocol.ts";
import {
  LINK_ENDS,
  type LinkEnd,
  LinkError,
  type LinkSpec,
} from "./link_spec.ts";
import type { Trace } from "./trace.ts";

/** How long the process may take to make the link; generous, for a busy machine. */
const START_TIMEOUT_MS = 20_000;

/** How long a trial's last packets may take, beyond what is asked of {@linkcode Link.end}. */
const DRAIN_MS = 2_000;

/** What helps where `unshare` or `nsenter` is not there. */
export const REMEDY_UTIL_LINUX =
  "Install util-linux, which has unshare and nsenter.";

/** How to make a link. */
export interface LinkOptions {
  /** Folders that rules are read from, beside the project's own. */
  rules?: string[];
}

/** What becomes of a trial on a link. */
export interface LinkOutcome {
  /** Where every packet went. */
  account: LinkAccount;
  /** Whether all connections were closed and the link was empty at the end. */
  drained: boolean;
  /** Packets that found no room in the trace; 0 where none was asked for. */
  untraced: number;
  /** Every packet, where that was asked for. */
  trace?: Trace;
}

/** A running link. Dispose of it: `await using link = await Link.open()`. */
export class Link implements AsyncDisposable {
  #process: SpokenProcess<LinkCommands>;
  #hosts: Record<LinkEnd, LinkHost>;
  #enters: string[];
  #spec: LinkSpec | undefined;

  private constructor(
    process: SpokenProcess<LinkCommands>,
    hosts: Record<LinkEnd, LinkHost>,
    isInUserNamespace: boolean,
  ) {
    this.#process = process;
    this.#hosts = hosts;
    this.#enters = isInUserNamespace
      ? [`--user=/proc/${process.about.pid}/ns/user`, "--preserve-credentials"]
      : [];
  }

  /**
   * Makes a link: as root with this process's own rights, as an ordinary user in a user
   * namespace of one's own (user_namespaces(7)).
   *
   * @param options What it may read.
   * @returns The link. It is ideal until a trial begins.
   * @throws {LinkError} Saying what this system lacks, and what would help.
   */
  static async open(options: LinkOptions = {}): Promise<Link> {
    if (Deno.build.os !== "linux") {
      throw new LinkError(
        `An emulated link needs Linux, this is ${Deno.build.os}. Run it in a Linux machine ` +
          "or container.",
      );
    }
    const isRoot = effectiveUser() === 0;
    if (!isRoot) return await Link.#openAs(true, options);
    try {
      return await Link.#openAs(false, options);
    } catch (first) {
      // root of a container may lack the rights that any user of it has by a detour
      return await Link.#openAs(true, options).catch(() => {
        throw first;
      });
    }
  }

  static async #openAs(
    inUserNamespace: boolean,
    { rules = [] }: LinkOptions,
  ): Promise<Link> {
    const process = await SpokenProcess.start<LinkCommands>({
      name: "link",
      command: [
        ...(inUserNamespace ? ["unshare", "--user", "--map-root-user"] : []),
        Deno.execPath(),
        ...denoArguments(rules),
      ],
      helloTimeoutMs: START_TIMEOUT_MS,
      check({ protocol }) {
        if (protocol === LINK_PROTOCOL_VERSION) return;
        throw new LinkError(`The link speaks version ${protocol}`);
      },
      errors: {
        gone: (message) => new LinkError(plain(message, inUserNamespace)),
        failed: (_, { message }) => new LinkError(message),
      },
    });
    try {
      const hosts = await process.call("hosts", {});
      return new Link(process, hosts, inUserNamespace);
    } catch (error) {
      await process[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * Command prefix that starts a program on a host of the link.
   *
   * @param end Which host.
   * @returns Words to put before the program's own.
   */
  prefix(end: LinkEnd): string[] {
    const { namespaceDescriptor } = this.#hosts[end];
    const { pid } = this.#process.about;
    return [
      "nsenter",
      ...this.#enters,
      `--net=/proc/${pid}/fd/${namespaceDescriptor}`,
      "--",
    ];
  }

  /**
   * Address of a host.
   *
   * @param end Which host.
   * @param ipVersion Version of the Internet Protocol; of the trial at hand unless given.
   */
  address(end: LinkEnd, ipVersion?: 4 | 6): string {
    const host = this.#hosts[end];
    return (ipVersion ?? this.#spec?.ipVersion ?? 4) === 4
      ? host.ipv4
      : host.ipv6;
  }

  /**
   * Name of the network device on a host, for programs that are started there.
   *
   * @param end Which host.
   * @returns Such as `to-client` on the server.
   */
  device(end: LinkEnd): string {
    return this.#hosts[end].device;
  }

  /** Both addresses of both hosts, for lists of permissions. */
  get addresses(): string[] {
    return LINK_ENDS.flatMap((end) => [
      this.#hosts[end].ipv4,
      `[${this.#hosts[end].ipv6}]`,
    ]);
  }

  /** Process id of the link. */
  get pid(): number {
    return this.#process.about.pid;
  }

  /**
   * Rejects when the link's process has ended.
   *
   * @throws {LinkError} With its last words.
   */
  get ended(): Promise<never> {
    return this.#process.ended;
  }

  /**
   * Begins a trial: the link does from now on what is asked; all counts begin at 0. What
   * was sent before is forgotten, wherever it is.
   *
   * @param spec What it does.
   * @param trial The seed of all that chance decides, and whether packets are recorded.
   * @throws {LinkError} Where a part of it is out of range, a rule cannot be loaded, or the
   * kernel refuses the MTU.
   */
  async begin(
    spec: LinkSpec,
    { seed, trace = false }: { seed: string; trace?: boolean },
  ): Promise<void> {
    this.#spec = checkedLink(spec);
    await this.#process.call("begin", { spec, seed, trace });
  }

  /**
   * Ends a trial, when all connections are closed and nothing is on its way, or after a
   * while.
   *
   * @param drainMs How long to wait beyond what the link's own delays explain.
   * @returns What became of every packet.
   * @throws {LinkError} Where a rule has thrown.
   */
  async end(drainMs: number = DRAIN_MS): Promise<LinkOutcome> {
    const { account, drained, startedAtMs, packets, untraced = 0 } = await this
      .#process.call("end", {
        drainMs: drainMs + 2 * roundTripMs(this.#spec),
      });
    return {
      account,
      drained,
      untraced,
      ...(packets === undefined ? {} : {
        trace: {
          startedAtMs,
          server: this.address("server"),
          client: this.address("client"),
          packets: packets.map(({ head, ...packet }) => ({
            ...packet,
            head: Uint8Array.fromBase64(head),
          })),
        },
      }),
    };
  }

  /** The kernel's counters of both hosts. */
  counters(): Promise<Record<LinkEnd, Counters>> {
    return this.#process.call("counters", {});
  }

  /** Ends the process at once, as kill -9 does. For tests of what others make of it. */
  kill(): void {
    this.#process.kill();
  }

  /** Ends the link; its hosts go when the processes on them have ended, too. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

/** What the delays of a link make of a round trip, jitter included. */
function roundTripMs(spec: LinkSpec | undefined): number {
  if (spec === undefined) return 0;
  const { server_to_client: down, client_to_server: up } = spec;
  return down.delayMs + down.jitterMs + up.delayMs + up.jitterMs;
}

/** Effective user id; needs `--allow-sys=uid`, and where that is missing is not root. */
function effectiveUser(): number | null {
  try {
    return Deno.uid();
  } catch {
    return null;
  }
}

/** Without the frame that every ended process has: the process says all in a sentence. */
function plain(message: string, inUserNamespace: boolean): string {
  const said = message.split("last words:\n")[1] ?? message;
  const program = said.match(/Cannot start the link with "(\w+)"/)?.[1];
  if (program === "unshare") return `${said}. ${REMEDY_UTIL_LINUX}`;
  return inUserNamespace && /^unshare: /.test(said)
    ? `A link cannot be made without root here: ${said}. Run it as root, or have root allow ` +
      "ordinary users to make user namespaces (sysctl user.max_user_namespaces, " +
      "kernel.unprivileged_userns_clone, kernel.apparmor_restrict_unprivileged_userns)."
    : said;
}

/** The rights of a link: the C library, and the folders that rules are in. */
function denoArguments(rules: string[]): string[] {
  const project = fromFileUrl(new URL("../..", import.meta.url));
  return [
    "run",
    "--no-prompt",
    "--quiet",
    // for the names of packages; its permissions count only with -P
    `--config=${join(project, "deno.json")}`,
    "--frozen",
    ...permission("read", [project, ...rules]),
    "--allow-ffi",
    new URL("main.ts", import.meta.url).href,
  ];
}
