import { assertEquals } from "@std/assert";
import type { TransferRecord, TrialRecord } from "../experiment/record.ts";
import { portsRows } from "./ports_csv.ts";
import { readTrials } from "./read_run.ts";
import { SMALL_RUN } from "./testing/run_copy.ts";
import { Warnings } from "./warnings.ts";

/** The first trial of the fixture that has what is asked for. */
async function trialWith(
  has: (record: TrialRecord) => boolean,
): Promise<TrialRecord> {
  const records = await Array.fromAsync(readTrials(SMALL_RUN, new Warnings()));
  return records.find(has)!;
}

Deno.test("portsRows() gives the pairs that a trial lists", async () => {
  const record = await trialWith(({ ports }) => ports !== undefined);
  assertEquals(portsRows(record).map(({ pair }) => pair), record.ports!);
});

Deno.test("portsRows() gives the ends of the transfers where a trial lists no pairs", async () => {
  const record = await trialWith(({ transfers }) => transfers.length > 0);
  const first = record.transfers[0]!;
  const { server_view: view, ...unseen } = first;
  const moved: TransferRecord = {
    ...first,
    server_view: { client: { ...view!.client, port: 1 }, server: view!.server },
  };
  const rows = portsRows({ ...record, transfers: [first, moved, unseen] });
  assertEquals(
    rows.map(({ pair }) => [pair.sequence, pair.clients, pair.pair_agrees]),
    [[0, 3, true], [1, 3, false], [2, 3, undefined]],
  );
  assertEquals(rows[0]!.pair.client_port, first.client.port);
  assertEquals(rows[0]!.pair.server_address, first.server.address);
});
