import { assertEquals } from "@std/assert";
import { libc } from "./libc.ts";
import { lastError, SystemCallError } from "./system_call_error.ts";

// opened before the first test, because it stays open after the last one
const calls = libc();

Deno.test("an error says what failed, with the errno's name and meaning", () => {
  const EPIPE = 32;
  const error = new SystemCallError("send", EPIPE);
  assertEquals(error.name, "SystemCallError");
  assertEquals(error.call, "send");
  assertEquals(error.code, "EPIPE");
  assertEquals(error.message.endsWith(" (send)"), true);
});

Deno.test({
  name: "lastError is about the call that was just made",
  ignore: calls === undefined,
  fn() {
    assertEquals(calls!.listen(-1, 1), -1);
    const error = lastError(calls!, "listen");
    assertEquals(error.code, "EBADF");
    assertEquals(error.call, "listen");
    // another call, another reason
    const file = calls!.open(new TextEncoder().encode("/dev/null\0"), 0);
    assertEquals(calls!.listen(file, 1), -1);
    assertEquals(lastError(calls!, "listen").code, "ENOTSOCK");
    assertEquals(calls!.close(file), 0);
  },
});
