/**
 * Makes a baseline of a run: what the gate needs of it and no more, small enough to be
 * committed.
 *
 * @example
 * ```sh
 * deno run -P=report lib/report/gate/thin_baseline.ts --run reports/latest --output fixtures/baseline
 * ```
 *
 * @module
 */

import { join } from "@std/path";
import { CommandLine, OptionError } from "../../experiment/command_line.ts";
import type { Manifest } from "../../experiment/manifest.ts";
import { metricDefinition } from "../../experiment/metric.ts";
import type {
  EndOfSocket,
  TransferRecord,
  TrialRecord,
} from "../../experiment/record.ts";
import { readTrials } from "../read_run.ts";
import { ReportError } from "../report_error.ts";
import { Warnings } from "../warnings.ts";
import { FACT_METRICS } from "./facts.ts";
import { readGatedRun } from "./gated_run.ts";

/** Which end it was is of no interest to the gate; a transfer has to have two. */
const NO_END = {} as EndOfSocket;

/**
 * Writes the baseline of a run: `manifest.json` without the machine's addresses, and
 * `trials.jsonl` without the warm-up block, counters, ports, and whatever else the gate
 * does not read.
 *
 * @param folder The run's folder.
 * @param output The baseline's; it is made if it is not there.
 * @throws {ReportError} If the folder is no run that could be a baseline.
 */
export async function thinBaseline(
  folder: string,
  output: string,
): Promise<void> {
  const { manifest } = await readGatedRun(folder);
  const failed = manifest.experiments.filter(({ status }) =>
    status === "failed" || status === "running"
  );
  if (failed.length > 0) {
    throw new ReportError(
      `Cannot make a baseline of ${folder}: ${
        failed.map(({ name, status }) => `${name} is ${status}`).join(", ")
      }. Take a run in which everything held.`,
    );
  }
  const metrics = new Set<string>([
    ...FACT_METRICS,
    ...manifest.experiments.flatMap(({ comparisons = [] }) =>
      comparisons.map(({ metric }) => metric).filter((metric) =>
        metricDefinition(metric).moreIs !== undefined
      )
    ),
  ]);
  const lines: string[] = [];
  for await (const trial of readTrials(folder, new Warnings())) {
    if (trial.warm_up) continue;
    lines.push(JSON.stringify(thinTrial(trial, metrics)) + "\n");
  }
  await Deno.mkdir(output, { recursive: true });
  await Deno.writeTextFile(
    join(output, "manifest.json"),
    JSON.stringify(thinManifest(manifest), undefined, 2) + "\n",
  );
  await Deno.writeTextFile(join(output, "trials.jsonl"), lines.join(""));
}

function thinManifest(manifest: Manifest): Manifest {
  const { interfaces: _, ...environment } = manifest.environment;
  return {
    ...manifest,
    environment: { ...environment, interfaces: [] },
    experiments: manifest.experiments.map(({ charts: _, ...rest }) => rest),
  };
}

function thinTrial(
  trial: TrialRecord,
  metrics: ReadonlySet<string>,
): TrialRecord {
  const {
    counters: _counters,
    network_namespace: _namespace,
    ports: _ports,
    exchange_seconds: _seconds,
    exchange_tcp_info: _info,
    link_account: _account,
    trace: _trace,
    ...rest
  } = trial;
  return {
    ...rest,
    metrics: Object.fromEntries(
      Object.entries(trial.metrics).filter(([name]) => metrics.has(name)),
    ),
    transfers: trial.transfers.map(thinTransfer),
    machine: { load_average_1: trial.machine.load_average_1 },
  };
}

/** Figures that the gate reads nowhere are not worth their bytes. */
function thinTransfer(transfer: TransferRecord): TransferRecord {
  const {
    tcp_info: _info,
    server_view: _view,
    missing_ranges: _ranges,
    progress: _progress,
    ledger: _ledger,
    ...rest
  } = transfer;
  return { ...rest, client: NO_END, server: NO_END };
}

async function main(args: string[]): Promise<number> {
  try {
    const line = new CommandLine(args, { values: ["run", "output"] });
    const [run, output] = [line.value("run"), line.value("output")];
    if (run === undefined || output === undefined) {
      throw new OptionError(
        "--run and --output are needed: the folder of a run, and the folder of the baseline",
      );
    }
    await thinBaseline(run, output);
    return 0;
  } catch (error) {
    if (!(error instanceof OptionError || error instanceof ReportError)) {
      throw error;
    }
    console.error(`error: ${error.message}`);
    return error instanceof OptionError ? 2 : 1;
  }
}

if (import.meta.main) Deno.exit(await main(Deno.args));
