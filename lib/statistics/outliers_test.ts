import { assertAlmostEquals, assertEquals } from "@std/assert";
import reference from "../../fixtures/statistics/reference.json" with {
  type: "json",
};
import { modifiedZScores, outliers } from "./outliers.ts";

Deno.test("outliers() and their scores agree with R's mad()", () => {
  for (const expected of reference.outliers) {
    const scores = modifiedZScores(expected.values);
    for (const [index, score] of expected.scores.entries()) {
      assertAlmostEquals(scores[index]!, score, 1e-9);
    }
    assertEquals(outliers(expected.values), expected.outliers);
  }
});

Deno.test("outliers() looks at the logarithms of positive values", () => {
  // each step is a factor of 2; on their own scale 64 and 128 would be far away
  assertEquals(outliers([1, 2, 4, 8, 16, 32, 64, 128]), []);
  assertEquals(outliers([0, 2, 4, 8, 16, 32, 64, 128]).length, 1);
});

Deno.test("outliers() finds the one that differs from equal values", () => {
  assertEquals(outliers([0, 0, 0, 0.5, 0, 0, 0]), [3]);
  assertEquals(outliers([5, 5, 5, 5, 5, 7]), [5]);
});

Deno.test("outliers() finds none in equal values or in none", () => {
  assertEquals(outliers([3, 3, 3, 3, 3]), []);
  assertEquals(modifiedZScores([0, 0, 0]), [0, 0, 0]);
  assertEquals(outliers([]), []);
});
