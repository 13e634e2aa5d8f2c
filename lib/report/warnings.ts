/**
 * What a report has to say about damaged files. The same complaint about many
 * lines becomes one warning, so that a damaged file cannot flood the terminal.
 *
 * @module
 */

/** More lines than this are counted instead of listed. */
const LISTED_LINES = 5;

/** Collects warnings. */
export class Warnings {
  readonly #general: string[] = [];
  readonly #byComplaint = new Map<string, number[]>();

  /**
   * A warning about a whole file or folder.
   *
   * @param text A full sentence.
   */
  add(text: string): void {
    this.#general.push(text);
  }

  /**
   * A complaint about one line of `trials.jsonl`.
   *
   * @param line Number of the line, from 1.
   * @param complaint What is wrong and what becomes of it, without a full stop.
   */
  addLine(line: number, complaint: string): void {
    this.#byComplaint.getOrInsertComputed(complaint, () => []).push(line);
  }

  /**
   * Everything that was told.
   *
   * @returns The warnings, those about whole files first; each is one line of text.
   */
  list(): string[] {
    return [
      ...this.#general,
      ...[...this.#byComplaint].map(([complaint, lines]) =>
        `trials.jsonl, ${listLines(lines)}: ${complaint}.`
      ),
    ];
  }
}

/** `line 3`, `lines 3, 4`, or `lines 1, 2, 3, 4, 5 and 20 more`. */
function listLines(lines: readonly number[]): string {
  const listed = lines.slice(0, LISTED_LINES).join(", ");
  const rest = lines.length - LISTED_LINES;
  return `${lines.length === 1 ? "line" : "lines"} ${listed}${
    rest > 0 ? ` and ${rest} more` : ""
  }`;
}
