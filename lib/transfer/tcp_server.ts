/**
 * Serves books over TCP to any number of clients from one port.
 *
 * The client sends one line; the server answers with one line and the book, then
 * closes. A client that sends garbage, nothing, or too much, or that stops
 * reading, gets an error or a closed connection; the others are not disturbed.
 *
 * @module
 */

import { wireName } from "../corpus/wire_name.ts";
import type {
  BindOptions,
  Engine,
  SocketAddress,
  TcpOptions,
} from "../socket/engine.ts";
import type { TcpListener, TcpStream } from "../socket/engine.ts";
import type { BookSource } from "./book_source.ts";
import { answerExchanges } from "./exchange.ts";
import { readLine } from "./line_reader.ts";
import { Pauses } from "./pause.ts";
import {
  LARGEST_TCP_BUFFER_BYTES,
  line,
  LONGEST_REQUEST_BYTES,
  parseRequest,
  type Request,
  RequestError,
} from "./request.ts";
import {
  nameRequest,
  newAccount,
  type Served,
  type ServerHooks,
} from "./served.ts";
import { TcpInfoSampler } from "./tcp_info_samples.ts";
import { Watchdog } from "./watchdog.ts";
import { writeAll } from "./write_all.ts";

/** How to serve. */
export interface TcpServerOptions extends ServerHooks {
  /** How to do socket I/O. */
  engine: Engine;
  /** Where to listen. */
  bind: BindOptions;
  /** The books, by index. */
  books: BookSource[];
  /** Options of every accepted connection. */
  tcp: TcpOptions;
  /** Pause after every write, in microseconds; 0 for none. */
  pauseMicroseconds: number;
  /** How long a client may neither send nor take anything, in milliseconds. */
  timeoutMs: number;
  /** How often the kernel is asked about a connection, in milliseconds; 0 for never. */
  sampleTcpInfoMs: number;
}

/** How long a closing server waits for the transfers in hand, in milliseconds. */
const PATIENCE_MS = 1_000;

/** How long, and how much, a finished connection may still send before it is closed. */
const FAREWELL_MS = 2_000;
const FAREWELL_BYTES = 4 * 1024 * 1024;

/** Pause after an accept that failed, such as for want of descriptors. */
const AFTER_FAILED_ACCEPT_MS = 50;

/** A running TCP server. */
export class TcpServer {
  #options: TcpServerOptions;
  #listener: TcpListener;
  #streams = new Map<TcpStream, Promise<void>>();
  #accepting: Promise<void>;
  #closed = false;

  /**
   * Starts to listen.
   *
   * @param options How to serve.
   * @throws {SocketError} Such as EADDRINUSE.
   */
  constructor(options: TcpServerOptions) {
    this.#options = options;
    this.#listener = options.engine.listenTcp(options.bind, options.tcp);
    this.#accepting = this.#accept();
  }

  /** Where it listens. */
  get local(): SocketAddress {
    return this.#listener.local;
  }

  async #accept(): Promise<void> {
    while (!this.#closed) {
      let stream;
      try {
        stream = await this.#listener.accept();
      } catch {
        await new Promise((resolve) =>
          setTimeout(resolve, AFTER_FAILED_ACCEPT_MS)
        );
        continue;
      }
      if (stream === undefined) return;
      const finished = stream;
      this.#streams.set(
        stream,
        this.#serve(stream).finally(() => {
          finished.close();
          this.#streams.delete(finished);
        }),
      );
    }
  }

  /** Serves one connection. Never throws: what went wrong stands in the account. */
  async #serve(stream: TcpStream): Promise<void> {
    const account = newAccount("tcp", stream.remote, stream.local);
    const start = performance.now();
    const { timeoutMs } = this.#options;
    const watchdog = new Watchdog(timeoutMs, () => {
      account.error =
        `the client neither sent nor took anything for ${timeoutMs} ms`;
      stream.close();
    });
    const sampler = new TcpInfoSampler(stream, this.#options.sampleTcpInfoMs);
    try {
      await this.#answer(stream, account, watchdog);
    } catch (error) {
      account.error ??= error instanceof Error ? error.message : String(error);
      if (error instanceof RequestError) await refuse(stream, error);
    } finally {
      account.seconds = (performance.now() - start) / 1000;
      watchdog.stop();
    }
    this.#options.onServed?.(account);
    // asked before the farewell too: the client may reset the connection meanwhile
    keepTcpInfo(account, stream);
    await farewell(stream);
    keepTcpInfo(account, stream);
    const samples = sampler.stop();
    if (samples !== undefined) account.tcpInfoSamples = samples;
  }

  async #answer(
    stream: TcpStream,
    account: Served,
    watchdog: Watchdog,
  ): Promise<void> {
    const first = await readLine(stream, {
      longestBytes: LONGEST_REQUEST_BYTES,
      atOnceBytes: LONGEST_REQUEST_BYTES,
    });
    if (first.line === undefined) {
      if (first.bytes === 0) throw new Error("the client sent nothing");
      throw new RequestError(
        first.bytes < LONGEST_REQUEST_BYTES
          ? "the request ended without a newline"
          : `a request is one line of at most ${LONGEST_REQUEST_BYTES} bytes`,
      );
    }
    watchdog.alive();
    nameRequest(account, first.line);
    const { books } = this.#options;
    const request = parseRequest(first.line, {
      books: books.length,
      largestBufferBytes: LARGEST_TCP_BUFFER_BYTES,
    });
    switch (request.kind) {
      case "list":
        await writeAll(stream, line(catalogue(books)));
        break;
      case "get":
        await this.#send(stream, request, account, watchdog);
        break;
      case "exchange":
        await answerExchanges(stream, request, account, watchdog);
        break;
    }
  }

  async #send(
    stream: TcpStream,
    request: Request & { kind: "get" },
    account: Served,
    watchdog: Watchdog,
  ): Promise<void> {
    const source = this.#options.books[request.index]!;
    const reader = await source.open();
    const { engine, pauseMicroseconds } = this.#options;
    const pauses = new Pauses(pauseMicroseconds, engine);
    try {
      const { name, bytes } = source.book;
      await writeAll(
        stream,
        line(`BOOK ${wireName(name)} ${bytes} ${await source.sha256()}`),
      );
      while (true) {
        let piece = reader.next(request.bufferBytes);
        if (piece instanceof Promise) piece = await piece;
        if (piece.length === 0) break;
        for (let sent = 0; sent < piece.length;) {
          let taken = stream.write(sent === 0 ? piece : piece.subarray(sent));
          if (taken instanceof Promise) taken = await taken;
          sent += taken;
          account.writes++;
          watchdog.alive();
          if (!pauses.wanted) continue;
          const pause = pauses.pause();
          if (pause instanceof Promise) await pause;
        }
        account.bytes += piece.length;
      }
    } finally {
      reader.close();
      const median = pauses.medianMicroseconds();
      if (median !== undefined) account.pauseMedianMicroseconds = median;
    }
  }

  /** Stops listening, waits a moment for the transfers in hand, then cuts them off. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener.close();
    await this.#accepting;
    const cutOff = setTimeout(() => {
      for (const stream of this.#streams.keys()) stream.close();
    }, PATIENCE_MS);
    await Promise.all(this.#streams.values());
    clearTimeout(cutOff);
  }
}

function keepTcpInfo(account: Served, stream: TcpStream): void {
  const info = stream.info();
  if (info !== undefined) account.tcpInfo = info;
}

/** The catalogue as lines: index, name, bytes. */
export function catalogue(books: BookSource[]): string {
  return books.map(({ book }, index) =>
    `${index} ${wireName(book.name)} ${book.bytes}`
  ).join("\n");
}

async function refuse(stream: TcpStream, error: RequestError): Promise<void> {
  try {
    await writeAll(stream, line(`ERROR ${error.message}`));
  } catch {
    // the client is gone; the account has the reason
  }
}

/**
 * Says FIN and waits for the client's. Closing a socket that has unread data sends a
 * reset, which can destroy what the client has not read yet (RFC 1122, 4.2.2.13).
 */
async function farewell(stream: TcpStream): Promise<void> {
  const limit = setTimeout(() => stream.close(), FAREWELL_MS);
  try {
    await stream.closeWrite();
    const waste = new Uint8Array(65_536);
    for (let bytes = 0; bytes < FAREWELL_BYTES;) {
      const received = await stream.read(waste);
      if (received === null) break;
      bytes += received;
    }
  } catch {
    // closed or reset by the client: it is gone, which is all that was waited for
  } finally {
    clearTimeout(limit);
  }
}
