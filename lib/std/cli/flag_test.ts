import { assertEquals } from "@std/assert";
import { parseArgs } from "./parse_args.ts";

Deno.test("of letters in a group the last one gets the value", () => {
  for (const word of ["-ab=5", "-ab5"]) {
    assertEquals(parseArgs([word]), { _: [], a: true, b: 5 });
  }
});
