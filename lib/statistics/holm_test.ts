import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import reference from "../../fixtures/statistics/reference.json" with {
  type: "json",
};
import { holm } from "./holm.ts";

Deno.test("holm() agrees with R's p.adjust()", () => {
  for (const { values, adjusted } of reference.holm) {
    const found = holm(values);
    assertEquals(found.length, adjusted.length);
    for (const [index, value] of adjusted.entries()) {
      assertAlmostEquals(found[index]!, value, 1e-12, values.join());
    }
  }
});

Deno.test("holm() of no test is none, and leaves its argument alone", () => {
  assertEquals(holm([]), []);
  const values = [0.5, 0.01];
  holm(values);
  assertEquals(values, [0.5, 0.01]);
});

Deno.test("holm() refuses what is no p-value", () => {
  for (const odd of [-0.1, 1.1, NaN]) {
    assertThrows(() => holm([0.5, odd]), RangeError, `one is ${odd}`);
  }
});
