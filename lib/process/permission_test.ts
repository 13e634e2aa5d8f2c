import { assertEquals } from "@std/assert";
import { permission } from "./permission.ts";

Deno.test("permission() makes one word of all values, and none of no value", () => {
  assertEquals(permission("read", ["/a", "/b c"]), ["--allow-read=/a,/b c"]);
  assertEquals(permission("net", []), []);
});

Deno.test("permission() allows the nearest folder in the place of a path with a comma", () => {
  assertEquals(permission("read", ["/a/b,c/d", "/e"]), ["--allow-read=/a,/e"]);
});
