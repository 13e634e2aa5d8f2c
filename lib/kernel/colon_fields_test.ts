import { assertEquals } from "@std/assert";
import { parseColonFields } from "./colon_fields.ts";

Deno.test("names and values come without the white space around them", () => {
  assertEquals(
    [...parseColonFields("cpu MHz\t\t: 2596.132\nName:\tdeno\nGroups:\t \n")],
    [["cpu MHz", "2596.132"], ["Name", "deno"], ["Groups", ""]],
  );
});

Deno.test("a value keeps its colons", () => {
  assertEquals([...parseColonFields("link: net:[1]")], [["link", "net:[1]"]]);
});

Deno.test("the first value of a name counts, and other lines do not", () => {
  assertEquals([...parseColonFields("a: 1\n\nno colon here\na: 2\n")], [[
    "a",
    "1",
  ]]);
});
