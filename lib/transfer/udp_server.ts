/**
 * Serves books over UDP to any number of clients from one port. The wire is
 * described in `udp_wire.ts`.
 *
 * @module
 */

import { wireName } from "../corpus/wire_name.ts";
import type {
  BindOptions,
  DatagramBatch,
  Engine,
  SocketAddress,
  SocketMemory,
  Soon,
  UdpSocket,
} from "../socket/engine.ts";
import { formatAddress } from "../socket/socket_error.ts";
import { AddressTokens, AMPLIFICATION_LIMIT } from "./address_token.ts";
import type { BookReader, BookSource } from "./book_source.ts";
import { Pace } from "./pace.ts";
import { Pauses, turnOfTheEventLoop } from "./pause.ts";
import {
  LARGEST_DATAGRAM_BYTES,
  line,
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
import { catalogue } from "./tcp_server.ts";
import {
  END_SEQUENCE,
  FIRST_TRANSFER,
  HEADER_BYTES,
  pieceBytes,
  TEXT_DATAGRAM_BYTES,
  writeHeader,
} from "./udp_wire.ts";

/** How to serve. */
export interface UdpServerOptions extends ServerHooks {
  /** How to do socket I/O. */
  engine: Engine;
  /** Where to listen. */
  bind: BindOptions;
  /** The books, by index. */
  books: BookSource[];
  /** Pause after every data datagram, in microseconds; 0 for none. */
  pauseMicroseconds: number;
  /** Bytes of the book sent per second, spread evenly; 0 for as fast as it goes. */
  rateBytesPerSecond: number;
  /** Datagrams handed to the kernel in one call, at least 1; with a pause always 1. */
  datagramsPerCall: number;
  /** Memory that the kernel keeps for the socket. */
  memory: SocketMemory;
}

/** Wait before the end marker is first repeated, in milliseconds; it doubles each time. */
const FIRST_END_WAIT_MS = 20;
const LONGEST_END_WAIT_MS = 320;
/** After these the client is taken to be gone: about two seconds. */
const END_MARKERS = 10;

/** How long an offer, and the account of a finished transfer, are kept, in milliseconds. */
const MEMORY_MS = 5_000;
/**
 * The same of a transfer whose end nobody has acknowledged yet: behind a slow link with a
 * long queue the book, and so its end marker, may arrive long after it was sent.
 */
const UNACKNOWLEDGED_MEMORY_MS = 60_000;

/** Transfers that one server remembers at once; more clients are asked to come back. */
const MOST_TRANSFERS = 10_000;

/** One book for one client, from the offer to the account. */
interface Transfer {
  number: number;
  client: SocketAddress;
  request: Request & { kind: "get" };
  source: BookSource;
  state: "offered" | "sending" | "ended" | "over";
  account: Served;
  /** End markers that were sent. */
  endMarkers: number;
  /** Ends the wait for the client's DONE; tells whether it has come. */
  endWait: (acknowledged: boolean) => void;
  /** Forgets the transfer. */
  expiry?: ReturnType<typeof setTimeout>;
}

/** A running UDP server. */
export class UdpServer {
  #options: UdpServerOptions;
  #socket: UdpSocket;
  #tokens = new AddressTokens();
  #byClient = new Map<string, Transfer>();
  #nextTransfer = FIRST_TRANSFER;
  #working = new Set<Promise<void>>();
  #receiving: Promise<void>;
  #closed = false;

  /**
   * Binds the socket and starts to answer.
   *
   * @param options How to serve.
   * @throws {SocketError} Such as EADDRINUSE.
   */
  constructor(options: UdpServerOptions) {
    this.#options = options;
    this.#socket = options.engine.bindUdp(options.bind, options.memory);
    this.#receiving = this.#receive();
  }

  /** Where it is bound. */
  get local(): SocketAddress {
    return this.#socket.local;
  }

  async #receive(): Promise<void> {
    const buffer = new Uint8Array(TEXT_DATAGRAM_BYTES);
    while (!this.#closed) {
      try {
        const received = await this.#socket.receive(buffer);
        // an offer made after close() would leave a timer behind
        if (received === undefined || this.#closed) return;
        await this.#answer(buffer.subarray(0, received.bytes), received.from);
      } catch {
        // one datagram that cannot be received or answered is its sender's loss; the
        // server goes on for everyone else, but not in circles if nothing works any more
        await turnOfTheEventLoop();
      }
    }
  }

  async #answer(datagram: Uint8Array, from: SocketAddress): Promise<void> {
    const text = new TextDecoder().decode(datagram);
    const [verb, number] = text.trim().split(/ +/);
    const transfer = this.#byClient.get(formatAddress(from));
    if (verb === "START" || verb === "DONE") {
      if (transfer === undefined || String(transfer.number) !== number) return;
      if (verb === "START") this.#start(transfer);
      else await this.#done(transfer);
      return;
    }
    const { books } = this.#options;
    let request: Request;
    try {
      request = parseRequest(text, {
        books: books.length,
        largestBufferBytes: LARGEST_DATAGRAM_BYTES,
      });
      if (request.kind === "exchange") {
        throw new RequestError("EXCHANGE needs TCP");
      }
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      await this.#toUnproven(
        line(`ERROR ${error.message}`),
        datagram.length,
        from,
      );
      return;
    }
    if (!this.#tokens.proves(from, request.token)) {
      const token = line(`TOKEN ${this.#tokens.tokenFor(from)}`);
      await this.#toUnproven(token, datagram.length, from);
      return;
    }
    if (request.kind === "list") {
      const listing = line(catalogue(books));
      await this.#socket.send(
        listing.subarray(0, LARGEST_DATAGRAM_BYTES),
        from,
      );
    } else {
      // not awaited: the digest of a large book must not keep the others waiting
      this.#inHand(this.#offer(request, transfer, text, from));
    }
  }

  /** Keeps account of what {@linkcode close} has to wait for. */
  #inHand(work: Promise<void>): void {
    const settled = work.catch(() => {
      // the client's next repetition tries again
    }).finally(() => this.#working.delete(settled));
    this.#working.add(settled);
  }

  /** Sends to an address that may be forged: no more than the limit allows, else nothing. */
  async #toUnproven(
    answer: Uint8Array,
    received: number,
    to: SocketAddress,
  ): Promise<void> {
    if (answer.length <= AMPLIFICATION_LIMIT * received) {
      await this.#socket.send(answer, to);
    }
  }

  async #offer(
    request: Request & { kind: "get" },
    known: Transfer | undefined,
    text: string,
    client: SocketAddress,
  ): Promise<void> {
    let transfer = known;
    const same = transfer !== undefined &&
      transfer.request.index === request.index &&
      transfer.request.bufferBytes === request.bufferBytes;
    if (transfer?.state === "sending" || transfer?.state === "ended") {
      // a repeated request crossed the book on its way; a different one has to wait
      if (!same) {
        await this.#socket.send(
          line("ERROR a transfer to you is running"),
          client,
        );
      }
      return;
    }
    if (transfer === undefined || !same || transfer.state === "over") {
      if (this.#byClient.size >= MOST_TRANSFERS) {
        await this.#socket.send(
          line("ERROR too many transfers, try again later"),
          client,
        );
        return;
      }
      transfer = {
        number: this.#newNumber(),
        client,
        request,
        source: this.#options.books[request.index]!,
        state: "offered",
        account: newAccount("udp", client, this.local),
        endMarkers: 0,
        endWait: () => {},
      };
      nameRequest(transfer.account, text);
      this.#remember(transfer);
    }
    const { source, number } = transfer;
    try {
      const announcement =
        `BOOK ${wireName(source.book.name)} ${source.book.bytes} ` +
        `${await source.sha256()} ${number} ${pieceBytes(request.bufferBytes)}`;
      await this.#socket.send(line(announcement), client);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await this.#socket.send(line(`ERROR ${message}`), client);
    }
  }

  #newNumber(): number {
    const number = this.#nextTransfer++;
    if (this.#nextTransfer > 0xffff_ffff) this.#nextTransfer = FIRST_TRANSFER;
    return number;
  }

  /** Keeps a transfer by its client's address, and forgets it in time. */
  #remember(transfer: Transfer, memoryMs = MEMORY_MS): void {
    const key = formatAddress(transfer.client);
    clearTimeout(this.#byClient.get(key)?.expiry);
    clearTimeout(transfer.expiry);
    this.#byClient.set(key, transfer);
    transfer.expiry = setTimeout(() => {
      if (this.#byClient.get(key) === transfer) this.#byClient.delete(key);
    }, memoryMs);
  }

  #start(transfer: Transfer): void {
    if (transfer.state !== "offered") return;
    transfer.state = "sending";
    clearTimeout(transfer.expiry);
    this.#inHand(this.#send(transfer));
  }

  async #send(transfer: Transfer): Promise<void> {
    const { account, source } = transfer;
    const start = performance.now();
    let reader: BookReader | undefined;
    let memoryMs = MEMORY_MS;
    try {
      reader = await source.open();
      await this.#sendPieces(transfer, reader);
      account.seconds = (performance.now() - start) / 1000;
      transfer.state = "ended";
      if (!await this.#announceEnd(transfer)) {
        account.error = "the client never acknowledged the end";
        memoryMs = UNACKNOWLEDGED_MEMORY_MS;
      }
    } catch (error) {
      account.error = error instanceof Error ? error.message : String(error);
    } finally {
      reader?.close();
      transfer.state = "over";
      // unless the client has been offered another one meanwhile
      const current = this.#byClient.get(formatAddress(transfer.client));
      if (!this.#closed && current === transfer) {
        this.#remember(transfer, memoryMs);
      }
      this.#options.onServed?.(account);
    }
  }

  async #sendPieces(transfer: Transfer, reader: BookReader): Promise<void> {
    const { account, request } = transfer;
    const { engine, pauseMicroseconds, rateBytesPerSecond } = this.#options;
    const longest = pieceBytes(request.bufferBytes);
    const pauses = new Pauses(pauseMicroseconds, engine);
    const batch = this.#socket.newBatch(
      pauses.wanted ? 1 : this.#options.datagramsPerCall,
      HEADER_BYTES + longest,
    );
    const pace = new Pace(rateBytesPerSecond, engine);
    let paced = 0;
    let sequence = 0;
    while (!this.#closed) {
      let filled = 0;
      for (; filled < batch.slots; filled++) {
        let piece = reader.next(longest);
        if (piece instanceof Promise) piece = await piece;
        if (piece.length === 0) break;
        const datagram = batch.bytesOf(filled);
        writeHeader(datagram, { transfer: transfer.number, sequence });
        datagram.set(piece, HEADER_BYTES);
        batch.lengths[filled] = HEADER_BYTES + piece.length;
        sequence++;
      }
      if (filled === 0) break;
      const sending = this.#sendBatch(transfer, batch, filled);
      if (sending instanceof Promise) await sending;
      const wait = pace.wait(account.bytes - paced, () => this.#closed);
      if (wait instanceof Promise) await wait;
      paced = account.bytes;
      if (pauses.wanted) {
        const pause = pauses.pause();
        if (pause instanceof Promise) await pause;
      }
    }
    const median = pauses.medianMicroseconds();
    if (median !== undefined) account.pauseMedianMicroseconds = median;
  }

  /** Sends the first slots of a batch, and counts what the kernel took and refused. */
  #sendBatch(
    { account, client }: Pick<Transfer, "account" | "client">,
    batch: DatagramBatch,
    slots: number,
    from = 0,
  ): Soon<void> {
    for (let next = from; next < slots && !this.#closed;) {
      const first = next;
      const count = (sent: number) => {
        account.writes += sent;
        for (let slot = first; slot < first + sent; slot++) {
          account.bytes += batch.lengths[slot]! - HEADER_BYTES;
        }
        return first + sent;
      };
      const sent = this.#socket.sendBatch(
        batch,
        { from: first, to: slots },
        client,
      );
      if (!(sent instanceof Promise)) {
        next = count(sent);
        continue;
      }
      return sent.then(count, (error) => {
        if (this.#closed) return slots;
        account.refused++;
        account.error ??= error instanceof Error
          ? error.message
          : String(error);
        return first + 1;
      }).then((after) =>
        this.#sendBatch({ account, client }, batch, slots, after)
      );
    }
  }

  /** Repeats the end marker until the client says DONE. */
  async #announceEnd(transfer: Transfer): Promise<boolean> {
    const marker = new Uint8Array(HEADER_BYTES);
    writeHeader(marker, { transfer: transfer.number, sequence: END_SEQUENCE });
    let done = false;
    let waitMs = FIRST_END_WAIT_MS;
    for (let sent = 0; sent < END_MARKERS && !done && !this.#closed; sent++) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        transfer.endWait = (acknowledged) => {
          done ||= acknowledged;
          clearTimeout(timer);
          resolve();
        };
        this.#socket.send(marker, transfer.client)
          .then(() => transfer.endMarkers++, () => {
            // it is repeated
          });
      });
      waitMs = Math.min(2 * waitMs, LONGEST_END_WAIT_MS);
    }
    return done;
  }

  async #done(transfer: Transfer): Promise<void> {
    if (transfer.state === "offered" || transfer.state === "sending") return;
    transfer.state = "over";
    const { number, endMarkers, account: { writes, bytes, refused } } =
      transfer;
    transfer.endWait(true);
    await this.#socket.send(
      line(`ACCOUNT ${number} ${writes} ${bytes} ${refused} ${endMarkers}`),
      transfer.client,
    );
  }

  /** Stops: transfers in hand end where they are. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const transfer of this.#byClient.values()) {
      clearTimeout(transfer.expiry);
      transfer.endWait(false);
    }
    this.#byClient.clear();
    await Promise.all(this.#working);
    this.#socket.close();
    await this.#receiving;
  }
}
