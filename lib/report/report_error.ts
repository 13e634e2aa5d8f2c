/**
 * The error that a person can do something about.
 *
 * @module
 */

/** A report that cannot be made, for a reason its message explains together with a remedy. */
export class ReportError extends Error {
  /** Name of the class, as printed before the message. */
  override name = "ReportError";
}
