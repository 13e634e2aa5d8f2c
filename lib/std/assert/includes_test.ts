import {
  assertArrayIncludes,
  AssertionError,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { throws } from "node:assert/strict";

Deno.test("assertMatch", () => {
  assertMatch("GET 1 32", /^GET \d+ \d+$/);
  throws(
    () => assertMatch("GET", /\d/, "request"),
    new AssertionError('Expected actual: "GET" to match: "/\\d/": request'),
  );
});

Deno.test("assertStringIncludes", () => {
  assertStringIncludes("ERROR no such book", "no such");
  throws(
    () => assertStringIncludes("BOOK", "ERROR"),
    new AssertionError('Expected actual: "BOOK" to contain: "ERROR".'),
  );
});

Deno.test("assertArrayIncludes compares elements by structure, in any order", () => {
  assertArrayIncludes([{ port: 1 }, { port: 2 }, NaN], [NaN, { port: 1 }]);
  assertArrayIncludes(new Uint8Array([1, 2]), new Uint8Array([2]));
  assertArrayIncludes([1], []);
});

Deno.test("assertArrayIncludes says what is missing", () => {
  throws(
    () => assertArrayIncludes([1, 2], [2, 3], "ports"),
    /to include: .*: ports\nmissing: \[\n {2}3,\n\]$/s,
  );
});
