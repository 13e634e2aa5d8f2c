import { assertEquals } from "@std/assert";
import { shortened } from "./words.ts";

Deno.test("shortened() cuts between characters, not inside of them", () => {
  assertEquals(shortened("abc", 3), "abc");
  assertEquals(shortened("😀😀😀😀", 3), "😀😀…");
});
