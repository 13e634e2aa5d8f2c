/**
 * Reads the packets of the traced trials that the page draws.
 *
 * @module
 */

import { join } from "@std/path";
import { type PacketRow, readPacketsCsv } from "../../link/packet_row.ts";
import { TRACE_ENDINGS } from "../../link/trace_files.ts";
import type { TrialHead } from "../trial_columns.ts";

/** Traces that are drawn of one experiment. */
const MOST_PER_EXPERIMENT = 4;

/**
 * Bytes that are read of a table: some twenty thousand packets, far more than a drawing
 * can show. A long trial's table can have many times that.
 */
const MOST_BYTES = 4 * 2 ** 20;

/** A trial whose packets are drawn. */
export interface TracedTrial {
  /** The trial. */
  trial: TrialHead;
  /** What the names of its files begin with, relative to the run's folder. */
  base: string;
  /** Its packets; none where they cannot be read. */
  packets: readonly PacketRow[];
  /** Whether its file has more packets than were read. */
  isCut: boolean;
  /** Why its packets cannot be drawn, a sentence; empty where they can. */
  problem: string;
}

/**
 * Whether a path from a record can only lead into the run's folder. A record is read from
 * a file that anybody may have written.
 *
 * @param path Anything.
 */
export function isTracePath(path: unknown): path is string {
  return typeof path === "string" &&
    /^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(path);
}

/**
 * Reads the packets of some traced trials: of each experiment the first trial of each
 * condition, four at most.
 *
 * @param folder The run's folder.
 * @param trials Its trials. The warm-up block is drawn only where nothing else was traced.
 * @returns What is to be drawn, in the order of the trials. It never throws for a file that
 * is missing or damaged: that becomes the trial's `problem`.
 */
export async function readTracedTrials(
  folder: string,
  trials: readonly TrialHead[],
): Promise<TracedTrial[]> {
  const traced = trials.filter(({ trace }) => trace !== undefined);
  const chosen = [
    ...Map.groupBy(traced, ({ experiment }) => experiment).values(),
  ].flatMap((all) => {
    const measured = all.filter(({ warm_up }) => !warm_up);
    const candidates = measured.length > 0 ? measured : all;
    return [...Map.groupBy(candidates, ({ condition }) => condition).values()]
      .map(([first]) => first!).slice(0, MOST_PER_EXPERIMENT);
  });
  const read: TracedTrial[] = [];
  for (const trial of chosen) read.push(await readTracedTrial(folder, trial));
  return read;
}

async function readTracedTrial(
  folder: string,
  trial: TrialHead,
): Promise<TracedTrial> {
  const base = trial.trace!;
  const traced = { trial, base, packets: [], isCut: false, problem: "" };
  if (!isTracePath(base)) {
    return {
      ...traced,
      base: "",
      problem: "The record names no path within the run’s folder.",
    };
  }
  const name = base + TRACE_ENDINGS.packets;
  try {
    const { text, isCut } = await readBeginning(join(folder, name));
    return { ...traced, packets: readPacketsCsv(text), isCut };
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error;
    const reason = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Error
      ? error.message
      : String(error);
    return { ...traced, problem: `${name} cannot be drawn: ${reason}.` };
  }
}

/** Reads the whole lines within the first bytes of a file. */
async function readBeginning(
  path: string,
): Promise<{ text: string; isCut: boolean }> {
  using file = await Deno.open(path);
  const { size } = await file.stat();
  const bytes = new Uint8Array(Math.min(size, MOST_BYTES));
  let length = 0;
  while (length < bytes.length) {
    const read = await file.read(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  const text = new TextDecoder().decode(bytes.subarray(0, length));
  return size <= MOST_BYTES
    ? { text, isCut: false }
    : { text: text.slice(0, text.lastIndexOf("\n") + 1), isCut: true };
}
