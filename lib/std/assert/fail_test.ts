import { AssertionError, fail, unreachable } from "@std/assert";
import { throws } from "node:assert/strict";

Deno.test("fail and unreachable always throw, with and without a reason", () => {
  throws(() => fail(), new AssertionError("Failed assertion."));
  throws(() => fail("why"), new AssertionError("Failed assertion: why"));
  throws(() => unreachable(), new AssertionError("Unreachable."));
  throws(() => unreachable("why"), new AssertionError("Unreachable: why"));
});
