import { assertEquals } from "@std/assert";
import { midranks } from "./midranks.ts";

Deno.test("midranks() ranks values, equal ones by their mean rank", () => {
  // R: rank(c(...))
  assertEquals(midranks([0.3, 100, 20]), [1, 3, 2]);
  assertEquals(midranks([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5]), [
    ...[4.5, 1.5, 6, 1.5, 8, 11, 3, 10, 8, 4.5, 8],
  ]);
  assertEquals(midranks([7, 7, 7]), [2, 2, 2]);
  assertEquals(midranks([]), []);
});
