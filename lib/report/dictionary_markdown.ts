/**
 * The data dictionary as a page for people. Run as a program it prints the page
 * that is kept beside this file, which names no run's factors:
 *
 * ```sh
 * deno run lib/report/dictionary_markdown.ts > lib/report/data_dictionary.md
 * ```
 *
 * @module
 */

import { ANY_FACTOR, describedFiles } from "./dictionary.ts";
import type { DescribedFile } from "./dictionary.ts";

const INTRODUCTION = `# Data dictionary

Every column of every CSV file that a report writes into a run's folder.

- The files are RFC 4180: UTF-8, commas, a header line, lines end in CR LF.
- An empty cell means that there is no such figure, never zero.
- Numbers have full precision and a point; booleans are \`true\` and \`false\`.
- Text that begins with \`=\`, \`+\`, \`-\`, \`@\`, a tab, a line end or an apostrophe
  has an apostrophe put in front, so that no spreadsheet runs it as a formula.
  To get the text back, drop one leading apostrophe.
- \`experiment\` and \`trial\` together join the files of one run.`;

const HEADER = ["column", "type", "unit", "meaning"];

/**
 * The page.
 *
 * @param files The described files.
 * @returns Markdown as `deno fmt` leaves it, with a line end at its end.
 */
export function dictionaryMarkdown(files: readonly DescribedFile[]): string {
  return [INTRODUCTION, ...files.map(section)].join("\n\n") + "\n";
}

/** One file: what a row is, and its columns. */
function section({ file, rows, columns }: DescribedFile): string {
  const table = [
    HEADER,
    ...columns.map(({ name, type, unit, meaning }) => [
      `\`${name}\``,
      type,
      unit,
      meaning.replaceAll("|", "\\|"),
    ]),
  ];
  const widths = HEADER.map((_, column) =>
    Math.max(...table.map((cells) => cells[column]!.length))
  );
  const lines = table.map((cells) =>
    `| ${
      cells.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")
    } |`
  );
  lines.splice(
    1,
    0,
    `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`,
  );
  return `## ${file}\n\n${rows}\n\n${lines.join("\n")}`;
}

if (import.meta.main) {
  const page = dictionaryMarkdown(describedFiles([ANY_FACTOR]));
  await Deno.stdout.write(new TextEncoder().encode(page));
}
