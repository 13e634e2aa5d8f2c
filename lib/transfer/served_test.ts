import { assert, assertEquals } from "@std/assert";
import { nameRequest, newAccount } from "./served.ts";

const END = { address: "127.0.0.1", port: 1 };

Deno.test("an account repeats a request at a length that fits a log", () => {
  const account = newAccount("tcp", END, END);
  nameRequest(account, " GET 0 1024  \n");
  assertEquals(account.request, "GET 0 1024");
  nameRequest(account, "x".repeat(1_000));
  assert(account.request.length <= 80);
});

Deno.test("an account repeats nothing that a terminal would obey", () => {
  const account = newAccount("udp", END, END);
  nameRequest(account, "\x1b[2Jhello\x07\x9b1m\0");
  assertEquals(account.request, "\ufffd[2Jhello\ufffd\ufffd1m\ufffd");
});
