import { assert, assertEquals } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import {
  formatQuantity,
  type Measure,
  parseQuantity,
  RATE,
  SHARE,
  SIZE,
  TIME,
  unitNames,
} from "./quantity.ts";

const READ: [text: string, measure: Measure, value: number][] = [
  ["10ms", TIME, 10],
  ["0.5ms", TIME, 0.5],
  [".5ms", TIME, 0.5],
  ["250us", TIME, 0.25],
  ["1.1s", TIME, 1100],
  ["0", TIME, 0],
  ["50mbit", RATE, 50_000_000],
  ["50Mbit", RATE, 50_000_000],
  ["1.5MBIT/S", RATE, 1_500_000],
  ["56kbit/s", RATE, 56_000],
  ["2gbit", RATE, 2_000_000_000],
  ["9600bit", RATE, 9600],
  ["64kB", SIZE, 64_000],
  ["64KiB", SIZE, 65_536],
  ["1.5MB", SIZE, 1_500_000],
  ["1MiB", SIZE, 1_048_576],
  ["1500B", SIZE, 1500],
  // 0.7 / 100 would be 0.006999999999999999
  ["0.7%", SHARE, 0.007],
  ["0.007", SHARE, 0.007],
  ["100%", SHARE, 1],
];

for (const [text, measure, value] of READ) {
  Deno.test(`parseQuantity() reads ${text}`, () => {
    assertEquals(parseQuantity(text, measure), value);
  });
}

const UNREADABLE: [text: string, measure: Measure][] = [
  ["", TIME],
  ["ms", TIME],
  ["10", TIME],
  ["-1ms", TIME],
  ["1e3ms", TIME],
  ["10 ms", TIME],
  ["10MS", TIME],
  ["1.ms", TIME],
  ["1.2.3ms", TIME],
  ["50mbps", RATE],
  ["50mb", RATE],
  ["fast", RATE],
  ["/s", RATE],
  ["5/s", RATE],
  ["64kb", SIZE],
  ["64", SIZE],
  ["1%%", SHARE],
  [`${"9".repeat(400)}bit`, RATE],
];

for (const [text, measure] of UNREADABLE) {
  Deno.test(`parseQuantity() refuses ${JSON.stringify(text.slice(0, 20))} as ${unitNames(measure)}`, () => {
    assertEquals(parseQuantity(text, measure), undefined);
  });
}

const WRITTEN: [value: number, measure: Measure, text: string][] = [
  [0, TIME, "0s"],
  [10, TIME, "10ms"],
  [1000, TIME, "1s"],
  [250, TIME, "250ms"],
  [0.1, TIME, "100us"],
  [1.5, TIME, "1.5ms"],
  [1.25, TIME, "1250us"],
  [50_000_000, RATE, "50mbit"],
  [1_500_000, RATE, "1.5mbit"],
  [500_000, RATE, "500kbit"],
  [1_000_000_000, RATE, "1gbit"],
  [64_000, SIZE, "64kB"],
  [65_536, SIZE, "64KiB"],
  [1_048_576, SIZE, "1MiB"],
  [1501, SIZE, "1501B"],
  [0.005, SHARE, "0.5%"],
  [0.007, SHARE, "0.7%"],
  [1, SHARE, "100%"],
  [1e-7, SHARE, "0.00001%"],
];

for (const [value, measure, text] of WRITTEN) {
  Deno.test(`formatQuantity() writes ${text}`, () => {
    assertEquals(formatQuantity(value, measure), text);
  });
}

Deno.test("parseQuantity() reads exactly what formatQuantity() has written", () => {
  const random = randomFrom("quantities");
  for (let draw = 0; draw < 2_000; draw++) {
    const measure = random.pick([TIME, RATE, SIZE, SHARE]);
    const value = random.real() * 10 ** (random.integer(24) - 12);
    const text = formatQuantity(value, measure);
    assertEquals(parseQuantity(text, measure), value, text);
    assert(!text.includes("e"), text);
  }
});

Deno.test("unitNames() goes from the smallest unit to the largest", () => {
  assertEquals(unitNames(TIME), "us, ms, s");
  assertEquals(unitNames(RATE), "bit, kbit, mbit, gbit");
  assertEquals(unitNames(SIZE), "B, kB, KiB, MB, MiB");
});
