/**
 * The array of `struct mmsghdr` that recvmmsg(2) and sendmmsg(2) take, over memory of
 * our own, for 64-bit Linux (both architectures lay it out alike).
 *
 * ```text
 * mmsghdr, 64 bytes            iovec, 16 bytes     cmsghdr + int, 24 bytes
 *  0 void   *msg_name           0 void *iov_base    0 size_t cmsg_len
 *  8 u32     msg_namelen        8 size_t iov_len    8 int    cmsg_level
 * 16 iovec  *msg_iov                               12 int    cmsg_type
 * 24 size_t  msg_iovlen                            16 u32    the count of SO_RXQ_OVFL
 * 32 void   *msg_control
 * 40 size_t  msg_controllen
 * 48 int     msg_flags
 * 56 u32     msg_len
 * ```
 *
 * @module
 */

import type { SocketAddress } from "../kernel/descriptor.ts";
import {
  decodeSocketName,
  encodeSocketName,
  SOCKET_NAME_BYTES,
} from "../kernel/socket_name.ts";

/** Sizes and positions in 32-bit words. */
const HEADER_WORDS = 16;
const NAME_LENGTH = 2;
const CONTROL_LENGTH = 10;
const RECEIVED_LENGTH = 14;
const IOVEC_WORDS = 4;
const IOVEC_LENGTH = 2;
const CONTROL_WORDS = 6;
const CONTROL_BYTES = 24;
const CONTROL_VALUE = 4;
const SO_RXQ_OVFL = 40;
const NAME_WORDS = SOCKET_NAME_BYTES / 4;

/** Writes a 64-bit address into two words. */
function putAddress(
  words: Uint32Array,
  at: number,
  target: ArrayBufferView<ArrayBuffer>,
): void {
  // a small array may still live where the garbage collector moves it; asking for its
  // buffer takes it out of there
  void target.buffer;
  const pointer = Deno.UnsafePointer.value(Deno.UnsafePointer.of(target));
  words[at] = Number(pointer & 0xffff_ffffn);
  words[at + 1] = Number(pointer >> 32n);
}

/** Several messages, each with one piece of memory, a socket name and a control message. */
export class MessageVector {
  /** Messages. */
  readonly slots: number;
  /** Pointer to the first `struct mmsghdr`. */
  readonly pointer: Deno.PointerObject;
  #headers: Uint32Array<ArrayBuffer>;
  #iovecs: Uint32Array<ArrayBuffer>;
  #names: Uint32Array<ArrayBuffer>;
  #controls: Uint32Array<ArrayBuffer>;
  /** Kept so that the garbage collector leaves what the kernel is pointed to. */
  #memory: Uint8Array<ArrayBuffer>;
  #slotBytes: number;
  /** The destination that the names hold, when they were filled for sending. */
  #destination: SocketAddress | undefined;
  #lastSender: SocketAddress = { address: "", port: -1 };
  #lastSenderWords = new Uint32Array(NAME_WORDS);

  /**
   * Points every message to its part of the memory.
   *
   * @param slots Messages, at least 1.
   * @param slotBytes Memory of each, at least 1.
   */
  constructor(slots: number, slotBytes: number) {
    this.slots = slots;
    this.#slotBytes = slotBytes;
    this.#memory = new Uint8Array(slots * slotBytes);
    this.#headers = new Uint32Array(slots * HEADER_WORDS);
    this.#iovecs = new Uint32Array(slots * IOVEC_WORDS);
    this.#names = new Uint32Array(slots * NAME_WORDS);
    this.#controls = new Uint32Array(slots * CONTROL_WORDS);
    for (let slot = 0; slot < slots; slot++) {
      const header = slot * HEADER_WORDS;
      const part = (words: Uint32Array<ArrayBuffer>, each: number) =>
        words.subarray(slot * each, (slot + 1) * each);
      putAddress(this.#headers, header, part(this.#names, NAME_WORDS));
      putAddress(this.#headers, header + 4, part(this.#iovecs, IOVEC_WORDS));
      this.#headers[header + 6] = 1;
      putAddress(
        this.#headers,
        header + 8,
        part(this.#controls, CONTROL_WORDS),
      );
      putAddress(this.#iovecs, slot * IOVEC_WORDS, this.memoryOf(slot));
    }
    void this.#headers.buffer;
    this.pointer = Deno.UnsafePointer.of(this.#headers)!;
  }

  /**
   * Memory of one message.
   *
   * @param slot From 0.
   */
  memoryOf(slot: number): Uint8Array<ArrayBuffer> {
    return this.#memory.subarray(
      slot * this.#slotBytes,
      (slot + 1) * this.#slotBytes,
    );
  }

  /**
   * Makes messages ready to be received into. recvmmsg(2) leaves the lengths changed.
   *
   * @param count How many: those that the last call has filled, or all.
   */
  prepareToReceive(count: number): void {
    for (let slot = 0; slot < count; slot++) {
      const header = slot * HEADER_WORDS;
      this.#headers[header + NAME_LENGTH] = SOCKET_NAME_BYTES;
      this.#headers[header + CONTROL_LENGTH] = CONTROL_BYTES;
      this.#iovecs[slot * IOVEC_WORDS + IOVEC_LENGTH] = this.#slotBytes;
    }
    this.#destination = undefined;
  }

  /**
   * Makes messages ready to be sent to one destination.
   *
   * @param range Slots `[from, to)`.
   * @param lengths Bytes to send of each slot.
   * @param to The destination.
   * @returns Pointer to the first of them.
   * @throws {RangeError} When there are no such slots, or a length is beyond a slot's
   * memory: the kernel would send what is not ours.
   */
  prepareToSend(
    range: { from: number; to: number },
    lengths: Int32Array,
    to: SocketAddress,
  ): Deno.PointerValue {
    if (!(range.from >= 0 && range.from < range.to && range.to <= this.slots)) {
      throw new RangeError(
        `Slots ${range.from} to ${range.to} are not some of ${this.slots}`,
      );
    }
    if (this.#destination !== to) this.#address(to);
    for (let slot = range.from; slot < range.to; slot++) {
      const length = lengths[slot]!;
      if (!(length >= 0 && length <= this.#slotBytes)) {
        throw new RangeError(
          `Slot ${slot} has room for ${this.#slotBytes} bytes, not ${length}`,
        );
      }
      this.#iovecs[slot * IOVEC_WORDS + IOVEC_LENGTH] = length;
    }
    return range.from === 0
      ? this.pointer
      : Deno.UnsafePointer.offset(this.pointer, range.from * HEADER_WORDS * 4);
  }

  #address(to: SocketAddress): void {
    const name = encodeSocketName(to);
    const names = new Uint8Array(this.#names.buffer);
    for (let slot = 0; slot < this.slots; slot++) {
      names.set(name, slot * SOCKET_NAME_BYTES);
      this.#headers[slot * HEADER_WORDS + NAME_LENGTH] = name.length;
      this.#headers[slot * HEADER_WORDS + CONTROL_LENGTH] = 0;
    }
    this.#destination = to;
  }

  /**
   * Length of a received datagram: the real one, also of what did not fit, because
   * MSG_TRUNC was asked for (recv(2)).
   *
   * @param slot From 0.
   */
  receivedBytes(slot: number): number {
    return this.#headers[slot * HEADER_WORDS + RECEIVED_LENGTH]!;
  }

  /**
   * Who sent a received datagram.
   *
   * @param slot From 0.
   * @returns The same object while the address does not change.
   */
  senderOf(slot: number): SocketAddress {
    const from = slot * NAME_WORDS;
    // family, port and IPv4 address are the first two words; IPv6 has seven
    const words = this.#headers[slot * HEADER_WORDS + NAME_LENGTH]! / 4;
    let same = this.#lastSender.port !== -1;
    for (let word = 0; word < words && same; word++) {
      same = this.#names[from + word] === this.#lastSenderWords[word];
    }
    if (!same) {
      const name = this.#names.subarray(from, from + NAME_WORDS);
      this.#lastSenderWords.set(name);
      this.#lastSender = decodeSocketName(
        new Uint8Array(name.buffer, name.byteOffset, SOCKET_NAME_BYTES),
      );
    }
    return this.#lastSender;
  }

  /**
   * The socket's count of dropped datagrams that came with a received one (SO_RXQ_OVFL).
   *
   * @param slot From 0.
   * @returns Drops before it was queued; 0 where the kernel has put no count there, which
   * it does not as long as nothing was dropped.
   */
  dropsBefore(slot: number): number {
    const isThere =
      this.#headers[slot * HEADER_WORDS + CONTROL_LENGTH]! >= CONTROL_BYTES - 4;
    const control = slot * CONTROL_WORDS;
    return isThere && this.#controls[control + 3] === SO_RXQ_OVFL
      ? this.#controls[control + CONTROL_VALUE]!
      : 0;
  }
}
