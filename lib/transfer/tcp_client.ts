/**
 * Downloads a book over TCP.
 *
 * @module
 */

import { codeOf, formatAddress } from "../socket/socket_error.ts";
import type {
  Engine,
  SocketAddress,
  TcpInfo,
  TcpOptions,
  TcpStream,
} from "../socket/engine.ts";
import { BookStore, type ReceiveArena } from "./book_store.ts";
import { type ProgressMark, ProgressMarks } from "./progress_marks.ts";
import { readLine } from "./line_reader.ts";
import {
  type BookAnnouncement,
  formatGet,
  parseAnnouncement,
} from "./request.ts";
import { type TcpInfoSample, TcpInfoSampler } from "./tcp_info_samples.ts";
import { Watchdog } from "./watchdog.ts";
import { writeAll } from "./write_all.ts";

/** Longest announcement line that a client accepts, in bytes. */
const LONGEST_ANNOUNCEMENT_BYTES = 4096;

/** How the announcement is read: in pieces of the receive buffer, but no larger than this. */
const ANNOUNCEMENT_READ_BYTES = 512;

/** What to download, and how. */
export interface TcpDownloadOptions {
  /** How to do socket I/O. */
  engine: Engine;
  /** The server. */
  server: SocketAddress;
  /** Number of the book, from 0. */
  index: number;
  /** Size of one write at the server, and of the client's receive buffer, in bytes. */
  bufferBytes: number;
  /** Options of the client's socket. */
  tcp: TcpOptions;
  /** How long the server may be silent, in milliseconds. */
  timeoutMs: number;
  /** Memory for the book. */
  arena: ReceiveArena;
  /** File for a book that is too large for memory. */
  spillPath: string;
  /** How often the kernel is asked about the connection, in milliseconds; 0 for never. */
  sampleTcpInfoMs: number;
  /**
   * Connect, then wait for this moment before asking, in milliseconds of the clock that all
   * processes of a machine share: so that many clients ask at once. The time is taken from
   * that moment. Absent: ask at once.
   */
  askAtMs?: number;
}

/** What every download yields, over TCP and UDP. */
export interface Download {
  /** What the server announced. */
  announcement: BookAnnouncement;
  /** What arrived; whoever asked for the download closes it. */
  store: BookStore;
  /** The start, in milliseconds of the clock that all processes of a machine share. */
  startedAtMs: number;
  /** From the start to the last byte, in seconds. */
  seconds: number;
  /** From the start to the first byte of the book, in seconds. */
  firstByteSeconds: number;
  /** Receive calls that returned bytes of the book. */
  reads: number;
  /** How far it was at which time. */
  progress: ProgressMark[];
  /** The client's end. */
  local: SocketAddress;
  /** The server's end. */
  remote: SocketAddress;
}

/** A download over TCP. */
export interface TcpDownload extends Download {
  /** From before connect until the connection was there, in seconds. */
  connectSeconds: number;
  /** The kernel's account at the last byte; absent where it has none. */
  tcpInfo?: TcpInfo;
  /** The same meanwhile; absent where it was not asked for. */
  tcpInfoSamples?: TcpInfoSample[];
}

/** A download that ended before the whole book was there. */
export class IncompleteDownload extends Error {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "IncompleteDownload";
  /** Name of the errno behind it, or empty. */
  readonly code: string;

  /**
   * Takes the errno's name from the cause.
   *
   * @param message What happened, after how many bytes.
   * @param options Its cause.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = codeOf(options?.cause);
  }
}

/**
 * Downloads one book over TCP. Time runs from before connect to the last byte;
 * nothing is hashed, logged or (below 64 MiB) written meanwhile.
 *
 * @param options What and how.
 * @returns What arrived: every byte.
 * @throws {SocketError} Where there is no connection.
 * @throws {RequestError} Where the server refuses.
 * @throws {IncompleteDownload} Where the stream ends early, or stands still.
 */
export async function downloadOverTcp(
  options: TcpDownloadOptions,
): Promise<TcpDownload> {
  const { engine, server, bufferBytes } = options;
  let start = performance.now();
  const stream = await engine.connectTcp(server, options.tcp);
  const connectSeconds = (performance.now() - start) / 1000;
  let stalled = false;
  const watchdog = new Watchdog(options.timeoutMs, () => {
    stalled = true;
    stream.close();
  });
  const sampler = new TcpInfoSampler(stream, options.sampleTcpInfoMs);
  let store: BookStore | undefined;
  try {
    if (options.askAtMs !== undefined) {
      start = await momentAt(options.askAtMs);
      watchdog.alive();
    }
    await writeAll(stream, formatGet(options.index, bufferBytes));
    const { announcement, beyond } = await readAnnouncement(
      stream,
      bufferBytes,
    );
    const bytes = announcement.bytes;
    store = BookStore.open(bytes, options.arena, options.spillPath);
    const progress = new ProgressMarks(bytes);
    let firstByte = 0;
    let reads = 0;
    if (beyond.length > 0) {
      if (beyond.length > bytes) throw tooMuch(options.server, bytes);
      firstByte = performance.now();
      store.put(0, beyond);
      progress.mark(beyond.length, firstByte);
      reads = 1;
    }
    for (let left = bytes - beyond.length; left > 0;) {
      let received = stream.read(store.room(Math.min(bufferBytes, left)));
      if (received instanceof Promise) received = await received;
      if (received === null) {
        throw new IncompleteDownload(
          `The server ${
            formatAddress(server)
          } closed the connection after ${store.end} of ` +
            `${bytes} bytes`,
        );
      }
      if (firstByte === 0) firstByte = performance.now();
      reads++;
      store.filled(received);
      left -= received;
      if (bytes - left >= progress.next) {
        progress.mark(bytes - left, performance.now());
      }
      watchdog.alive();
    }
    const end = performance.now();
    const tcpInfo = stream.info();
    const tcpInfoSamples = sampler.stop();
    // an honest server closes now; anything else would be bytes that nobody announced
    if (await stream.read(new Uint8Array(1)) !== null) {
      throw tooMuch(options.server, bytes);
    }
    return {
      announcement,
      store,
      startedAtMs: performance.timeOrigin + start,
      seconds: (end - start) / 1000,
      firstByteSeconds: (firstByte === 0 ? end - start : firstByte - start) /
        1000,
      reads,
      progress: progress.since(start),
      connectSeconds,
      local: stream.local,
      remote: stream.remote,
      ...(tcpInfo === undefined ? {} : { tcpInfo }),
      ...(tcpInfoSamples === undefined ? {} : { tcpInfoSamples }),
    };
  } catch (error) {
    const received = store?.end ?? 0;
    store?.close();
    if (stalled) {
      throw new IncompleteDownload(
        `The server ${
          formatAddress(server)
        } sent nothing for ${options.timeoutMs} ms, after ` +
          `${received} bytes of the book`,
      );
    }
    if (codeOf(error) === "ECONNRESET") {
      throw new IncompleteDownload(
        `The server ${
          formatAddress(server)
        } reset the connection after ${received} bytes of ` +
          `the book`,
        { cause: error },
      );
    }
    throw error;
  } finally {
    watchdog.stop();
    sampler.stop();
    stream.close();
  }
}

/** Waits for a moment of the shared clock, and tells it on the clock of `performance.now()`. */
async function momentAt(sharedMs: number): Promise<number> {
  const moment = sharedMs - performance.timeOrigin;
  await new Promise((resolve) =>
    setTimeout(resolve, Math.max(0, moment - performance.now()))
  );
  return moment;
}

function tooMuch(server: SocketAddress, bytes: number): IncompleteDownload {
  return new IncompleteDownload(
    `The server ${
      formatAddress(server)
    } sent more than the ${bytes} bytes it announced`,
  );
}

/**
 * Reads up to the newline, in reads no larger than the transfer's own buffer.
 * What came behind the newline is already part of the book.
 */
async function readAnnouncement(
  stream: TcpStream,
  bufferBytes: number,
): Promise<{ announcement: BookAnnouncement; beyond: Uint8Array }> {
  const { line, beyond, bytes } = await readLine(stream, {
    longestBytes: LONGEST_ANNOUNCEMENT_BYTES,
    atOnceBytes: Math.min(bufferBytes, ANNOUNCEMENT_READ_BYTES),
  });
  if (line !== undefined) {
    return { announcement: parseAnnouncement(line), beyond };
  }
  const server = formatAddress(stream.remote);
  throw new IncompleteDownload(
    bytes < LONGEST_ANNOUNCEMENT_BYTES
      ? `The server ${server} closed the connection without an answer`
      : `The server ${server} announced no book in ${bytes} bytes; is it a transport-lab server?`,
  );
}
