/**
 * The client's half of the account of a UDP transfer: which pieces came, how often,
 * in which order, and how much of each.
 *
 * @module
 */

/** Pieces of a book as they arrive. */
export class Arrivals {
  /** Distinct pieces received. */
  received = 0;
  /** Copies beyond the first. */
  duplicated = 0;
  /** Pieces that came after a later one (RFC 4737, section 3.3). */
  reordered = 0;
  /** Pieces that the receive buffer cut short. */
  truncated = 0;
  /** Bytes cut off. */
  truncatedBytes = 0;
  /** Bytes kept. */
  receivedBytes = 0;

  readonly #bookBytes: number;
  readonly #pieceBytes: number;
  readonly #seen: Uint8Array;
  #nextExpected = 0;
  /** Bytes kept of every full piece: a short buffer cuts them all alike. */
  readonly #keptBytes: number;

  /** Pieces that the book is cut into. */
  readonly pieces: number;

  /**
   * An account with nothing received.
   *
   * @param bookBytes Bytes announced.
   * @param pieceBytes Bytes of the book in a full datagram.
   * @param receiveBufferBytes Bytes of it that the client's buffer has room for.
   */
  constructor(
    bookBytes: number,
    pieceBytes: number,
    receiveBufferBytes: number,
  ) {
    this.#bookBytes = bookBytes;
    this.#pieceBytes = pieceBytes;
    this.#keptBytes = Math.min(pieceBytes, receiveBufferBytes);
    this.pieces = Math.ceil(bookBytes / pieceBytes);
    this.#seen = new Uint8Array(Math.ceil(this.pieces / 8));
  }

  /** Whether every piece has come. */
  get complete(): boolean {
    return this.received === this.pieces;
  }

  #bytesOf(sequence: number): number {
    return Math.min(
      this.#pieceBytes,
      this.#bookBytes - sequence * this.#pieceBytes,
    );
  }

  /**
   * Bytes that a piece leaves in the receive buffer. A datagram that brings any other
   * number is not one of this transfer.
   *
   * @param sequence Its number, below {@linkcode pieces}.
   * @returns Bytes of the book, at least 1.
   */
  bytesThatFit(sequence: number): number {
    return Math.min(this.#keptBytes, this.#bytesOf(sequence));
  }

  #has(sequence: number): boolean {
    return (this.#seen[sequence >> 3]! & (1 << (sequence & 7))) !== 0;
  }

  /**
   * Takes note of a piece.
   *
   * @param sequence Its number; the caller has made sure that it is below {@linkcode pieces}.
   * @param bytes Bytes of the book that the buffer held.
   * @returns Whether it is new: then its bytes are to be stored.
   */
  note(sequence: number, bytes: number): boolean {
    if (this.#has(sequence)) {
      this.duplicated++;
      return false;
    }
    this.#seen[sequence >> 3]! |= 1 << (sequence & 7);
    this.received++;
    this.receivedBytes += bytes;
    if (sequence < this.#nextExpected) this.reordered++;
    else this.#nextExpected = sequence + 1;
    const whole = this.#bytesOf(sequence);
    if (bytes < whole) {
      this.truncated++;
      this.truncatedBytes += whole - bytes;
    }
    return true;
  }

  /** Pieces and bytes that never came. Counted piece by piece, not by subtraction. */
  missing(): { pieces: number; bytes: number } {
    let pieces = 0;
    let bytes = 0;
    for (let sequence = 0; sequence < this.pieces; sequence++) {
      if (this.#has(sequence)) continue;
      pieces++;
      bytes += this.#bytesOf(sequence);
    }
    return { pieces, bytes };
  }

  /** Ranges `[from, to)` of the book that were kept, in order, neighbours joined. */
  *keptRanges(): Generator<[number, number]> {
    let open: [number, number] | undefined;
    for (let sequence = 0; sequence < this.pieces; sequence++) {
      if (!this.#has(sequence)) continue;
      const from = sequence * this.#pieceBytes;
      const to = from + this.bytesThatFit(sequence);
      if (open !== undefined && open[1] === from) {
        open[1] = to;
      } else {
        if (open !== undefined) yield open;
        open = [from, to];
      }
    }
    if (open !== undefined) yield open;
  }

  /** Ranges `[from, to)` of the book that are missing, lost or cut off, in order. */
  *missingRanges(): Generator<[number, number]> {
    let end = 0;
    for (const [from, to] of this.keptRanges()) {
      if (from > end) yield [end, from];
      end = to;
    }
    if (end < this.#bookBytes) yield [end, this.#bookBytes];
  }
}
