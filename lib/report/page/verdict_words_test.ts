import { assertEquals } from "@std/assert";
import type { Comparison } from "../../analysis/comparison.ts";
import {
  blocksText,
  comparedWords,
  effectSentence,
  effectSize,
  pValueText,
} from "./verdict_words.ts";

const STALL: Comparison = {
  experiment: "nagle",
  metric: "exchange_median_seconds",
  factor: "noDelay",
  baseline: "bufferBytes=32 noDelay=neither",
  treatment: "bufferBytes=32 noDelay=client",
  sameCondition: false,
  blocks: 12,
  effect: "ratio",
  estimate: 0.00123,
  low: 0.00095,
  high: 0.0014,
  coverage: 0.9507,
  pValue: 0.0005,
  pValueHolm: 0.006,
  familySize: 17,
  margin: 0.05,
  verdict: "faster",
};

Deno.test("effectSentence() says a large ratio as a multiple", () => {
  assertEquals(
    effectSentence(STALL),
    "the median time of an exchange is 0.00123 times as long (95% interval 0.000950 to 0.00140)",
  );
});

Deno.test("effectSentence() says a small ratio in percent", () => {
  assertEquals(
    effectSentence({
      ...STALL,
      metric: "throughput_bytes_per_second",
      estimate: 0.842,
      low: 0.705,
      high: 0.968,
      coverage: 0.9375,
    }),
    "the throughput is 16% lower (0.842 times, 93.75% interval 0.705 to 0.968)",
  );
});

Deno.test("effectSentence() says a difference in the metric's unit", () => {
  assertEquals(
    effectSentence({
      ...STALL,
      metric: "bytes_lost",
      effect: "difference",
      estimate: -2_000_000,
      low: -2_500_000,
      high: -1_500_000,
    }),
    "the number of bytes lost is 2 MB lower (95% interval -2.50 MB to -1.50 MB)",
  );
});

Deno.test("effectSentence() copes with a comparison without blocks", () => {
  const { estimate: _, low: __, high: ___, ...none } = STALL;
  assertEquals(effectSentence(none), "no block has both");
});

Deno.test("comparedWords() names what differs, and what the two have in common", () => {
  const factors = (noDelay: string, bufferBytes: number) => ({
    engine: "libc",
    bufferBytes,
    noDelay,
  });
  const factorsOf = new Map([
    [STALL.baseline, factors("neither", 32)],
    [STALL.treatment, factors("client", 32)],
    ["another", factors("client", 1024)],
  ]);
  assertEquals(comparedWords(STALL, factorsOf), {
    change: "Nagle off on “client” instead of “neither”",
    common: "buffer 32 B",
  });
  assertEquals(comparedWords(STALL, new Map()), {
    change: `${STALL.treatment} instead of ${STALL.baseline}`,
    common: "",
  });
});

Deno.test("effectSize() is the same for a ratio and its inverse", () => {
  const double = effectSize({ ...STALL, estimate: 2 });
  assertEquals(effectSize({ ...STALL, estimate: 0.5 }), double);
  assertEquals(effectSize({ ...STALL, effect: "difference" }), 0);
});

Deno.test("p-values and blocks are said as exactly as they are known", () => {
  assertEquals(
    [0.00001, 0.0123, 0.456, undefined].map(pValueText),
    ["<0.001", "0.012", "0.46", ""],
  );
  assertEquals([120, 10_000].map(blocksText), ["120", "10,000 or more"]);
});
