/**
 * What takes part in the benchmark: an engine of this lab, or a peer.
 *
 * @module
 */

/** Bytes that every contender has to move. */
export interface Content {
  /** File that holds them, and nothing else. */
  path: string;
  /** Size of the file. */
  bytes: number;
}

/** One transfer from a server process to a client process. */
export interface Transfer {
  /** The transport. */
  transport: "tcp" | "udp";
  /** Bytes of one write and of one read, or of the content in one datagram. */
  bufferBytes: number;
  /** How many bytes to move: the content, or so much from its beginning (not for the peers of line_peer.ts). */
  bytes: number;
  /** UDP: bytes of the content sent per second; 0 for as fast as it goes. */
  rateBytesPerSecond: number;
}

/** What a transfer came to, on the receiver's side. */
export interface Delivery {
  /** Bytes that the receiver got. A sender's own count would flatter: not all it sends arrives. */
  deliveredBytes: number;
  /**
   * Time that they took, in seconds. For everything that is written here: from before
   * connect to the last byte. iperf3, nuttcp and sockperf take their own, and their
   * connection is already there when their clocks start.
   */
  seconds: number;
  /** What of it was spent on connecting, in seconds; 0 for those that do not count it. */
  connectSeconds: number;
  /** UDP: whether nothing was lost on the way. Over TCP it is always true. */
  lossless: boolean;
}

/** A contender that is ready for transfers. Dispose of it: its processes end. */
export interface Contender extends AsyncDisposable {
  /**
   * Does one transfer.
   *
   * @param transfer What to move, and how.
   * @returns What arrived.
   * @throws {PeerError} Where it failed, or where less arrived than it must.
   */
  transfer(transfer: Transfer): Promise<Delivery>;
}

/** What a contender needs of its surroundings. */
export interface OpenOptions {
  /** What it is going to move. */
  content: Content;
  /** Folder for whatever it has to write. */
  scratch: string;
  /** Ends its processes. */
  signal: AbortSignal;
}

/** A kind of contender, before anything of it is started. */
export interface ContenderKind {
  /** What it is called in tables and results. */
  name: string;
  /** Why it cannot take part here, and what would help; `undefined` where it can. */
  missing(): Promise<string | undefined>;
  /**
   * Starts it.
   *
   * @param options Its surroundings.
   * @returns The contender; dispose of it.
   * @throws Where it does not start.
   */
  open(options: OpenOptions): Promise<Contender>;
}

/**
 * Delivered bytes per second.
 *
 * @param delivery What arrived.
 * @returns The rate; 0 where nothing arrived.
 */
export function rateOf({ deliveredBytes, seconds }: Delivery): number {
  return deliveredBytes === 0 ? 0 : deliveredBytes / seconds;
}
