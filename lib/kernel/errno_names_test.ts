import { assert, assertEquals } from "@std/assert";
import { constants } from "node:os";
import { errnoName, errnoText } from "./errno_names.ts";

Deno.test("an error number has a name and a meaning", () => {
  assertEquals(errnoName(111), "ECONNREFUSED");
  assertEquals(errnoText(111), "connection refused");
  assertEquals(errnoName(1), "EPERM");
  assertEquals(errnoName(133), "EHWPOISON");
});

Deno.test({
  name: "names and numbers are those of this system's C library",
  ignore: Deno.build.os !== "linux",
  fn() {
    const otherNames = new Set(["EWOULDBLOCK", "ENOTSUP", "EDEADLOCK"]);
    const known = Object.entries(constants.errno)
      .filter(([name]) => !otherNames.has(name));
    assert(known.length > 50);
    for (const [name, number] of known) assertEquals(errnoName(number), name);
  },
});

Deno.test("every number up to the last is known but the two that Linux leaves out", () => {
  const unknown = Array.from({ length: 133 }, (_, index) => index + 1)
    .filter((number) => errnoName(number) === `errno ${number}`);
  assertEquals(unknown, [41, 58]);
});

Deno.test("an unknown number stays a number", () => {
  for (const number of [0, -1, 41, 134, 999, 1.5, NaN]) {
    assertEquals(errnoName(number), `errno ${number}`);
    assertEquals(errnoText(number), `errno ${number}`);
  }
});
