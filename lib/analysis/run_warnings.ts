/**
 * Looks for what is doubtful about the figures of an experiment.
 *
 * Only the metrics by which conditions are compared are looked at. Many conditions are, so
 * each kind is strict enough to be rare in an experiment as a whole: where nothing but noise
 * is there, fewer than 2 of 100 experiments get a warning of a kind.
 *
 * @module
 */

import { twinKey } from "../experiment/comparison_plan.ts";
import { metricDefinition, type MetricName } from "../experiment/metric.ts";
import { fewestBlocks } from "./blocks_needed.ts";
import {
  type BlockEffect,
  driftEffect,
  firstBlockEffect,
} from "./block_effects.ts";
import {
  type ComparedValues,
  comparedValues,
} from "../experiment/compared_values.ts";
import { type Comparison, DEFAULT_LEVEL, isToldApart } from "./comparison.ts";
import { outlierValues } from "./outlier_trials.ts";
import type { RunWarning } from "./run_warning.ts";
import type { MeasuredTrial } from "./summarize.ts";
import { FEWEST_FOR_MODES, type Mode, twoModes } from "./two_modes.ts";
import { counted, factorsText, metricFigure, metricWords } from "./words.ts";

/** An experiment's part of a run. */
export interface JudgedExperiment {
  /** Its name. */
  experiment: string;
  /** Its trials, also those of the warm-up block. */
  trials: readonly MeasuredTrial[];
  /** Its comparisons. */
  comparisons: readonly Comparison[];
}

/** A warning but for the experiment's name. */
type Doubt = Omit<RunWarning, "experiment">;

/** Fewer blocks than this have no 95% interval. */
const FEWEST_FOR_INTERVAL = 6;

/**
 * Chance of finding two modes in any condition of an experiment where the values of each are
 * spread evenly, which looks most like two modes. In noise with one peak it is far smaller.
 */
const BIMODAL_LEVEL = 0.05;

/** More bimodal conditions than this share a warning. */
const MOST_BIMODAL_WARNINGS = 3;

/**
 * Outliers alone are no reason for a warning: among many values some are flagged by chance
 * (`run_warnings_test.ts` counts how often mere noise gets a warning). A value this many
 * deviations from the median is one.
 */
const WARNED_SCORE = 12;

/** With fewer values the deviations are too uncertain for that. */
const FEWEST_FOR_OUTLIERS = 10;

/**
 * Finds the doubts.
 *
 * @param experiment The experiment.
 * @returns The warnings, none for a clean one.
 */
export function runWarnings(
  { experiment, trials, comparisons }: JudgedExperiment,
): RunWarning[] {
  const compared = comparedValues(trials, comparisons)
    .filter(({ values }) => values.length > 0);
  const names = conditionNames(trials);
  return [
    ...falseAlarms(comparisons, names),
    ...fewBlocks(trials, comparisons),
    ...firstBlock(compared),
    ...drift(compared),
    ...bimodal(compared, names),
    ...outliers(compared, names),
  ].map((doubt) => ({ experiment, ...doubt }));
}

/** What people call the conditions, by their keys. */
type ConditionNames = ReadonlyMap<string, string>;

function conditionNames(trials: readonly MeasuredTrial[]): ConditionNames {
  return new Map(trials.map(({ condition, factors, twin_of }) => {
    const levels = factorsText(factors);
    // a condition without factors has only its key
    if (levels === "") return [condition, condition];
    return [condition, twin_of === undefined ? levels : twinKey(levels)];
  }));
}

function falseAlarms(
  comparisons: readonly Comparison[],
  names: ConditionNames,
): Doubt[] {
  return comparisons.filter((comparison) =>
    comparison.sameCondition && isToldApart(comparison)
  ).map(({ baseline, metric, verdict }) => ({
    kind: "false-alarm",
    condition: baseline,
    text: `${names.get(baseline)} was found ${verdict} than itself by the ${
      metricWords(metric)
    }: a false alarm.`,
    remedy:
      "Trust no verdict of this experiment before a second run with another --seed agrees with it.",
  }));
}

function fewBlocks(
  trials: readonly MeasuredTrial[],
  comparisons: readonly Comparison[],
): Doubt[] {
  const blocks = new Set(
    trials.filter(({ warm_up, error }) => !warm_up && error === undefined)
      .map(({ block }) => block),
  ).size;
  if (blocks === 0) return [];
  const familySize = comparisons[0]?.familySize ?? 0;
  const forTest = fewestBlocks(DEFAULT_LEVEL, familySize);
  const needed = Math.max(FEWEST_FOR_INTERVAL, forTest);
  if (blocks >= needed) return [];
  const missing = [
    ...(blocks < FEWEST_FOR_INTERVAL ? ["for a 95% interval"] : []),
    ...(blocks < forTest
      ? [`to tell any of ${counted(familySize, "comparison")} from chance`]
      : []),
  ];
  return [{
    kind: "few-blocks",
    text: `${counted(blocks, "measured block")} ${
      blocks === 1 ? "is" : "are"
    } too few ${missing.join(" and ")}.`,
    remedy: `Measure more: --repetitions ${needed}.`,
  }];
}

function firstBlock(
  compared: readonly ComparedValues<MeasuredTrial>[],
): Doubt[] {
  const effect = firstBlockEffect(compared);
  return effect === undefined ? [] : [{
    kind: "first-block",
    text:
      `In the first measured block (block ${effect.firstBlock}) the conditions were typically ${
        change(effect)
      } than in the other ${effect.blocks - 1} (p ${pValue(effect)}).`,
    remedy:
      "Let the machine come to rest before the run; to do the same work for a while helps, too, and more blocks (--repetitions) give the first one less weight.",
  }];
}

function drift(compared: readonly ComparedValues<MeasuredTrial>[]): Doubt[] {
  const effect = driftEffect(compared);
  return effect === undefined ? [] : [{
    kind: "drift",
    text:
      `From the first of ${effect.blocks} blocks to the last the conditions became typically ${
        change(effect)
      } (p ${
        pValue(effect)
      }). Comparisons are made within blocks and stay fair; the medians and intervals of single conditions mix earlier and later speeds.`,
    remedy:
      "End what else runs on the machine and run again; let its clock speed settle before single figures are quoted.",
  }];
}

function bimodal(
  compared: readonly ComparedValues<MeasuredTrial>[],
  names: ConditionNames,
): Doubt[] {
  const looked = compared.filter(({ metric, values }) =>
    // of counts and shares two values are nothing remarkable, and a share can be 0
    metricDefinition(metric).moreIs !== undefined &&
    values.length >= FEWEST_FOR_MODES
  );
  const found = looked.flatMap(({ condition, metric, values }) => {
    const modes = twoModes(values, BIMODAL_LEVEL / looked.length);
    return modes === undefined ? [] : [{
      condition,
      text: `${names.get(condition)} (${metricText(metric, modes)})`,
    }];
  });
  const remedy =
    "Try --cores separate; the usual reason is whether the scheduler gave both processes one core or two, and more blocks (--repetitions) show how often each happens.";
  const byCondition = Map.groupBy(found, ({ condition }) => condition);
  if (byCondition.size <= MOST_BIMODAL_WARNINGS) {
    return found.map(({ condition, text }) => ({
      kind: "bimodal",
      condition,
      text: `Two modes, so that the median stands for neither: ${text}.`,
      remedy,
    }));
  }
  const shown = [...byCondition.values()].slice(0, MOST_BIMODAL_WARNINGS)
    .map(([first]) => first!.text);
  return [{
    kind: "bimodal",
    text:
      `${byCondition.size} conditions have two modes, so that their medians stand for neither: ${
        shown.join("; ")
      } and others.`,
    remedy,
  }];
}

function outliers(
  compared: readonly ComparedValues<MeasuredTrial>[],
  names: ConditionNames,
): Doubt[] {
  const found = compared
    .filter(({ values }) => values.length >= FEWEST_FOR_OUTLIERS)
    .flatMap(outlierValues)
    .sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  const worst = found[0];
  if (worst === undefined || Math.abs(worst.score) < WARNED_SCORE) return [];
  const { trial, metric, value, median } = worst;
  return [{
    kind: "outliers",
    condition: trial.condition,
    text: `${counted(found.length, "value")} ${
      found.length === 1 ? "is" : "are"
    } far from the others of their condition; the farthest is the ${
      metricWords(metric)
    } of ${metricFigure(metric, value)} in trial ${trial.trial} of ${
      names.get(trial.condition)
    }, where the median is ${metricFigure(metric, median)}. All are kept.`,
    remedy:
      "Look what the machine did in those trials; trials.csv has steal_seconds, CPU times and context switches.",
  }];
}

/** Such as `12% slower`. */
function change({ slowness }: BlockEffect): string {
  return slowness >= 1
    ? `${percent(slowness - 1)} slower`
    : `${percent(1 / slowness - 1)} faster`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
}

function pValue({ pValue }: BlockEffect): string {
  return pValue < 0.0001 ? "< 0.0001" : `= ${pValue.toPrecision(2)}`;
}

/** Such as `throughput about 10.8 MB/s in 7 trials, 20.8 MB/s in 5`. */
function metricText(metric: MetricName, [lower, upper]: [Mode, Mode]): string {
  return `${metricWords(metric)} about ${
    metricFigure(metric, lower.value)
  } in ${counted(lower.trials, "trial")}, ${
    metricFigure(metric, upper.value)
  } in ${upper.trials}`;
}
