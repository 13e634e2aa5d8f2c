/**
 * The paths in here are those of Linux and macOS; on Windows the modules do
 * what `node:path` does there.
 *
 * @module
 */

import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import {
  basename,
  dirname,
  extname,
  format,
  fromFileUrl,
  isAbsolute,
  join,
  normalize,
  parse,
  relative,
  resolve,
  SEPARATOR,
  toFileUrl,
} from "@std/path";

const ignore = Deno.build.os === "windows";

Deno.test({ name: "join goes down and normalizes", ignore }, () => {
  assertEquals(join("reports", "latest", "../example"), "reports/example");
  assertEquals(join("a", "/b"), "a/b");
  assertEquals(join(""), ".");
  assertEquals(join(new URL("file:///tmp/a%20b"), "c"), "/tmp/a b/c");
});

Deno.test(
  { name: "resolve begins at the last absolute segment", ignore },
  () => {
    assertEquals(resolve("/a", "b", "../c"), "/a/c");
    assertEquals(resolve("/a", "/b"), "/b");
    assertEquals(resolve("b"), join(Deno.cwd(), "b"));
  },
);

Deno.test({ name: "normalize finds the shortest path", ignore }, () => {
  assertEquals(normalize("/a//b/./c/../d/"), "/a/b/d/");
  assertEquals(normalize("../a/.."), "..");
});

Deno.test({ name: "relative finds the way", ignore }, () => {
  assertEquals(relative("/a/b/c", "/a/d"), "../../d");
  assertEquals(relative("/a", "/a"), "");
});

Deno.test({ name: "isAbsolute", ignore }, () => {
  assertEquals(["/a", "a", "./a", ""].map(isAbsolute), [
    true,
    false,
    false,
    false,
  ]);
});

Deno.test({ name: "dirname, basename and extname", ignore }, () => {
  assertEquals(dirname("/a/b/c.ts"), "/a/b");
  assertEquals(dirname("/a//b"), "/a");
  assertEquals(dirname("/a"), "/");
  assertEquals(dirname("a"), ".");
  assertEquals(basename("/a/b.ts"), "b.ts");
  assertEquals(basename("/a/b.ts", ".ts"), "b");
  assertEquals(basename(".ts", ".ts"), ".ts");
  assertEquals(basename("/a/b/"), "b");
  assertEquals(basename("/"), "/");
  assertEquals(extname("a/b.test.ts"), ".ts");
  assertEquals(extname("a.d/.gitignore"), "");
  assertEquals(basename(new URL("file:///a/b.ts")), "b.ts");
});

Deno.test(
  { name: "parse takes apart what format puts together", ignore },
  () => {
    const parts = {
      root: "/",
      dir: "/a/b",
      base: "c.txt",
      ext: ".txt",
      name: "c",
    };
    assertEquals(parse("/a/b/c.txt"), parts);
    assertEquals(format(parts), "/a/b/c.txt");
    assertEquals(format({ dir: "a", name: "b", ext: ".c" }), "a/b.c");
  },
);

Deno.test({ name: "a path and its URL are one", ignore }, () => {
  for (const path of ["/", "/a b/ü/100%", "/a#b?c", "/a%20b", "/a\\b"]) {
    assertEquals(fromFileUrl(toFileUrl(path)), path);
  }
  assertEquals(toFileUrl("/a b#c").href, "file:///a%20b%23c");
  assertEquals(fromFileUrl("file:///100%"), "/100%");
});

Deno.test("the path of this file ends in its name", () => {
  const path = fromFileUrl(import.meta.url);
  assertEquals(basename(path), "path_test.ts");
  assertStringIncludes(path, `${SEPARATOR}std${SEPARATOR}`);
});

Deno.test("URLs must be file URLs, and their paths absolute", () => {
  assertThrows(
    () => fromFileUrl("https://example.org/a"),
    TypeError,
    'URL must be a file URL: received "https:"',
  );
  assertThrows(() => dirname(new URL("https://example.org/a")), TypeError);
  assertThrows(
    () => toFileUrl("a/b"),
    TypeError,
    'Path must be absolute: received "a/b"',
  );
});
