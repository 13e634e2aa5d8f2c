import { assertThrows } from "@std/assert";
import { parseArgs } from "./parse_args.ts";

Deno.test("a flag with a dot in its name is refused wherever it comes from", () => {
  for (
    const options of [
      { string: ["a.b"] },
      { boolean: "a.b" },
      { default: { "a.b": 1 } },
      { alias: { a: "a.b" } },
    ]
  ) assertThrows(() => parseArgs([], options), TypeError, '"a.b"');
  assertThrows(() => parseArgs(["--a.b=1"]), TypeError, '"a.b"');
});
