import { assertEquals } from "@std/assert";
import { codeOf, formatAddress, SocketError } from "./socket_error.ts";

const HERE = { address: "127.0.0.1", port: 80 };

Deno.test("an IPv6 address stands in brackets before its port", () => {
  assertEquals(formatAddress(HERE), "127.0.0.1:80");
  assertEquals(formatAddress({ address: "::1", port: 9 }), "[::1]:9");
});

Deno.test("the code of an error is the errno's name, however it is told", () => {
  assertEquals(codeOf(new Deno.errors.ConnectionReset("x")), "ECONNRESET");
  assertEquals(codeOf(new Deno.errors.AddrInUse("x")), "EADDRINUSE");
  assertEquals(codeOf(Object.assign(new Error(), { code: "EPIPE" })), "EPIPE");
  const wrapped = new SocketError("send", HERE, new Deno.errors.BrokenPipe(""));
  assertEquals(codeOf(wrapped), "EPIPE");
  assertEquals(codeOf(new Error("failed to lookup address x")), "ENOTFOUND");
});

Deno.test("what has no errno has an empty code", () => {
  for (const thrown of [undefined, null, "text", new Error("x"), { code: 5 }]) {
    assertEquals(codeOf(thrown), "");
  }
});

Deno.test("a message says what was tried, where, why, and what to do", () => {
  const cause = Object.assign(new Error("Connection refused"), {
    code: "ECONNREFUSED",
  });
  const error = new SocketError("connect to tcp", HERE, cause);
  assertEquals(
    error.message,
    "Cannot connect to tcp 127.0.0.1:80: ECONNREFUSED, Connection refused " +
      "(nothing listens there: start the server first, or check the port)",
  );
  assertEquals(error.cause, cause);
});

Deno.test("a message about something unheard of makes no suggestion", () => {
  assertEquals(
    new SocketError("send", HERE, "boom").message,
    "Cannot send 127.0.0.1:80: boom",
  );
});
