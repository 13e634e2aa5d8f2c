import { assertAlmostEquals, assertEquals } from "@std/assert";
import { normalQuantile, normalTwoSided } from "./normal.ts";

// R: qnorm(p) and 2 * pnorm(-z), printed with 10 digits
Deno.test("normalQuantile() agrees with R", () => {
  for (
    const [probability, quantile] of [
      [0.5, 0],
      [0.975, 1.959963985],
      [0.025, -1.959963985],
      [0.995, 2.575829304],
      [0.999975, 4.055626981],
    ] as const
  ) {
    assertAlmostEquals(normalQuantile(probability), quantile, 1e-6);
  }
});

Deno.test("normalTwoSided() agrees with R", () => {
  for (
    const [distance, pValue] of [
      [0, 1],
      [1, 0.3173105079],
      [1.959963985, 0.05],
      [5, 5.733031438e-07],
    ] as const
  ) {
    assertAlmostEquals(normalTwoSided(distance), pValue, 2e-7 * pValue);
  }
  assertEquals(normalTwoSided(-1), 1);
});
