/**
 * What a trial can do: serve, download, exchange messages, and read what came of it.
 *
 * @module
 */

import { join } from "@std/path";
import type { Book, Corpus } from "../corpus/corpus.ts";
import { CommandFailed, Endpoint } from "../endpoint/endpoint.ts";
import type { ResourceUsage } from "../kernel/resource_usage.ts";
import type { Link, LinkOutcome } from "../link/link.ts";
import type { LinkSpec } from "../link/link_spec.ts";
import type { SocketAddress, TcpOptions } from "../socket/engine.ts";
import type { Served } from "../transfer/served.ts";
import { BookFacts } from "./book_facts.ts";
import { Hosts, type LabPath } from "./hosts.ts";
import { type CorePlacement, placeOnCores } from "./core_placement.ts";
import type { ConnectionEvidence, TransferRecord } from "./record.ts";
import {
  askedBytes,
  connectionEvidence,
  type Fetched,
  recordOf,
} from "./transfer_record.ts";

export type { Fetched };

/** On which sides something is switched. */
export type Sides = "neither" | "client" | "server" | "both";

/** What only the engine libc can set; see tcp(7) and socket(7). */
export type KernelOptions = Omit<TcpOptions, "noDelay" | "quickAck">;

/** Options of the two sockets. */
export interface SocketOptions {
  /** Where Nagle's algorithm is off. */
  noDelay?: Sides;
  /** Where acknowledgements are quick: TCP_QUICKACK, set again after every receive. */
  quickAck?: Sides;
  /** Where TCP_QUICKACK is set when the connection is there, and never again. */
  quickAckOnce?: Sides;
  /** What else is set at the server's socket. */
  serverSocket?: KernelOptions;
  /** What else is set at the client's socket. */
  clientSocket?: KernelOptions;
  /** UDP: datagrams that cross into the kernel in one call; 1 unless said. */
  datagramsPerCall?: number;
}

/** What a server offers, and how. */
export interface ServeOptions extends SocketOptions {
  /** The transport. */
  transport: "tcp" | "udp";
  /** Which server process, from 0. */
  server?: number;
  /** Port; 0 lets the kernel choose. */
  port?: number;
  /** Serve only so much of each book, in bytes. */
  prefixBytes?: number;
  /** Pause after every transmission. */
  pauseMicroseconds?: number;
  /** UDP: bytes of the book sent per second; as fast as it goes unless said. */
  rateBytesPerSecond?: number;
}

/** What a client fetches, and how. */
export interface FetchOptions extends SocketOptions {
  /** The server, or where one is expected. */
  from: RunningServer | {
    transport: "tcp" | "udp";
    address: SocketAddress;
    prefixBytes?: number;
  };
  /** Bytes of one write, or of the book in one datagram. */
  bufferBytes: number;
  /** UDP: room in the client's buffer for the book's bytes of one datagram. */
  receiveBufferBytes?: number;
  /** Which client process, from 0. */
  client?: number;
  /** Which book; the experiment's main one unless said. */
  book?: Book;
  /** How long the server may be silent. */
  timeoutMs?: number;
  /** UDP: how often an unanswered request is repeated; 0 sends it once. */
  repeatMs?: number;
  /** UDP: connect the client's socket, so that a server that is not there refuses. */
  connected?: boolean;
}

/** A request–response workload. */
export interface ExchangeOptions extends SocketOptions {
  /** Exchanges of one trial. */
  count: number;
  /** Each of the two writes of a request, and the response, in bytes. */
  bytes: number;
}

/** A server that was started for a trial. */
export interface RunningServer {
  /** The transport. */
  transport: "tcp" | "udp";
  /** Where it listens. */
  address: SocketAddress;
  /** So much of each book is served; all of it where undefined. */
  prefixBytes: number | undefined;
  /** Process id of its endpoint. */
  pid: number;
  /** Stops it; tells what it served. Stopping twice tells the same. */
  stop(): Promise<Served[]>;
}

/** Ports that no kernel hands out by default (ip_local_port_range begins at 32768). */
const UNUSED_PORTS = { lowest: 20_000, count: 10_000, tries: 50 };
const REPEAT_MS = 250;
/** How much later than its consequences the end of a process may be heard of. */
const BELATED_MS = 200;

const NOTHING_USED: ResourceUsage = {
  cpuSeconds: 0,
  voluntaryContextSwitches: 0,
  involuntaryContextSwitches: 0,
  peakMemoryBytes: 0,
};

/** How many processes an experiment needs. */
export interface LabOptions {
  /** The books. */
  corpus: Corpus;
  /** Whether `--full` was given. */
  full: boolean;
  /** Engine of the sockets, until {@linkcode Lab.engine} is set to another one. */
  engine: string;
  /** How often the kernel is asked about TCP connections, in milliseconds; 0 for never. */
  sampleTcpInfoMs: number;
  /** Server processes. */
  servers: number;
  /** Client processes. */
  clients: number;
  /** Folder where a client may put a book that is too large for memory, while it arrives. */
  spillDirectory: string;
  /** Where the processes are started; here, and over loopback, unless said. */
  path?: LabPath;
}

/** The processes of one experiment, and what they can do together. */
export class Lab implements AsyncDisposable {
  /** The books. */
  readonly corpus: Corpus;
  /** Whether `--full` was given. */
  readonly full: boolean;
  /** Engine of the sockets that are opened next. */
  engine: string;
  #cores: CorePlacement = "scheduler";
  #sampleTcpInfoMs: number;
  #endpoints: { servers: Endpoint[]; clients: Endpoint[] };
  #running = new Set<RunningServer>();
  #facts = new BookFacts();
  #spillDirectory: string;
  #ended = false;
  /** Where the processes run, and the path between them. */
  readonly hosts: Hosts;

  private constructor(
    options: LabOptions,
    endpoints: { servers: Endpoint[]; clients: Endpoint[] },
    hosts: Hosts,
  ) {
    this.hosts = hosts;
    this.corpus = options.corpus;
    this.full = options.full;
    this.engine = options.engine;
    this.#sampleTcpInfoMs = options.sampleTcpInfoMs;
    this.#endpoints = endpoints;
    this.#spillDirectory = options.spillDirectory;
  }

  /**
   * Starts the processes.
   *
   * @param options How many, and on which books.
   * @returns The lab; disposing of it ends them.
   * @throws {EndpointError} Where one does not start; the others are ended.
   */
  static async open(options: LabOptions): Promise<Lab> {
    const hosts = await Hosts.open(options.path);
    const started: Endpoint[] = [];
    const start = async (role: "server" | "client", number: number) => {
      const endpoint = await Endpoint.start({
        name: `${role} ${number}`,
        ...hosts.endpoint(role),
        ...(role === "server"
          ? { read: [options.corpus.directory] }
          : spillRights(spillPath(options.spillDirectory, number))),
      });
      started.push(endpoint);
      return endpoint;
    };
    const numbers = (count: number) =>
      Array.from({ length: count }, (_, number) => number);
    const starting = [
      ...numbers(options.servers).map((number) => start("server", number)),
      ...numbers(options.clients).map((number) => start("client", number)),
    ];
    try {
      const endpoints = await Promise.all(starting);
      return new Lab(options, {
        servers: endpoints.slice(0, options.servers),
        clients: endpoints.slice(options.servers),
      }, hosts);
    } catch (error) {
      await Promise.allSettled(starting);
      await Promise.all(
        started.map((endpoint) => endpoint[Symbol.asyncDispose]()),
      );
      await hosts[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** The emulated link of the lab, if it has one. */
  get link(): Link | undefined {
    return this.hosts.link;
  }

  /**
   * Begins a trial on the link, if the lab has one.
   *
   * @param spec What the link does.
   * @param trial The seed of all that chance decides, and whether packets are recorded.
   * @throws {LinkError} Where the link cannot do that.
   */
  async beginTrial(
    spec: LinkSpec,
    trial: { seed: string; trace: boolean },
  ): Promise<void> {
    await this.link?.begin(spec, trial);
  }

  /**
   * Stops the servers; on a link waits until nothing is on its way, too.
   *
   * @returns What became of every packet; undefined without a link.
   * @throws {LinkError} Where a rule of the link has thrown.
   */
  async endTrial(): Promise<LinkOutcome | undefined> {
    await this.stopServers();
    return await this.link?.end();
  }

  /** On which cores the processes run; as the scheduler likes until it is set. */
  get cores(): CorePlacement {
    return this.#cores;
  }

  set cores(placement: CorePlacement) {
    if (placement === this.#cores) return;
    this.#checkHere("placed on cores");
    const pidsOf = (endpoints: Endpoint[]) =>
      endpoints.map(({ about }) => about.pid);
    placeOnCores(placement, {
      servers: pidsOf(this.#endpoints.servers),
      clients: pidsOf(this.#endpoints.clients),
    });
    this.#cores = placement;
  }

  /** The book of an experiment that needs one: Les Misérables, else the largest file. */
  get mainBook(): Book {
    const { books } = this.corpus;
    return books.find(({ name }) => name === "les_miserables") ??
      books.reduce((largest, book) =>
        book.bytes > largest.bytes ? book : largest
      );
  }

  /**
   * A server for this trial.
   *
   * @param options What it offers.
   * @returns The server. Servers that a trial leaves running are stopped after it.
   */
  async serve(options: ServeOptions): Promise<RunningServer> {
    const endpoint = this.#endpoints.servers[options.server ?? 0]!;
    const prefixBytes = this.full
      ? options.prefixBytes
      : this.hosts.prefixBytes(options.prefixBytes);
    const { server, address } = await endpoint.call("serve", {
      transport: options.transport,
      hostname: this.hosts.serverAddress,
      port: options.port ?? 0,
      books: this.corpus.books.map(({ name, path, bytes }) => ({
        name,
        path,
        bytes: Math.min(bytes, prefixBytes ?? bytes),
      })),
      pauseMicroseconds: options.pauseMicroseconds ?? 0,
      rateBytesPerSecond: options.rateBytesPerSecond ?? 0,
      timeoutMs: this.hosts.timeoutMs,
      ...this.#side("server", options),
    });
    let stopped: Promise<Served[]> | undefined;
    const running: RunningServer = {
      transport: options.transport,
      address,
      prefixBytes,
      pid: endpoint.about.pid,
      stop: () =>
        stopped ??= endpoint.call("stop", { server }).then(({ served }) => {
          this.#running.delete(running);
          return served;
        }),
    };
    this.#running.add(running);
    return running;
  }

  /**
   * An address at which nobody listens now, and that no client will be given by chance
   * before a server takes it.
   *
   * @param transport Of the server to come.
   * @returns An address of this machine.
   * @throws {CommandFailed} Where no port can be had.
   */
  async unusedAddress(transport: "tcp" | "udp"): Promise<SocketAddress> {
    const { lowest, count, tries } = UNUSED_PORTS;
    for (let tried = 1;; tried++) {
      try {
        const port = lowest + Math.floor(Math.random() * count);
        const server = await this.serve({ transport, port });
        await server.stop();
        return server.address;
      } catch (error) {
        if (!(error instanceof CommandFailed) || tried === tries) throw error;
      }
    }
  }

  /**
   * One client's transfer.
   *
   * @param options What to fetch, and how.
   * @returns What came. {@linkcode settle} makes records of it.
   * @throws {CommandFailed} Where it failed.
   */
  async fetch(options: FetchOptions): Promise<Fetched> {
    const client = options.client ?? 0;
    const endpoint = this.#endpoints.clients[client]!;
    const book = options.book ?? this.mainBook;
    const receiveBufferBytes = options.receiveBufferBytes ??
      options.bufferBytes;
    const report = await endpoint.call("download", {
      transport: options.from.transport,
      server: options.from.address,
      index: book.index,
      bufferBytes: options.bufferBytes,
      receiveBufferBytes,
      timeoutMs: options.timeoutMs ?? this.hosts.timeoutMs,
      repeatMs: options.repeatMs ?? REPEAT_MS,
      expectedBytes: askedBytes(book, options.from.prefixBytes),
      connected: options.connected ?? false,
      spillPath: spillPath(this.#spillDirectory, client),
      ...(this.hosts.clientAddress === undefined
        ? {}
        : { localAddress: this.hosts.clientAddress }),
      ...this.#side("client", options),
    });
    return {
      report,
      book,
      bufferBytes: options.bufferBytes,
      receiveBufferBytes,
      server: options.from,
      clientPid: endpoint.about.pid,
    };
  }

  /**
   * Stops the servers and makes the records of what was fetched from them.
   *
   * @param fetched Transfers of this trial.
   * @returns A record for each, in the same order.
   */
  async settle(fetched: Fetched[]): Promise<TransferRecord[]> {
    const served = (await this.stopServers()).flat();
    return await Promise.all(
      fetched.map((one) => recordOf(one, { served, facts: this.#facts })),
    );
  }

  /** What one side's command is given beside its own parameters. */
  #side(side: "client" | "server", options: SocketOptions) {
    return {
      engine: this.engine,
      noDelay: isOn(options.noDelay, side),
      quickAck: isOn(options.quickAckOnce, side)
        ? "once" as const
        : isOn(options.quickAck, side),
      datagramsPerCall: options.datagramsPerCall ?? 1,
      sampleTcpInfoMs: this.#sampleTcpInfoMs,
      ...(side === "client" ? options.clientSocket : options.serverSocket),
    };
  }

  /** Stops what still serves. */
  async stopServers(): Promise<Served[][]> {
    return await Promise.all([...this.#running].map((server) => server.stop()));
  }

  /**
   * Request–response exchanges over TCP between the first server and the first client.
   *
   * @param options How many, how large, with which socket options.
   * @returns Time of each exchange in seconds, whether all responses were right, and what
   * the kernel says about the connection.
   */
  async exchange(options: ExchangeOptions): Promise<
    { seconds: number[]; echoed: boolean; tcpInfo: ConnectionEvidence }
  > {
    const server = await this.serve({ transport: "tcp", ...options });
    const report = await this.#endpoints.clients[0]!.call(
      "exchange",
      {
        server: server.address,
        count: options.count,
        writeBytes: options.bytes,
        responseBytes: options.bytes,
        timeoutMs: this.hosts.timeoutMs,
        ...this.#side("client", options),
      },
    );
    const [account] = await server.stop();
    const { seconds, echoed } = report;
    return { seconds, echoed, tcpInfo: connectionEvidence(report, account) };
  }

  /**
   * Stops a client's process for a while, as the kernel's scheduler could: a reader that
   * does not read.
   *
   * @param client Which client process, from 0.
   * @param milliseconds How long.
   */
  async suspendClient(client: number, milliseconds: number): Promise<void> {
    this.#checkHere("stopped");
    const { pid } = this.#endpoints.clients[client]!.about;
    // a process of its own, so that the client goes on also if this one ends meanwhile
    await new Deno.Command("sh", {
      args: [
        "-c",
        'kill -STOP "$1"; sleep "$2"; kill -CONT "$1"',
        "sh",
        String(pid),
        String(milliseconds / 1000),
      ],
      stdin: "null",
    }).output();
  }

  /** Process ids of other hosts mean other processes here. */
  #checkHere(done: string): void {
    if (this.hosts.areHere) return;
    throw new TypeError(
      `Processes on other hosts cannot be ${done} from here`,
    );
  }

  /**
   * Whether a datagram of this payload can be sent.
   *
   * @param bytes Its payload.
   * @returns The errno's name, such as `EMSGSIZE`; empty where it went.
   */
  async probeDatagram(bytes: number): Promise<string> {
    return (await this.#endpoints.servers[0]!.call("probeDatagram", {
      engine: this.engine,
      bytes,
    })).code;
  }

  /**
   * Waits for a trial, but no longer than every process lives: a client would notice
   * only by its timeout that its server is gone.
   *
   * @param trial The trial.
   * @returns What it returns.
   * @throws {EndpointError} Naming the process that has ended meanwhile.
   */
  async whileAlive<Result>(trial: Promise<Result>): Promise<Result> {
    const { servers, clients } = this.#endpoints;
    const ends = [...servers, ...clients, ...this.link ? [this.link] : []]
      .map((process) => process.ended);
    try {
      return await Promise.race([trial, ...ends]);
    } catch (error) {
      // what a client makes of its server's end may be told before the end itself
      let timer: ReturnType<typeof setTimeout> | undefined;
      const calm = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, BELATED_MS);
      });
      await Promise.race([calm, ...ends]).finally(() => clearTimeout(timer));
      throw error;
    }
  }

  /** What the processes have used since they started; of the memory the largest one. */
  async usage(): Promise<{ servers: ResourceUsage; clients: ResourceUsage }> {
    const total = async (endpoints: Endpoint[]) =>
      (await Promise.all(
        endpoints.map((endpoint) => endpoint.call("usage", {})),
      )).reduce((sum, one) => ({
        cpuSeconds: sum.cpuSeconds + one.cpuSeconds,
        voluntaryContextSwitches: sum.voluntaryContextSwitches +
          one.voluntaryContextSwitches,
        involuntaryContextSwitches: sum.involuntaryContextSwitches +
          one.involuntaryContextSwitches,
        peakMemoryBytes: Math.max(sum.peakMemoryBytes, one.peakMemoryBytes),
      }), NOTHING_USED);
    const [servers, clients] = await Promise.all([
      total(this.#endpoints.servers),
      total(this.#endpoints.clients),
    ]);
    return { servers, clients };
  }

  /** Ends every process and removes what they stored; a second time it does nothing. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const { servers, clients } = this.#endpoints;
    await Promise.all(
      [...servers, ...clients].map((one) => one[Symbol.asyncDispose]()),
    );
    await this.hosts[Symbol.asyncDispose]();
  }
}

/**
 * What a trial that is expected to fail failed with.
 *
 * @param attempt What is tried.
 * @returns The failure as the endpoint reports it, or `undefined` where it succeeded.
 * @throws Whatever is no failure of a command, such as an endpoint that died.
 */
export async function failureOf(
  attempt: Promise<unknown>,
): Promise<CommandFailed["failure"] | undefined> {
  try {
    await attempt;
    return undefined;
  } catch (error) {
    if (error instanceof CommandFailed) return error.failure;
    throw error;
  }
}

/** One file per client process: all that it may write. */
function spillPath(directory: string, client: number): string {
  return join(directory, `.client-${client}.part`);
}

function spillRights(path: string): { read: string[]; write: string[] } {
  return { read: [path], write: [path] };
}

function isOn(sides: Sides | undefined, side: "client" | "server"): boolean {
  return sides === side || sides === "both";
}
