import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  formatGet,
  line,
  LONGEST_REQUEST_BYTES,
  parseAnnouncement,
  parseRequest,
  RequestError,
} from "./request.ts";
import { hostileRequests } from "./testing/hostile_requests.ts";

const LIMITS = { books: 5, largestBufferBytes: 65_507 };
const SHA256 = "0123456789abcdef".repeat(4);

Deno.test("a GET names a book and a buffer", () => {
  const expected = { kind: "get", index: 4, bufferBytes: 1024, token: "" };
  for (
    const text of [
      "GET 4 1024",
      "GET 4 1024\n",
      "GET 4 1024\r\n",
      "GET 4 1024        \n",
      "  GET   4   1024",
      "GET 04 001024",
    ]
  ) {
    assertEquals<unknown>(parseRequest(text, LIMITS), expected, text);
  }
});

Deno.test("the least and the most that a GET can ask for", () => {
  assertEquals<unknown>(parseRequest("GET 0 1", LIMITS), {
    kind: "get",
    index: 0,
    bufferBytes: 1,
    token: "",
  });
  assertEquals<unknown>(parseRequest("GET 4 65507 t", LIMITS), {
    kind: "get",
    index: 4,
    bufferBytes: 65_507,
    token: "t",
  });
  assertThrows(
    () => parseRequest("GET 5 1", LIMITS),
    RequestError,
    "index must be 0 to 4, not 5",
  );
  assertThrows(
    () => parseRequest("GET 4 65508", LIMITS),
    RequestError,
    "bufferBytes must be 1 to 65507, not 65508",
  );
});

Deno.test("a LIST may bring a token", () => {
  assertEquals(parseRequest("LIST\n", LIMITS), { kind: "list", token: "" });
  assertEquals(parseRequest("LIST  ab \n", LIMITS), {
    kind: "list",
    token: "ab",
  });
});

Deno.test("an EXCHANGE has three numbers", () => {
  assertEquals<unknown>(parseRequest("EXCHANGE 10 2 300", LIMITS), {
    kind: "exchange",
    count: 10,
    requestBytes: 2,
    responseBytes: 300,
    token: "",
  });
  assertThrows(
    () => parseRequest("EXCHANGE 10 2", LIMITS),
    RequestError,
    "response must be a whole number",
  );
});

Deno.test("a server without books says so", () => {
  assertThrows(
    () => parseRequest("GET 0 1", { ...LIMITS, books: 0 }),
    RequestError,
    "no books",
  );
});

Deno.test("what formatGet writes is what parseRequest reads", () => {
  for (const token of ["", "0123456789abcdef"]) {
    const text = new TextDecoder().decode(formatGet(3, 32, token));
    assert(text.endsWith("\n"));
    assertEquals<unknown>(parseRequest(text, LIMITS), {
      kind: "get",
      index: 3,
      bufferBytes: 32,
      token,
    });
  }
});

for (const { file, bytes, answer } of hostileRequests()) {
  const text = new TextDecoder().decode(bytes);
  // whether a line ends is no matter of the parser, which is given one
  if (!text.includes("\n")) continue;
  Deno.test(`the hostile request ${file} is refused with its reason`, () => {
    const [first] = text.split("\n");
    const error = assertThrows(
      () => parseRequest(first!, LIMITS),
      RequestError,
    );
    assert(error.message.startsWith(answer), error.message);
    assert(
      line(`ERROR ${error.message}`).length <= 2 * LONGEST_REQUEST_BYTES,
      "an answer is short",
    );
    // deno-lint-ignore no-control-regex -- no terminal is to be written to
    assert(!/[\x00-\x1f\x7f]/.test(error.message), error.message);
  });
}

Deno.test("an announcement has a name, a size and a digest", () => {
  assertEquals(parseAnnouncement(`BOOK a%20b.txt 12 ${SHA256} 7 32\n`), {
    name: "a b.txt",
    bytes: 12,
    sha256: SHA256,
    rest: ["7", "32"],
  });
});

Deno.test("an ERROR is passed on in the server's words", () => {
  assertThrows(
    () => parseAnnouncement("ERROR index must be 0 to 4, not 9\n"),
    RequestError,
    "the server refuses: index must be 0 to 4, not 9",
  );
});

for (
  const answer of [
    "",
    "BOOK",
    "BOOK x",
    `BOOK x -1 ${SHA256}`,
    `BOOK x 1.5 ${SHA256}`,
    `BOOK x 1e9 ${SHA256}`,
    `BOOK x 9999999999999999 ${SHA256}`,
    "BOOK x 12 abc",
    `BOOK x 12 ${SHA256.toUpperCase()}`,
    `BOOK  12 ${SHA256}`,
    `BOOK ..%2Fx 12 ${SHA256}`,
    `BOOK %zz 12 ${SHA256}`,
    `BOOKS x 12 ${SHA256}`,
    "HTTP/1.1 400 Bad Request",
    "SSH-2.0-OpenSSH_9.6",
  ]
) {
  Deno.test(`the answer ${JSON.stringify(answer)} is not understood`, () => {
    assertThrows(
      () => parseAnnouncement(answer),
      RequestError,
      "is it a transport-lab server?",
    );
  });
}
