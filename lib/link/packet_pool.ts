/**
 * Memory for the packets on a link. A packet stays where it was read until it is
 * written: nothing is copied, and no garbage is made.
 *
 * @module
 */

/** Memory is taken in pieces of about this size. */
const CHUNK_BYTES = 1024 * 1024;

/** Slots that hold a packet each, by number. */
export class PacketPool {
  /** Room of a slot, in bytes. */
  readonly slotBytes: number;
  /** Where each slot begins, for the C library. */
  readonly pointers: Deno.PointerValue[] = [];
  /** Each slot, for us. */
  readonly bytes: Uint8Array<ArrayBuffer>[] = [];
  #free: number[] = [];

  /**
   * An empty pool; it grows with what is asked of it.
   *
   * @param mtuBytes Largest packet, in bytes.
   */
  constructor(mtuBytes: number) {
    // packets begin where the processor's cache lines do
    this.slotBytes = Math.ceil(mtuBytes / 64) * 64;
  }

  /**
   * A slot that nobody uses.
   *
   * @returns Its number.
   */
  take(): number {
    if (this.#free.length === 0) this.#grow();
    return this.#free.pop()!;
  }

  /**
   * Gives a slot back.
   *
   * @param slot Its number.
   */
  give(slot: number): void {
    this.#free.push(slot);
  }

  #grow(): void {
    const slots = Math.max(8, Math.floor(CHUNK_BYTES / this.slotBytes));
    const chunk = new ArrayBuffer(slots * this.slotBytes);
    for (let index = 0; index < slots; index++) {
      const bytes = new Uint8Array(
        chunk,
        index * this.slotBytes,
        this.slotBytes,
      );
      this.#free.push(this.bytes.length);
      this.bytes.push(bytes);
      this.pointers.push(Deno.UnsafePointer.of(bytes));
    }
  }
}
