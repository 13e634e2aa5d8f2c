import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { judgeGrowsLess } from "./grows_less.ts";
import { NoEvidence } from "./judgement.ts";
import { around, plantedExperiment } from "./testing/planted.ts";

/** Judges whether UDP grows less than TCP; each has its values at 32 bytes and at 64 KiB. */
function judge(udp: [number[], number[]], tcp: [number[], number[]]) {
  return judgeGrowsLess(
    {
      rule: "grows-less",
      metric: "throughput_bytes_per_second",
      factor: "bufferBytes",
      from: 32,
      to: 65_536,
      subject: { transport: "udp" },
      than: { transport: "tcp" },
    },
    plantedExperiment({
      conditions: Object.entries({ udp, tcp }).flatMap(([transport, ends]) =>
        ends.map((values, index) => ({
          factors: { transport, bufferBytes: [32, 65_536][index]! },
          metrics: { throughput_bytes_per_second: values },
        }))
      ),
    }),
  );
}

Deno.test("grows-less: confirmed if it grows less", () => {
  const { verdict, here } = judge(
    [around(10), around(20)],
    [around(10), around(200)],
  );
  assertEquals(verdict, "confirmed");
  assertStringIncludes(here, "2 times as much with transport=udp");
  assertStringIncludes(here, "12 blocks");
});

Deno.test("grows-less: refuted if it grows more, or just as much", () => {
  assertEquals(
    judge([around(10), around(400)], [around(10), around(200)]).verdict,
    "refuted",
  );
  assertEquals(
    judge([around(5), around(100)], [around(10), around(200, 0.01, 3)]).verdict,
    "refuted",
  );
});

Deno.test("grows-less: cannot tell where the noise is larger", () => {
  assertEquals(
    judge(
      [around(10, 0.3), around(200, 0.3, 3)],
      [around(10, 0.3, 5), around(210, 0.3, 7)],
    ).verdict,
    "cannot tell",
  );
});

Deno.test("grows-less: a throughput of 0 has no growth", () => {
  assertThrows(
    () => judge([around(0), around(1)], [around(1), around(2)]),
    NoEvidence,
    "transport=udp",
  );
});
