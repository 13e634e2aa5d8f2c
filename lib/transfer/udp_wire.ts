/**
 * How a book crosses UDP.
 *
 * ```text
 * client                                   server
 *   GET <index> <bufferBytes>          ->
 *                                      <-  TOKEN <token>
 *   GET <index> <bufferBytes> <token>  ->
 *                                      <-  BOOK <name> <bytes> <sha256> <transfer> <pieceBytes>
 *   START <transfer>                   ->
 *                                      <-  data: transfer, sequence, pieceBytes of the book
 *                                      <-  end marker: transfer, 0xffffffff; repeated
 *   DONE <transfer>                    ->
 *                                      <-  ACCOUNT <transfer> <datagrams> <bytes> <refused>
 *                                             <endMarkers>
 * ```
 *
 * Text datagrams end in a newline. Data and end marker begin with a header of two
 * 32-bit numbers in network byte order; transfers are numbered from 0x80000000, so
 * the first byte tells data from text. The end marker is a bare header, because a
 * client with a one-byte buffer must be able to receive it whole.
 *
 * Before the token is repeated, the server sends at most three times what it received:
 * so a request is better padded with spaces (our client pads to 48 bytes), or a long
 * refusal goes unsaid. `LIST` needs that: its five bytes do not pay for a token.
 *
 * @module
 */

import { LARGEST_DATAGRAM_BYTES } from "./request.ts";

/** Bytes before the book's in a data datagram. They do not count in `bufferBytes`. */
export const HEADER_BYTES = 8;

/** Sequence number of the end marker. */
export const END_SEQUENCE = 0xffff_ffff;

/** Lowest number of a transfer: its first byte is no ASCII letter. */
export const FIRST_TRANSFER = 0x8000_0000;

/** Room for any text datagram, in bytes. */
export const TEXT_DATAGRAM_BYTES = 65_507;

/** A data datagram's header. */
export interface Header {
  /** Number of the transfer. */
  transfer: number;
  /** Position of the piece, from 0, or {@linkcode END_SEQUENCE}. */
  sequence: number;
}

/**
 * Writes a header.
 *
 * @param into At least {@linkcode HEADER_BYTES} long.
 * @param header What to write.
 */
export function writeHeader(into: Uint8Array, header: Header): void {
  putNumber(into, 0, header.transfer);
  putNumber(into, 4, header.sequence);
}

/** Without a DataView, as in {@linkcode numberAt}. */
function putNumber(bytes: Uint8Array, at: number, number: number): void {
  bytes[at] = number >>> 24;
  bytes[at + 1] = number >>> 16;
  bytes[at + 2] = number >>> 8;
  bytes[at + 3] = number;
}

/**
 * The transfer that a data datagram belongs to.
 *
 * @param datagram One that {@linkcode isData}.
 */
export function transferOf(datagram: Uint8Array): number {
  return numberAt(datagram, 0);
}

/**
 * The position of a data datagram's piece, or {@linkcode END_SEQUENCE}.
 *
 * @param datagram One that {@linkcode isData}.
 */
export function sequenceOf(datagram: Uint8Array): number {
  return numberAt(datagram, 4);
}

/** Without a DataView: one is made for every datagram otherwise, and costs more than this. */
function numberAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) |
    bytes[at + 3]!) >>> 0;
}

/**
 * Whether a datagram ends a transfer.
 *
 * @param datagram As it was received.
 * @param transfer Number of the transfer.
 */
export function isEndMarker(datagram: Uint8Array, transfer: number): boolean {
  return isData(datagram) && transferOf(datagram) === transfer &&
    sequenceOf(datagram) === END_SEQUENCE;
}

/**
 * Whether a datagram begins with a header, and is not text.
 *
 * @param datagram As it was received.
 */
export function isData(datagram: Uint8Array): boolean {
  return datagram.length >= HEADER_BYTES && datagram[0]! >= 0x80;
}

/**
 * Whether a datagram is text, even one that was cut short by a small buffer.
 *
 * @param datagram As it was received.
 */
export function isText(datagram: Uint8Array): boolean {
  return datagram.length > 0 && datagram[0]! < 0x80;
}

/**
 * Share of the book in one datagram.
 *
 * @param bufferBytes What the client asked for, 1 to 65,507.
 * @returns The same, or what fits beside the header: the largest datagram there is
 * carries 65,499 bytes of the book.
 */
export function pieceBytes(bufferBytes: number): number {
  return Math.min(bufferBytes, LARGEST_DATAGRAM_BYTES - HEADER_BYTES);
}

/** What the server says at the end. */
export interface Account {
  /** Data datagrams that the kernel took. */
  datagrams: number;
  /** Bytes of the book in them. */
  bytes: number;
  /** Data datagrams that the kernel refused. */
  refused: number;
  /** End markers that the kernel took. */
  endMarkers: number;
}
