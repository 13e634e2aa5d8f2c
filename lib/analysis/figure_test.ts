import { assertEquals } from "@std/assert";
import { figure, scaleFor } from "./figure.ts";

function format(value: number, unit: string): string {
  const scale = scaleFor(value, unit);
  return `${figure(value, scale)} ${scale.label}`.trimEnd();
}

Deno.test("figures have three significant digits and a fitting unit", () => {
  assertEquals(format(22_412_345.6, "bytes per second"), "22.4 MB/s");
  assertEquals(format(1_004_000_000, "bytes per second"), "1.00 GB/s");
  assertEquals(format(812.25, "bytes per second"), "812 B/s");
  assertEquals(format(0.0000213, "seconds"), "0.0213 ms");
  assertEquals(format(0.0441, "seconds"), "44.1 ms");
  assertEquals(format(169.2, "seconds"), "169 s");
  assertEquals(format(151_191, "bytes"), "151 kB");
  assertEquals(format(0.01234, "ratio"), "0.0123");
  assertEquals(format(3.456, "microseconds"), "3.46 µs");
  assertEquals(format(7, "words"), "7 words");
});

Deno.test("whole numbers keep their digits", () => {
  assertEquals(format(12_345, "count"), "12345");
  assertEquals(format(0, "bytes per second"), "0 B/s");
});

Deno.test("an interval can be printed in the scale of its median", () => {
  const scale = scaleFor(1.2e6, "bytes per second");
  assertEquals(figure(0.8e6, scale), "0.800");
});
