import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { NoEvidence } from "./judgement.ts";
import { judgeOrderVaries } from "./order_varies.ts";
import { around, BLOCKS, plantedExperiment } from "./testing/planted.ts";

function judge(throughput: Record<string, number[]>, blocks = BLOCKS) {
  return judgeOrderVaries(
    {
      rule: "order-varies",
      metric: "throughput_bytes_per_second",
      factor: "side",
      levels: Object.keys(throughput),
      where: {},
    },
    plantedExperiment({
      conditions: Object.entries(throughput).map(([side, values]) => ({
        factors: { side },
        metrics: { throughput_bytes_per_second: values },
      })),
      blocks,
    }),
  );
}

Deno.test("order-varies: confirmed where the levels are the same but for noise", () => {
  const { verdict, here } = judge({
    neither: around(100),
    client: around(100, 0.01, 1),
    server: around(100, 0.01, 2),
    both: around(100, 0.01, 4),
  });
  assertEquals(verdict, "confirmed");
  assertStringIncludes(here, "by chance alone 4.17%");
});

Deno.test("order-varies: refuted where every block has the same order", () => {
  const { verdict, here } = judge({ neither: around(100), both: around(50) });
  assertEquals(verdict, "refuted");
  assertStringIncludes(here, "neither 12 times");
});

Deno.test("order-varies: cannot tell in between", () => {
  const both = around(50).with(0, 1_000).with(1, 1_000);
  assertEquals(judge({ neither: around(100), both }).verdict, "cannot tell");
});

Deno.test("order-varies: four blocks are no evidence", () => {
  assertThrows(
    () => judge({ neither: around(100), both: around(50) }, 4),
    NoEvidence,
    "4 blocks",
  );
});
