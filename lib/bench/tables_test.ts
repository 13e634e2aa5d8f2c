import { assertEquals, assertStringIncludes } from "@std/assert";
import { goalTable, partTable } from "./tables.ts";
import { textTable } from "../report/text_table.ts";
import type { Sample } from "./sample.ts";

const sample = (contender: string, value: number, block: number): Sample => ({
  part: "tcp",
  condition: "bufferBytes=32",
  contender,
  block,
  warm_up: false,
  metric: "delivered_bytes_per_second",
  unit: "bytes per second",
  value,
  details: {},
});

Deno.test("textTable lines up texts to the left and figures to the right", () => {
  assertEquals(
    textTable([["a", "1"], ["long µ", "200"]], {
      header: ["what", "n"],
      textColumns: 1,
    }),
    "what      n\na         1\nlong µ  200",
  );
});

Deno.test("partTable puts the fastest first, and the engine libc beside the others", () => {
  const lines = partTable([
    ...[1, 2, 3].map((block) => sample("slow", 1e6, block)),
    ...[1, 2, 3].map((block) => sample("libc", 2e6, block)),
  ]).split("\n");
  assertEquals(lines.length, 3);
  const cells = lines.map((line) => line.split(/ {2,}/).slice(2));
  assertEquals(cells[1], ["libc", "2 MB/s", "n too small", "3"]);
  assertEquals(cells[2], ["slow", "1 MB/s", "n too small", "3", "2"]);
});

Deno.test("goalTable says what was not measured", () => {
  const table = goalTable([{
    goal: {
      part: "tcp",
      condition: "bufferBytes=32",
      contender: "libc",
      metric: "delivered_bytes_per_second",
      peer: "iperf3",
      direction: "at least",
      bound: 0.9,
    },
    n: 0,
    unit: "ratio",
    certain: false,
  }]);
  assertStringIncludes(table, "libc / iperf3  at least 0.9");
  assertStringIncludes(table, "not measured");
});
