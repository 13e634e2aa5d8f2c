/**
 * What an experiment file needs, in one place.
 *
 * @module
 */

export { against, steps } from "./comparison_plan.ts";
export { CORE_PLACEMENTS } from "./core_placement.ts";
export * from "./experiment.ts";
export type { Skip } from "./experiment_plan.ts";
export * from "./invariants.ts";
export * from "./lab.ts";
export type { Metrics } from "./metric.ts";
export * from "./metrics_of.ts";
export * from "./shared_time.ts";
export type { TransferRecord, TrialRecord } from "./record.ts";
export { sidePlans } from "./side_plans.ts";
export * from "./workloads.ts";
export * from "./select.ts";
export * from "./needs.ts";
export * from "./foreign/mod.ts";
export * from "./port_rows.ts";
export { askWithoutProof } from "./unproven_address.ts";
export { type HostSetting, runOnHost, withSetting } from "./link_host.ts";
export {
  inspectTrace,
  metricsOfTrace,
  type ReadTrace,
  readTrace,
} from "./trace_metrics.ts";
