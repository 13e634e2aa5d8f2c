import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { AddressTokens, AMPLIFICATION_LIMIT } from "./address_token.ts";
import { line } from "./request.ts";

const HERE = { address: "127.0.0.1", port: 5000 };

Deno.test("a token proves the address that it was given to", () => {
  const tokens = new AddressTokens();
  const token = tokens.tokenFor(HERE);
  assert(/^[0-9a-f]{16}$/.test(token), token);
  assertEquals(tokens.proves(HERE, token), true);
});

Deno.test("a token proves no other address and no other port", () => {
  const tokens = new AddressTokens();
  const token = tokens.tokenFor(HERE);
  for (
    const elsewhere of [
      { ...HERE, port: 5001 },
      { ...HERE, address: "127.0.0.2" },
      { address: "127.0.0.15", port: 0 },
      { address: "127.0.0.1 5", port: 0 },
    ]
  ) {
    assertEquals(tokens.proves(elsewhere, token), false);
  }
});

Deno.test("a token of another server, or a guess, proves nothing", () => {
  const tokens = new AddressTokens();
  assertNotEquals(
    new AddressTokens().tokenFor(HERE),
    tokens.tokenFor(HERE),
  );
  const token = tokens.tokenFor(HERE);
  for (
    const guess of [
      "",
      "0".repeat(16),
      token.slice(1),
      `${token}0`,
      token.toUpperCase() === token ? "x" : token.toUpperCase(),
      // sixteen characters, but more bytes
      "é".repeat(16),
      "\ud800".repeat(16),
    ]
  ) {
    assertEquals(tokens.proves(HERE, guess), false, guess);
  }
});

Deno.test("the answer to the shortest GET stays within the limit", () => {
  const answer = line(`TOKEN ${new AddressTokens().tokenFor(HERE)}`);
  assert(answer.length <= AMPLIFICATION_LIMIT * line("GET 0 1").length);
});
