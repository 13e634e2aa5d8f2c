/**
 * What an experiment file needs, in one place.
 *
 * @module
 */

export { against, steps } from "./comparison_plan.ts";
export { CORE_PLACEMENTS } from "./core_placement.ts";
export * from "./experiment.ts";
export * from "./invariants.ts";
export * from "./lab.ts";
export * from "./metrics_of.ts";
export type { TransferRecord, TrialRecord } from "./record.ts";
export { sidePlans } from "./side_plans.ts";
export * from "./workloads.ts";
export * from "./select.ts";
export * from "./needs.ts";
export * from "./iperf3.ts";
export * from "./port_rows.ts";
export { askWithoutProof } from "./unproven_address.ts";
