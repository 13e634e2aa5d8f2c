/**
 * Downloads a book over UDP. The wire is described in `udp_wire.ts`.
 *
 * @module
 */

import type {
  DatagramBatch,
  Engine,
  SocketAddress,
  SocketMemory,
  UdpSocket,
} from "../socket/engine.ts";
import { formatAddress } from "../socket/socket_error.ts";
import { BookStore, type ReceiveArena } from "./book_store.ts";
import { Arrivals } from "./ledger.ts";
import { ProgressMarks } from "./progress_marks.ts";
import {
  type BookAnnouncement,
  formatGet,
  LARGEST_DATAGRAM_BYTES,
  line,
  parseAnnouncement,
  RequestError,
} from "./request.ts";
import { type Download, IncompleteDownload } from "./tcp_client.ts";
import {
  type Account,
  END_SEQUENCE,
  FIRST_TRANSFER,
  HEADER_BYTES,
  isData,
  isEndMarker,
  isText,
  sequenceOf,
  TEXT_DATAGRAM_BYTES,
  transferOf,
} from "./udp_wire.ts";
import { Watchdog } from "./watchdog.ts";

/** What to download, and how. */
export interface UdpDownloadOptions {
  /** How to do socket I/O. */
  engine: Engine;
  /** The server; a numeric address. */
  server: SocketAddress;
  /** Number of the book, from 0. */
  index: number;
  /** Bytes of the book in one datagram, 1 to 65,507. */
  bufferBytes: number;
  /** Bytes of the book that the receive buffer has room for, beside the header. */
  receiveBufferBytes: number;
  /** How long the server may be silent, in milliseconds. */
  timeoutMs: number;
  /** How often an unanswered GET is repeated, in milliseconds; 0 sends it once. */
  repeatMs: number;
  /** Datagrams taken from the kernel in one call, at least 1. */
  datagramsPerCall: number;
  /** Connect the socket to the server: then a server that is not there refuses. */
  connected: boolean;
  /** Address that the socket is bound to; chosen by the server's unless given. */
  localAddress?: string;
  /** Memory that the kernel keeps for the socket. */
  memory: SocketMemory;
  /** Memory for the book. */
  arena: ReceiveArena;
  /** File for a book that is too large for memory. */
  spillPath: string;
}

/** What a UDP download yields beyond the rest. */
export interface UdpDetails {
  /** The client's half of the account. */
  arrivals: Arrivals;
  /** The server's half. */
  account: Account;
  /** Datagrams of strangers or of other transfers, discarded. */
  foreign: number;
  /** GET requests sent, with and without a token. */
  requests: number;
  /** End markers received. */
  endMarkers: number;
  /** Bytes that the kernel says it has cut off datagrams of the book (MSG_TRUNC). */
  cutBytes: number | undefined;
  /** Datagrams that the kernel dropped at the client's socket; absent where unknown. */
  drops: number | undefined;
}

/** A download over UDP. */
export interface UdpDownload extends Download {
  /** The account of the datagrams. */
  udp: UdpDetails;
}

/** No server answered any request. */
export class NoAnswer extends IncompleteDownload {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "NoAnswer";
  /** Requests that were sent. */
  readonly requests: number;

  /**
   * Keeps how often was asked.
   *
   * @param message What was waited for.
   * @param requests Requests that were sent.
   */
  constructor(message: string, requests: number) {
    super(message);
    this.requests = requests;
  }
}

/** How often what is said to a server that has answered is repeated, in milliseconds. */
const REPEAT_MS = 250;

/**
 * After the end marker, how long to wait for pieces that were overtaken by it: a round
 * trip, which is what TCP waits at most for what was overtaken (RFC 8985, section 6.2,
 * step 4), but never less or more than this, in milliseconds. The server repeats its
 * marker for about two seconds.
 */
const SHORTEST_LINGER_MS = 30;
const LONGEST_LINGER_MS = 600;

/**
 * Downloads one book over UDP. Time runs from before the first request to the last
 * piece that arrived; what follows (the end, its acknowledgement) is not in it.
 *
 * @param options What and how.
 * @returns What arrived, and the account of what did not.
 * @throws {NoAnswer} Where no server answers.
 * @throws {RequestError} Where the server refuses.
 * @throws {IncompleteDownload} Where the server falls silent.
 */
export async function downloadOverUdp(
  options: UdpDownloadOptions,
): Promise<UdpDownload> {
  const client = new UdpClient(options);
  try {
    return await client.run();
  } finally {
    client.close();
  }
}

/**
 * Requests are padded with spaces to this size, so that a server that answers with at
 * most three times what it received can say what is wrong with them.
 */
const SHORTEST_REQUEST_BYTES = 48;

/** The request with spaces before its newline. */
function padded(request: Uint8Array): Uint8Array {
  if (request.length >= SHORTEST_REQUEST_BYTES) return request;
  const longer = new Uint8Array(SHORTEST_REQUEST_BYTES).fill(0x20);
  longer.set(request.subarray(0, -1));
  longer[longer.length - 1] = 0x0a;
  return longer;
}

/** Loopback servers are asked from loopback, so that nothing else can reach the socket. */
function bindAddressFor(server: SocketAddress): string {
  if (server.address.includes(":")) {
    return server.address === "::1" ? "::1" : "::";
  }
  return server.address.startsWith("127.") ? "127.0.0.1" : "0.0.0.0";
}

/** The numbers behind the digest. They size what is allocated, so they are not taken on trust. */
function numbersOf(
  { bytes, rest }: BookAnnouncement,
): { transfer: number; pieceBytes: number } {
  const [transfer, pieceBytes] = rest.map((word) =>
    /^\d{1,10}$/.test(word) ? Number(word) : NaN
  );
  if (
    transfer === undefined || pieceBytes === undefined ||
    !(transfer >= FIRST_TRANSFER && transfer <= 0xffff_ffff) ||
    !(pieceBytes >= 1 && pieceBytes <= LARGEST_DATAGRAM_BYTES - HEADER_BYTES)
  ) {
    throw new RequestError(
      "the server's BOOK lacks the transfer or the size of a piece",
    );
  }
  if (bytes / pieceBytes > END_SEQUENCE) {
    throw new RequestError(
      `a book of ${bytes} bytes in pieces of ${pieceBytes} has more pieces than there are ` +
        `sequence numbers; ask with a larger buffer`,
    );
  }
  return { transfer, pieceBytes };
}

/** A book on its way. */
interface Incoming {
  transfer: number;
  pieceBytes: number;
  store: BookStore;
  arrivals: Arrivals;
  /** Where its datagrams are received. */
  batch: DatagramBatch;
  /** Of each slot, the part behind the header; made when it is first wanted. */
  pieceOf: Uint8Array[];
  times: DataTimes;
  progress: ProgressMarks;
}

/** When its data came, on the clock of `performance.now()`; 0 is not yet. */
interface DataTimes {
  firstAt: number;
  lastAt: number;
  endedAt: number;
  reads: number;
}

class UdpClient {
  #options: UdpDownloadOptions;
  #socket: UdpSocket;
  #text = new Uint8Array(TEXT_DATAGRAM_BYTES);
  #foreign = 0;
  #endMarkers = 0;
  #cutBytes: number | undefined;
  /** The last sender that was found to be the server. */
  #knownServer: SocketAddress | undefined;
  #requests = 0;
  /** The shorter one of the times that two requests have taken. */
  #roundTripMs = Infinity;
  /** Sends again what has not been answered. */
  #nudge: ReturnType<typeof setInterval> | undefined;
  #watchdog: Watchdog;
  #stalled = false;
  #store: BookStore | undefined;
  #keepStore = false;

  constructor(options: UdpDownloadOptions) {
    this.#options = options;
    this.#socket = options.engine.bindUdp({
      hostname: options.localAddress ?? bindAddressFor(options.server),
      port: 0,
    }, {
      ...options.memory,
      oneTask: true,
      ...(options.connected ? { connectTo: options.server } : {}),
    });
    this.#watchdog = new Watchdog(options.timeoutMs, () => {
      this.#stalled = true;
      this.#socket.close();
    });
  }

  close(): void {
    clearInterval(this.#nudge);
    this.#watchdog.stop();
    this.#socket.close();
    if (!this.#keepStore) this.#store?.close();
  }

  async run(): Promise<UdpDownload> {
    const start = performance.now();
    const announcement = await this.#askForBook();
    const { transfer, pieceBytes } = numbersOf(announcement);
    const { receiveBufferBytes, arena, spillPath } = this.#options;
    const store = this.#store = BookStore.open(
      announcement.bytes,
      arena,
      spillPath,
    );
    const arrivals = new Arrivals(
      announcement.bytes,
      pieceBytes,
      receiveBufferBytes,
    );
    const progress = new ProgressMarks(announcement.bytes);
    const data = await this.#receiveData({
      transfer,
      pieceBytes,
      store,
      arrivals,
      batch: this.#socket.newBatch(
        this.#options.datagramsPerCall,
        HEADER_BYTES + receiveBufferBytes,
      ),
      pieceOf: [],
      times: { firstAt: 0, lastAt: 0, endedAt: 0, reads: 0 },
      progress,
    });
    const account = await this.#settle(transfer);
    const drops = this.#socket.drops();
    store.compact(arrivals.keptRanges());
    this.#keepStore = true;
    // of an empty book nothing but the end marker comes
    const end = data.lastAt === 0 ? data.endedAt : data.lastAt;
    return {
      announcement,
      store,
      startedAtMs: performance.timeOrigin + start,
      seconds: (end - start) / 1000,
      firstByteSeconds: ((data.firstAt === 0 ? end : data.firstAt) - start) /
        1000,
      reads: data.reads,
      progress: progress.since(start),
      local: this.#socket.local,
      remote: this.#options.server,
      udp: {
        arrivals,
        account,
        foreign: this.#foreign,
        requests: this.#requests,
        endMarkers: this.#endMarkers,
        cutBytes: this.#cutBytes,
        drops,
      },
    };
  }

  /** Sends now, and again whenever the interval is over, until {@linkcode #answered}. */
  async #say(
    text: Uint8Array,
    { repeatMs, onSent = () => {} }: { repeatMs: number; onSent?: () => void },
  ): Promise<void> {
    clearInterval(this.#nudge);
    const send = async () => {
      onSent();
      await this.#socket.send(text, this.#options.server);
    };
    if (repeatMs > 0) {
      this.#nudge = setInterval(() => {
        send().catch(() => {
          // it is repeated; a server that never answers is noticed by the watchdog
        });
      }, repeatMs);
    }
    await send();
  }

  #answered(): void {
    clearInterval(this.#nudge);
    this.#watchdog.alive();
  }

  /** The next datagram of the server; what strangers send is counted and dropped. */
  async #receive(into: Uint8Array): Promise<Uint8Array> {
    while (true) {
      const received = await this.#socket.receive(into);
      if (received === undefined) throw this.#silence();
      if (this.#isServer(received.from)) {
        return into.subarray(0, received.bytes);
      }
      this.#foreign++;
    }
  }

  #isServer(sender: SocketAddress): boolean {
    if (sender === this.#knownServer) return true;
    const { server } = this.#options;
    if (sender.port !== server.port || sender.address !== server.address) {
      return false;
    }
    this.#knownServer = sender;
    return true;
  }

  #silence(): Error {
    const server = formatAddress(this.#options.server);
    if (!this.#stalled) {
      return new IncompleteDownload("The download was stopped");
    }
    const { timeoutMs } = this.#options;
    if (this.#store === undefined) {
      return new NoAnswer(
        `No answer from udp ${server} to ${this.#requests} request(s) in ${timeoutMs} ms; UDP ` +
          `does not tell whether a server is there`,
        this.#requests,
      );
    }
    return new IncompleteDownload(
      `The server udp ${server} sent nothing for ${timeoutMs} ms, after ${this.#store.end} bytes ` +
        `of the book`,
    );
  }

  async #askForBook(): Promise<BookAnnouncement> {
    const { index, bufferBytes } = this.#options;
    let askedAt = 0;
    const ask = (token: string) => {
      askedAt = performance.now();
      return this.#say(padded(formatGet(index, bufferBytes, token)), {
        repeatMs: this.#options.repeatMs,
        onSent: () => this.#requests++,
      });
    };
    // from the first sending: of a repeated request nobody knows which one was answered
    // (RFC 6298, section 3), and too long does no harm
    const noteRoundTrip = () => {
      this.#roundTripMs = Math.min(
        this.#roundTripMs,
        performance.now() - askedAt,
      );
    };
    await ask("");
    let asked = "";
    while (true) {
      const datagram = await this.#receive(this.#text);
      if (isData(datagram)) {
        this.#foreign++;
        continue;
      }
      const text = new TextDecoder().decode(datagram).trimEnd();
      if (text.startsWith("TOKEN ")) {
        const token = text.slice("TOKEN ".length);
        // the answer to a repeated request brings the same token again
        if (token === asked) continue;
        asked = token;
        this.#answered();
        noteRoundTrip();
        await ask(token);
        continue;
      }
      const announcement = parseAnnouncement(text);
      this.#answered();
      noteRoundTrip();
      return announcement;
    }
  }

  /** From START to the end marker. */
  async #receiveData(incoming: Incoming): Promise<DataTimes> {
    const { arrivals, batch, times } = incoming;
    const lingerMs = Math.min(
      Math.max(this.#roundTripMs, SHORTEST_LINGER_MS),
      LONGEST_LINGER_MS,
    );
    await this.#say(line(`START ${incoming.transfer}`), {
      repeatMs: REPEAT_MS,
    });
    while (true) {
      let count = this.#socket.receiveBatch(batch);
      if (count instanceof Promise) count = await count;
      if (count === undefined) throw this.#silence();
      const now = performance.now();
      const hadEnded = times.endedAt !== 0;
      for (let slot = 0; slot < count; slot++) {
        this.#takeDatagram(slot, incoming, now);
      }
      if (times.endedAt === 0) continue;
      if (arrivals.complete || now - times.endedAt >= lingerMs) return times;
      if (!hadEnded) this.#askAfter(lingerMs, incoming.transfer);
    }
  }

  /**
   * Has the server say something when the wait for stragglers is over: it repeats its
   * markers, but all of those that follow may be lost.
   */
  #askAfter(lingerMs: number, transfer: number): void {
    clearInterval(this.#nudge);
    this.#nudge = setInterval(() => {
      this.#socket.send(line(`DONE ${transfer}`), this.#options.server)
        // it is repeated, as every request is
        .catch(() => {});
    }, lingerMs);
  }

  /**
   * One datagram of the data phase. For a full piece it makes no object: a collection of garbage lasts long enough to fill a buffer.
   */
  #takeDatagram(slot: number, incoming: Incoming, now: number): void {
    const { transfer, pieceBytes, store, arrivals, batch, times } = incoming;
    if (!this.#isServer(batch.senderOf(slot))) {
      this.#foreign++;
      return;
    }
    const room = batch.bytesOf(slot);
    const length = batch.lengths[slot]!;
    const datagram = length === room.length ? room : room.subarray(0, length);
    if (!isData(datagram) || transferOf(datagram) !== transfer) {
      // a second BOOK is the answer to a repeated request, and no stranger's
      if (!isText(datagram)) this.#foreign++;
      return;
    }
    if (times.reads === 0 && times.endedAt === 0) this.#answered();
    else this.#watchdog.alive();
    const sequence = sequenceOf(datagram);
    if (sequence === END_SEQUENCE) {
      this.#endMarkers++;
      if (times.endedAt === 0) times.endedAt = now;
      return;
    }
    const bytes = datagram.length - HEADER_BYTES;
    if (
      sequence >= arrivals.pieces || bytes !== arrivals.bytesThatFit(sequence)
    ) {
      this.#foreign++;
      return;
    }
    times.reads++;
    if (batch.cutBytes !== undefined) {
      this.#cutBytes = (this.#cutBytes ?? 0) + batch.cutBytes[slot]!;
    }
    if (arrivals.note(sequence, bytes)) {
      times.lastAt = now;
      if (times.firstAt === 0) times.firstAt = now;
      const place = sequence * pieceBytes + bytes;
      if (place >= incoming.progress.next) incoming.progress.mark(place, now);
      store.put(
        sequence * pieceBytes,
        length === room.length
          ? incoming.pieceOf[slot] ??= room.subarray(HEADER_BYTES)
          : datagram.subarray(HEADER_BYTES),
      );
    }
  }

  /** Acknowledges the end and waits for the server's account. */
  async #settle(transfer: number): Promise<Account> {
    this.#answered();
    await this.#say(line(`DONE ${transfer}`), { repeatMs: REPEAT_MS });
    while (true) {
      const datagram = await this.#receive(this.#text);
      if (isEndMarker(datagram, transfer)) this.#endMarkers++;
      const words = isData(datagram)
        ? []
        : new TextDecoder().decode(datagram).trim().split(" ");
      if (words[0] !== "ACCOUNT" || words[1] !== String(transfer)) continue;
      this.#answered();
      const [datagrams, bytes, refused, endMarkers] = words.slice(2).map(
        Number,
      );
      return {
        datagrams: datagrams ?? 0,
        bytes: bytes ?? 0,
        refused: refused ?? 0,
        endMarkers: endMarkers ?? 0,
      };
    }
  }
}
