/**
 * The error of everything that goes wrong with a program that we compare with.
 *
 * @module
 */

/** A program did not do what it was asked. The message names it. */
export class PeerError extends Error {
  /** Name of the class, for stack traces. */
  override name = "PeerError";
}
