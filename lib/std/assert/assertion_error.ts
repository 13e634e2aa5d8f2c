/**
 * What every assertion throws.
 *
 * @module
 */

/** An assertion did not hold. */
export class AssertionError extends Error {
  /**
   * Makes the error.
   *
   * @param message What was expected and what was there instead.
   * @param options `cause`, as in the options of `Error`.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}
