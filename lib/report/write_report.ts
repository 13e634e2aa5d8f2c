/**
 * The report of a run: its records turned into tables.
 *
 * @module
 */

import { analyse } from "../analysis/analyse.ts";
import type { JudgeOptions } from "../analysis/comparison.ts";
import { outlierTrials } from "../analysis/outlier_trials.ts";
import { CLAIMS_TABLE } from "./claims_csv.ts";
import { COMPARISONS_TABLE } from "./comparisons_csv.ts";
import { counterRows, countersTable } from "./counters_csv.ts";
import {
  describedFiles,
  DICTIONARY_TABLE,
  dictionaryEntries,
  RESERVED_NAMES,
} from "./dictionary.ts";
import { dictionaryMarkdown } from "./dictionary_markdown.ts";
import { exchangeRows, EXCHANGES_TABLE } from "./exchanges_csv.ts";
import { factorColumns } from "./factor_columns.ts";
import { headline } from "./headline.ts";
import { overviewText } from "./overview_text.ts";
import { reportMarkdown } from "./page/report_markdown.ts";
import { reportPage } from "./page/report_page.ts";
import { RunCharts } from "./page/run_charts.ts";
import { readTracedTrials } from "./page/traced_trials.ts";
import { PORTS_TABLE, portsRows } from "./ports_csv.ts";
import { checkRunFolder, readManifest, readTrials } from "./read_run.ts";
import { linkRows, LINKS_TABLE } from "./links_csv.ts";
import type { RunDescription } from "./read_run.ts";
import { StagedFiles } from "./staged_files.ts";
import { summaryTable } from "./summary_csv.ts";
import type { Table } from "./table.ts";
import { TableWriter } from "./table_writer.ts";
import {
  TCP_INFO_SAMPLES_TABLE,
  type TcpInfoSampleRow,
  tcpInfoSampleRows,
} from "./tcp_info_samples_csv.ts";
import { transferRows, TRANSFERS_TABLE } from "./transfers_csv.ts";
import { headOf } from "./trial_columns.ts";
import type { TrialHead } from "./trial_columns.ts";
import { trialsTable } from "./trials_csv.ts";
import { Warnings } from "./warnings.ts";

/** The dictionary for people. */
const DICTIONARY_PAGE = "data_dictionary.md";

/** The whole run for people, and its short form. */
const PAGE = "report.html";
const SHORT_FORM = "report.md";

/** Rows of medians per experiment that a terminal gets. */
const HEADLINE_ROWS = 40;

/** What came of a report. */
export interface ReportResult {
  /** Name of the run. */
  run: string;
  /** The run's folder, as it was given. */
  folder: string;
  /** Names of the files written into it, in the order in which they are best read. */
  files: string[];
  /** Usable trials, with the warm-up block and failed ones. */
  trials: number;
  /** Trials of the warm-up block. */
  warmUpTrials: number;
  /** Trials that could not be completed. */
  failedTrials: number;
  /** Names of the experiments that have trials, in the order in which they ran. */
  experiments: string[];
  /** Experiments that were skipped, and why. */
  skipped: RunDescription["skipped"];
  /** What holds, what differs and what could not be told, as text for a terminal. */
  overview: string;
  /** Headline medians, a table in text; empty where nothing was measured. */
  headline: string;
  /** What was wrong with the run's files; one line of text each. */
  warnings: string[];
}

/**
 * Writes the report of a run into its folder: `report.html`, `report.md`, `trials.csv`,
 * `summary.csv`, `comparisons.csv`, `claims.csv`, `ports.csv`, `transfers.csv`, `exchanges.csv`, `counters.csv`, where the run has
 * emulated links `links.csv` and where it has samples `tcp_info_samples.csv`, `data_dictionary.csv` and `data_dictionary.md`. All
 * appear complete, or none does. Needs to read and to write the folder;
 * `trials.jsonl` and `manifest.json` are only read.
 *
 * @param folder The run's folder.
 * @param options How comparisons are judged.
 * @returns What was written, and what to tell about it.
 * @throws {ReportError} If the folder is no run or cannot be read or written.
 */
export async function writeReport(
  folder: string,
  options: JudgeOptions = {},
): Promise<ReportResult> {
  await checkRunFolder(folder);
  const warnings = new Warnings();
  const description = await readManifest(folder, warnings);
  const { run, experiments, skipped } = description;
  const charts = new RunCharts(experiments);
  await using files = new StagedFiles(folder);

  const { trials, sampled } = await writeDetails(folder, {
    files,
    warnings,
    charts,
  });
  const factors = factorColumns(trials, RESERVED_NAMES);
  const analysis = analyse(trials, experiments, options);
  const { summaries } = analysis;
  const outliers = outlierTrials(trials, analysis.comparisons);
  await writeTable(
    trialsTable(factors),
    trials.values().map((trial) => ({
      run,
      trial,
      outlierBy: outliers.get(trial) ?? [],
    })),
    files,
  );
  await writeTable(summaryTable(factors), summaries, files);
  await writeTable(COMPARISONS_TABLE, analysis.comparisons, files);
  await writeTable(CLAIMS_TABLE, analysis.claims, files);

  await writeTable(
    countersTable(factors),
    trials.values().flatMap(counterRows),
    files,
  );

  const linked = trials.some(({ link_account }) => link_account !== undefined);
  if (linked) {
    await writeTable(LINKS_TABLE, trials.values().flatMap(linkRows), files);
  }

  const absent = [
    ...(sampled ? [] : [TCP_INFO_SAMPLES_TABLE.file]),
    ...(linked ? [] : [LINKS_TABLE.file]),
  ];
  const described = describedFiles(factors).filter(({ file }) =>
    !absent.includes(file)
  );
  await writeTable(DICTIONARY_TABLE, dictionaryEntries(described), files);
  const page = await files.open(DICTIONARY_PAGE);
  await page.write(dictionaryMarkdown(described));

  const input = {
    description,
    trials,
    analysis,
    fileWarnings: warnings.list(),
    traces: await readTracedTrials(folder, trials),
  };
  const writeText = async (name: string, text: string) =>
    await (await files.open(name)).write(text);
  await writeText(PAGE, await reportPage(input, charts));
  await writeText(SHORT_FORM, reportMarkdown(input));

  await files.commit();
  return {
    run,
    folder,
    files: [
      PAGE,
      SHORT_FORM,
      ...described.map(({ file }) => file),
      DICTIONARY_PAGE,
    ],
    trials: trials.length,
    warmUpTrials: trials.filter(({ warm_up }) => warm_up).length,
    failedTrials: trials.filter(({ error }) => error !== undefined).length,
    experiments: [...new Set(trials.map(({ experiment }) => experiment))],
    skipped,
    overview: overviewText(input),
    headline: headline(summaries, HEADLINE_ROWS),
    warnings: warnings.list(),
  };
}

/**
 * Writes the tables whose rows are parts of a trial while the records are read,
 * so that those parts, most of a run, are never in memory together.
 *
 * @returns What remains of the trials, and whether any has samples of TCP_INFO.
 */
async function writeDetails(
  folder: string,
  { files, warnings, charts }: {
    files: StagedFiles;
    warnings: Warnings;
    charts: RunCharts;
  },
): Promise<{ trials: TrialHead[]; sampled: boolean }> {
  const ports = await TableWriter.open(PORTS_TABLE, files);
  const transfers = await TableWriter.open(TRANSFERS_TABLE, files);
  const exchanges = await TableWriter.open(EXCHANGES_TABLE, files);
  let samples: TableWriter<TcpInfoSampleRow> | undefined;
  const trials: TrialHead[] = [];
  for await (const record of readTrials(folder, warnings)) {
    await ports.write(portsRows(record));
    await transfers.write(transferRows(record));
    await exchanges.write(exchangeRows(record));
    const sampleRows = tcpInfoSampleRows(record);
    if (sampleRows.length > 0) {
      samples ??= await TableWriter.open(TCP_INFO_SAMPLES_TABLE, files);
      await samples.write(sampleRows);
    }
    charts.add(record);
    trials.push(headOf(record));
  }
  await ports.flush();
  await transfers.flush();
  await exchanges.flush();
  await samples?.flush();
  return { trials, sampled: samples !== undefined };
}

/** Writes a whole table. */
async function writeTable<Row>(
  table: Table<Row>,
  rows: Iterable<Row>,
  files: StagedFiles,
): Promise<void> {
  const writer = await TableWriter.open(table, files);
  await writer.write(rows);
  await writer.flush();
}
