/**
 * What the charts of a run need of its records, collected while they are read one by one:
 * a run of ten thousand trials would not fit into memory as a whole.
 *
 * @module
 */

import type { ChartPlan } from "../../experiment/chart_plan.ts";
import { has } from "../../experiment/comparison_plan.ts";
import type { ManifestExperiment } from "../../experiment/manifest.ts";
import type { TrialRecord } from "../../experiment/record.ts";
import { type Chart, emptyChart } from "./chart.ts";
import type { ChartContext, Collector } from "./chart_context.ts";
import { curveChart } from "./curve_chart.ts";
import { Exchanges, exchangesChart } from "./exchanges_chart.ts";
import { LostBytes, lostBytesChart } from "./lost_bytes_chart.ts";
import { Ports, portsChart } from "./ports_chart.ts";
import { Progress, progressChart } from "./progress_chart.ts";
import { trialsChart } from "./trials_chart.ts";

/** A chart in the making. */
interface PlannedChart {
  plan: ChartPlan;
  /** Absent where the trials' heads are enough. */
  collector?: Collector<TrialRecord>;
  chart: (context: ChartContext) => Chart;
}

/** The charts of a run in the making. */
export class RunCharts {
  readonly #byExperiment: Map<string, PlannedChart[]>;

  /**
   * Begins without a record.
   *
   * @param experiments The run's experiments: they say what they want drawn.
   */
  constructor(
    experiments: readonly Pick<
      ManifestExperiment,
      "name" | "charts" | "factors"
    >[],
  ) {
    this.#byExperiment = new Map(
      experiments.map(({ name, charts = [], factors }) => [
        name,
        charts.map((plan) => plannedChart(plan, factors)),
      ]),
    );
  }

  /**
   * Looks at a record.
   *
   * @param record Any record of the run; the warm-up block and failed trials are not drawn.
   */
  add(record: TrialRecord): void {
    if (record.warm_up || record.error !== undefined) return;
    const charts = this.#byExperiment.get(record.experiment) ?? [];
    for (const { plan, collector } of charts) {
      if (has(record.factors, plan.where ?? {})) collector?.add(record);
    }
  }

  /**
   * The charts of an experiment.
   *
   * @param experiment Its name.
   * @param context Its figures.
   * @returns A chart per plan, in their order.
   */
  of(
    experiment: string,
    context: ChartContext,
  ): { kind: string; chart: Chart }[] {
    return (this.#byExperiment.get(experiment) ?? []).map((
      { plan, chart },
    ) => ({ kind: plan.kind, chart: chart(context) }));
  }
}

/** What a plan of each kind must name; a manifest is read from a file and may not. */
const NAMED: Record<string, string[]> = {
  trials: ["metric"],
  curve: ["metric", "over"],
  exchanges: ["by"],
};

function plannedChart(
  plan: ChartPlan,
  factors: ManifestExperiment["factors"],
): PlannedChart {
  const missing = (NAMED[plan.kind] ?? []).filter((name) =>
    typeof (plan as Record<string, unknown>)[name] !== "string"
  );
  if (missing.length > 0) {
    return {
      plan,
      chart: () =>
        emptyChart(
          `Chart of the kind ${plan.kind}`,
          `The manifest does not say its ${missing.join(" and ")}.`,
        ),
    };
  }
  switch (plan.kind) {
    case "trials":
      return { plan, chart: (context) => trialsChart(plan, context) };
    case "curve":
      return { plan, chart: (context) => curveChart(plan, context) };
    case "exchanges": {
      const collector = new Exchanges(plan);
      const levels = factors[plan.by] ?? [];
      return {
        plan,
        collector,
        chart: () => exchangesChart(plan, collector, levels),
      };
    }
    case "lost-bytes": {
      const collector = new LostBytes();
      return {
        plan,
        collector,
        chart: (context) => lostBytesChart(plan, collector, context),
      };
    }
    case "ports": {
      const collector = new Ports();
      return {
        plan,
        collector,
        chart: (context) => portsChart(plan, collector, context),
      };
    }
    case "progress": {
      const collector = new Progress();
      return {
        plan,
        collector,
        chart: (context) => progressChart(plan, collector, context),
      };
    }
    default: {
      // a manifest is read from a file, and a later version may know more kinds
      const { kind } = plan as { kind: string };
      return {
        plan,
        chart: () =>
          emptyChart(
            `Chart of the kind ${kind}`,
            "This version cannot draw it.",
          ),
      };
    }
  }
}
