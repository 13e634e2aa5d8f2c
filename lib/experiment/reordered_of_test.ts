import { assertEquals } from "@std/assert";
import { reorderedOf } from "./reordered_of.ts";

for (
  const { name, sequences, reordered } of [
    { name: "nothing", sequences: [], reordered: 0 },
    { name: "order with gaps", sequences: [1, 4, 9], reordered: 0 },
    { name: "one that was overtaken", sequences: [0, 2, 1, 3], reordered: 1 },
    {
      name: "all that come after the last one",
      sequences: [3, 0, 1, 2],
      reordered: 3,
    },
    { name: "no copy", sequences: [0, 1, 0, 2, 1], reordered: 0 },
    {
      name: "one that was overtaken, not its copy",
      sequences: [1, 0, 0],
      reordered: 1,
    },
  ]
) {
  Deno.test(`reorderedOf() counts in: ${name}`, () => {
    assertEquals(reorderedOf(sequences), reordered);
  });
}
