/**
 * What the kernel and the processes say about a trial, gathered around it.
 *
 * @module
 */

import { difference, evidenceCounters } from "../kernel/counters.ts";
import { machineSnapshot } from "../kernel/machine_snapshot.ts";
import type { ResourceUsage } from "../kernel/resource_usage.ts";
import type { LinkOutcome } from "../link/link.ts";
import type { Lab } from "./lab.ts";
import type { MachineDuring, TrialRecord } from "./record.ts";

/** The part of a record that is gathered around a trial. */
export type Evidence = Pick<
  TrialRecord,
  "counters" | "network_namespace" | "machine"
>;

/**
 * Does something and gathers what it left behind.
 *
 * @param lab Whose processes do it. Servers that it leaves running are stopped.
 * @param act What to do.
 * @returns Its result, with the evidence; on a link, what became of every packet.
 * @throws Whatever it throws.
 */
export async function withEvidence<Result>(
  lab: Lab,
  act: () => Promise<Result>,
): Promise<
  { result: Result; evidence: Evidence; onLink: LinkOutcome | undefined }
> {
  const before = machineSnapshot();
  const usedBefore = await lab.usage();
  const namespace = lab.hosts.networkNamespace();
  const countedBefore = await lab.hosts.counters();
  const result = await act();
  const onLink = await lab.endTrial();
  const counters = evidenceCounters(
    difference(countedBefore ?? {}, await lab.hosts.counters() ?? {}),
  );
  const usedAfter = await lab.usage();
  const after = machineSnapshot();
  return {
    result,
    onLink,
    evidence: {
      ...(Object.keys(counters).length === 0 ? {} : { counters }),
      ...(namespace === undefined ? {} : { network_namespace: namespace }),
      machine: {
        load_average_1: after.load_average_1,
        ...serverUsage(usedBefore.servers, usedAfter.servers),
        ...clientUsage(usedBefore.clients, usedAfter.clients),
        ...(before.steal_seconds === undefined ||
            after.steal_seconds === undefined
          ? {}
          : { steal_seconds: after.steal_seconds - before.steal_seconds }),
      },
    },
  };
}

/** What the server processes have used between two readings. */
function serverUsage(
  before: ResourceUsage,
  after: ResourceUsage,
): Partial<MachineDuring> {
  return {
    server_cpu_seconds: after.cpuSeconds - before.cpuSeconds,
    server_voluntary_context_switches: after.voluntaryContextSwitches -
      before.voluntaryContextSwitches,
    server_involuntary_context_switches: after.involuntaryContextSwitches -
      before.involuntaryContextSwitches,
    server_peak_memory_bytes: after.peakMemoryBytes,
  };
}

/** What the client processes have used between two readings. */
function clientUsage(
  before: ResourceUsage,
  after: ResourceUsage,
): Partial<MachineDuring> {
  return {
    client_cpu_seconds: after.cpuSeconds - before.cpuSeconds,
    client_voluntary_context_switches: after.voluntaryContextSwitches -
      before.voluntaryContextSwitches,
    client_involuntary_context_switches: after.involuntaryContextSwitches -
      before.involuntaryContextSwitches,
    client_peak_memory_bytes: after.peakMemoryBytes,
  };
}
