/**
 * The data dictionary: every column of every file of a report, with its type,
 * unit and one meaning.
 *
 * @module
 */

import { CLAIMS_TABLE } from "./claims_csv.ts";
import { COMPARISONS_TABLE } from "./comparisons_csv.ts";
import { COUNTERS_RESERVED, countersTable } from "./counters_csv.ts";
import { EXCHANGES_TABLE } from "./exchanges_csv.ts";
import type { FactorColumn } from "./factor_columns.ts";
import { LINKS_TABLE } from "./links_csv.ts";
import { PORTS_TABLE } from "./ports_csv.ts";
import { SUMMARY_RESERVED, summaryTable } from "./summary_csv.ts";
import type { ColumnDescription, Table } from "./table.ts";
import { TCP_INFO_SAMPLES_TABLE } from "./tcp_info_samples_csv.ts";
import { TRANSFERS_TABLE } from "./transfers_csv.ts";
import { TRIALS_RESERVED, trialsTable } from "./trials_csv.ts";

/** A column and the file that it belongs to. */
export interface DictionaryEntry extends ColumnDescription {
  /** Name of the file in the run's folder. */
  file: string;
}

/** A file of the report. */
export interface DescribedFile {
  /** Name of the file in the run's folder. */
  file: string;
  /** What the rows are, in a sentence. */
  rows: string;
  /** Its columns in order. */
  columns: readonly ColumnDescription[];
}

/** `data_dictionary.csv`: the dictionary for programs. */
export const DICTIONARY_TABLE: Table<DictionaryEntry> = {
  file: "data_dictionary.csv",
  rows: "One row per column of a file.",
  columns: [
    {
      name: "file",
      type: "text",
      unit: "",
      meaning: "Name of the file.",
      cell: ({ file }) => file,
    },
    {
      name: "column",
      type: "text",
      unit: "",
      meaning: "Name of the column.",
      cell: ({ name }) => name,
    },
    {
      name: "type",
      type: "text",
      unit: "",
      meaning:
        "How to read a cell: text, integer, number, boolean, timestamp or JSON.",
      cell: ({ type }) => type,
    },
    {
      name: "unit",
      type: "text",
      unit: "",
      meaning: "Unit in words; empty where there is none.",
      cell: ({ unit }) => unit,
    },
    {
      name: "meaning",
      type: "text",
      unit: "",
      meaning: "What the column says.",
      cell: ({ meaning }) => meaning,
    },
  ],
};

/** Stands for the columns of the factors where no run is at hand. */
export const ANY_FACTOR: FactorColumn = {
  factor: "",
  name: "<factor>",
  type: "text",
  unit: "see its name",
  meaning:
    "One column per factor of the run's experiments, named in snake_case (bufferBytes is buffer_bytes), with factor_ in front where another column has that name; the run's own dictionary lists them with their levels.",
  cell: () => undefined,
};

/** Names that a factor's column must not take, in any file. */
export const RESERVED_NAMES: readonly string[] = [
  ...TRIALS_RESERVED,
  ...SUMMARY_RESERVED,
  ...COUNTERS_RESERVED,
];

/**
 * Describes every CSV file that a report can have.
 *
 * @param factors The columns of the run's factors; without a run, {@linkcode ANY_FACTOR}.
 * @returns The files in the order in which they are best read.
 */
export function describedFiles(
  factors: readonly FactorColumn[],
): DescribedFile[] {
  return [
    trialsTable(factors),
    summaryTable(factors),
    COMPARISONS_TABLE,
    CLAIMS_TABLE,
    PORTS_TABLE,
    TRANSFERS_TABLE,
    EXCHANGES_TABLE,
    countersTable(factors),
    LINKS_TABLE,
    TCP_INFO_SAMPLES_TABLE,
    DICTIONARY_TABLE,
  ];
}

/**
 * The entries of the dictionary, one per column.
 *
 * @param files The described files.
 * @returns The entries, file by file.
 */
export function dictionaryEntries(
  files: readonly DescribedFile[],
): DictionaryEntry[] {
  return files.flatMap(({ file, columns }) =>
    columns.map(({ name, type, unit, meaning }) => ({
      file,
      name,
      type,
      unit,
      meaning,
    }))
  );
}
