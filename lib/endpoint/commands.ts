/**
 * What an endpoint can be told to do. The reference programs `serve` and
 * `download` run on the same functions, in their own process.
 *
 * @module
 */

import { resourceUsage } from "../kernel/resource_usage.ts";
import { engineByName } from "../socket/engines.ts";
import { codeOf } from "../socket/socket_error.ts";
import { BookSource } from "../transfer/book_source.ts";
import {
  LARGEST_STORE_IN_MEMORY_BYTES,
  ReceiveArena,
} from "../transfer/book_store.ts";
import { exchange } from "../transfer/exchange.ts";
import type { Served } from "../transfer/served.ts";
import {
  type Download,
  downloadOverTcp,
  type TcpDownload,
} from "../transfer/tcp_client.ts";
import { TcpServer } from "../transfer/tcp_server.ts";
import { downloadOverUdp, type UdpDetails } from "../transfer/udp_client.ts";
import { UdpServer } from "../transfer/udp_server.ts";
import type {
  BookToServe,
  CommandName,
  DownloadParameters,
  DownloadReport,
  Parameters,
  Result,
  ServeParameters,
  UdpReport,
} from "./protocol.ts";

/** The commands of one process, with what they keep from one call to the next. */
export class EndpointCommands {
  /** Memory that no download is using: two at once must not share theirs. */
  #idleArenas: ReceiveArena[] = [];
  #sources = new Map<string, BookSource>();
  #servers = new Map<
    number,
    { server: TcpServer | UdpServer; served: Served[] }
  >();
  #nextServer = 1;
  #timed = new Timed();

  /**
   * Does what a call asks.
   *
   * @param name The command.
   * @param parameters What it needs.
   * @returns What it reports.
   * @throws Whatever the command throws; a name that is no command, too.
   */
  run<Name extends CommandName>(
    name: Name,
    parameters: Parameters<Name>,
  ): Promise<Result<Name>> {
    const commands: {
      [N in CommandName]: (given: Parameters<N>) => Promise<Result<N>>;
    } = {
      serve: (given) => this.#serve(given),
      stop: (given) => this.#stop(given),
      download: (given) => this.download(given),
      exchange: (given) =>
        exchange({ ...given, engine: engineByName(given.engine), tcp: given }),
      usage: () => Promise.resolve(resourceUsage()),
      probeDatagram: (given) => this.#probeDatagram(given),
    };
    if (!Object.hasOwn(commands, name)) {
      throw new TypeError(`Unknown command ${String(name)}`);
    }
    return commands[name](parameters);
  }

  /** Books are kept from one server to the next, so that no trial waits for a disk. */
  #source(book: BookToServe): BookSource {
    const key = JSON.stringify(book);
    let source = this.#sources.get(key);
    if (source === undefined) {
      this.#sources.set(key, source = new BookSource(book));
    }
    return source;
  }

  async #serve(given: ServeParameters): Promise<Result<"serve">> {
    const { transport, hostname, port, pauseMicroseconds, timeoutMs } = given;
    const served: Served[] = [];
    const books = given.books.map((book) => this.#source(book));
    // digest and content are there before the first client comes
    await Promise.all(books.map((book) => book.prepare()));
    const common = {
      engine: engineByName(given.engine),
      bind: { hostname, port },
      books,
      pauseMicroseconds,
      onServed: (account: Served) => served.push(account),
    };
    const server = transport === "tcp"
      ? new TcpServer({
        ...common,
        tcp: given,
        timeoutMs,
        sampleTcpInfoMs: given.sampleTcpInfoMs,
      })
      : new UdpServer({
        ...common,
        memory: given,
        rateBytesPerSecond: given.rateBytesPerSecond,
        datagramsPerCall: given.datagramsPerCall,
      });
    const number = this.#nextServer++;
    this.#servers.set(number, { server, served });
    return { server: number, address: server.local };
  }

  async #stop({ server: number }: Parameters<"stop">): Promise<Result<"stop">> {
    const running = this.#servers.get(number);
    if (running === undefined) {
      throw new RangeError(`No server ${number} is running here`);
    }
    this.#servers.delete(number);
    await running.server.close();
    return { served: running.served };
  }

  /**
   * Downloads one book and describes what came. Hashing, counting and writing
   * happen after the time was taken.
   *
   * @param given What and how.
   * @returns What came, and what did not.
   */
  async download(given: DownloadParameters): Promise<DownloadReport> {
    const { server, index, bufferBytes, timeoutMs, spillPath } = given;
    const arena = this.#idleArenas.pop() ?? new ReceiveArena();
    // what is larger goes to disk
    if (given.expectedBytes <= LARGEST_STORE_IN_MEMORY_BYTES) {
      arena.reserve(given.expectedBytes);
    }
    const common = {
      engine: engineByName(given.engine),
      server,
      index,
      bufferBytes,
      timeoutMs,
      spillPath,
      arena,
    };
    let download: Download | undefined;
    let tcp: TcpDownload | undefined;
    let udp: UdpDetails | undefined;
    try {
      if (given.transport === "tcp") {
        const { sampleTcpInfoMs, askAtMs } = given;
        tcp = await this.#timed.run(downloadOverTcp({
          ...common,
          tcp: given,
          sampleTcpInfoMs,
          ...(askAtMs === undefined ? {} : { askAtMs }),
        }));
        download = tcp;
      } else {
        const { receiveBufferBytes, repeatMs, datagramsPerCall, connected } =
          given;
        const { localAddress } = given;
        const overUdp = await this.#timed.run(downloadOverUdp({
          ...common,
          receiveBufferBytes,
          repeatMs,
          datagramsPerCall,
          connected,
          ...(localAddress === undefined ? {} : { localAddress }),
          memory: given,
        }));
        ({ udp } = overUdp);
        download = overUdp;
      }
      const { announcement, store } = download;
      const content = store.describe();
      if (given.saveAs !== undefined) store.saveAs(given.saveAs);
      return {
        book: announcement.name,
        announcedBytes: announcement.bytes,
        announcedSha256: announcement.sha256,
        receivedBytes: content.bytes,
        receivedSha256: content.sha256,
        receivedWords: content.words,
        startedAtMs: download.startedAtMs,
        seconds: download.seconds,
        firstByteSeconds: download.firstByteSeconds,
        reads: download.reads,
        progress: download.progress,
        local: download.local,
        remote: download.remote,
        storedOnDisk: store.onDisk,
        ...(tcp === undefined ? {} : { connectSeconds: tcp.connectSeconds }),
        ...(tcp?.tcpInfo === undefined ? {} : { tcpInfo: tcp.tcpInfo }),
        ...(tcp?.tcpInfoSamples === undefined
          ? {}
          : { tcpInfoSamples: tcp.tcpInfoSamples }),
        ...(udp === undefined ? {} : { udp: udpReport(udp) }),
      };
    } finally {
      download?.store.close();
      this.#idleArenas.push(arena);
    }
  }

  async #probeDatagram(
    { engine, bytes }: Parameters<"probeDatagram">,
  ): Promise<Result<"probeDatagram">> {
    const socket = engineByName(engine).bindUdp({
      hostname: "127.0.0.1",
      port: 0,
    });
    try {
      await socket.send(new Uint8Array(bytes), socket.local);
      return { code: "" };
    } catch (error) {
      return { code: codeOf(error) };
    } finally {
      socket.close();
    }
  }

  /** Stops every server. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#servers.values()].map(({ server }) => server.close()),
    );
    this.#servers.clear();
  }
}

/** Downloads whose time is being taken. */
class Timed {
  #underway = 0;
  #quiet = Promise.withResolvers<void>();

  /**
   * Waits for a download, and then until none is left: what follows, hashing and
   * counting, keeps the process for milliseconds, and must not be in another one's time.
   */
  async run<Result>(download: Promise<Result>): Promise<Result> {
    this.#underway++;
    try {
      return await download;
    } finally {
      if (--this.#underway === 0) {
        this.#quiet.resolve();
        this.#quiet = Promise.withResolvers();
      } else {
        await this.#quiet.promise;
      }
    }
  }
}

function udpReport(details: UdpDetails): UdpReport {
  const { arrivals, account, foreign, requests, drops } = details;
  const missing = arrivals.missing();
  return {
    pieces: arrivals.pieces,
    received: arrivals.received,
    missing: missing.pieces,
    missingBytes: missing.bytes,
    duplicated: arrivals.duplicated,
    reordered: arrivals.reordered,
    truncated: arrivals.truncated,
    truncatedBytes: arrivals.truncatedBytes,
    foreign,
    requests,
    ...(details.cutBytes === undefined ? {} : { cutBytes: details.cutBytes }),
    ...(drops === undefined ? {} : { drops }),
    endMarkersReceived: details.endMarkers,
    endMarkersSent: account.endMarkers,
    sent: account.datagrams,
    sentBytes: account.bytes,
    refused: account.refused,
    missingRanges: [...arrivals.missingRanges()],
  };
}
