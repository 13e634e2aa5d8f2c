import { assert, assertEquals } from "@std/assert";
import { errno, libc, libcMissing } from "./libc.ts";

// opened before the first test, because it stays open after the last one
const calls = libc();

Deno.test("either there is a C library, or the reason why not", () => {
  assertEquals(calls === undefined, libcMissing() !== undefined);
  assert(Deno.build.os !== "linux" || calls !== undefined, libcMissing());
});

Deno.test("the C library is opened once", () => {
  assert(libc() === libc());
});

Deno.test({
  name: "errno tells why the last call failed",
  ignore: calls === undefined,
  fn() {
    const EBADF = 9;
    assertEquals(calls!.close(-1), -1);
    assertEquals(errno(calls!), EBADF);
    const ENOENT = 2;
    const path = new TextEncoder().encode("/no/such/file\0");
    assertEquals(calls!.open(path, 0), -1);
    assertEquals(errno(calls!), ENOENT);
  },
});
