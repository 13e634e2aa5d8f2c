import { assertEquals } from "@std/assert";
import type { LinkEnd } from "./link_spec.ts";
import { seenBy } from "./one_side.ts";
import { FATES } from "./testing/sample_trace.ts";

Deno.test("each side sees what it sends when it goes, and what it gets when it comes", () => {
  const seen = (side: LinkEnd) =>
    seenBy(FATES.packets, side).map(({ index, atMs }) => [index, atMs]);
  assertEquals(seen("server"), [[0, 0], [1, 5], [3, 6], [4, 22]]);
  assertEquals(seen("client"), [[4, 2], [3, 7], [1, 25.1], [2, 25.1]]);
});
