/**
 * The error of everything that goes wrong with a corpus.
 *
 * @module
 */

/** A corpus, or a book of it, cannot be had. The message ends with what to do. */
export class CorpusError extends Error {
  /** Name of the class, as in a stack trace. */
  override name = "CorpusError";
  /** What a person can do about it. */
  readonly remedy: string;

  /**
   * Makes the error.
   *
   * @param what What was tried and what happened, without a full stop.
   * @param remedy What to do, a whole sentence.
   * @param cause The error behind it, if there is one.
   */
  constructor(what: string, remedy: string, cause?: unknown) {
    super(`${what}. ${remedy}`, { cause });
    this.remedy = remedy;
  }
}

/**
 * The reason that an error gives, for use in another error's message.
 *
 * @param error What was thrown.
 * @returns Its message, and those of its causes, where `fetch` says what failed.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined
    ? error.message
    : `${error.message}: ${reasonOf(error.cause)}`;
}
