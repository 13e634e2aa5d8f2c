import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { NoEvidence } from "./judgement.ts";
import { around, plantedExperiment } from "./testing/planted.ts";
import { judgeUnits } from "./units.ts";

/** Judges by a book of this size here. */
function judge(bookBytes: number, transport = "tcp") {
  return judgeUnits(
    { rule: "units", where: { transport } },
    plantedExperiment({
      conditions: [{
        factors: { transport: "tcp" },
        metrics: { received_bytes: around(bookBytes, 0) },
      }],
    }),
  );
}

Deno.test("units: confirmed if kilobytes give the size of the book", () => {
  const { verdict, here } = judge(3_315_896);
  assertEquals(verdict, "confirmed");
  assertStringIncludes(here, "3.31 MB");
});

Deno.test("units: refuted if kilobits do", () => {
  assertEquals(judge(3_315_896 / 8).verdict, "refuted");
});

Deno.test("units: cannot tell with another book", () => {
  assertEquals(judge(1_000_000).verdict, "cannot tell");
});

Deno.test("units: a missing condition is no evidence", () => {
  assertThrows(() => judge(3_315_896, "udp"), NoEvidence);
});
