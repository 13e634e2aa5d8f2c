import { AssertionError, assertObjectMatch } from "@std/assert";
import { throws } from "node:assert/strict";

class Host {
  constructor(readonly name: string, readonly port: number) {}
}

Deno.test("assertObjectMatch needs only the expected properties, at every depth", () => {
  const record = {
    experiment: "nagle",
    factors: { bufferBytes: 32, noDelay: "both" },
    hosts: [new Host("a", 1), new Host("b", 2)],
    seen: new Map([["tcp", { sent: 1, lost: 0 }], ["udp", {
      sent: 2,
      lost: 1,
    }]]),
    names: new Set(["a", "b"]),
    started: new Date(0),
  };
  assertObjectMatch(record, { experiment: "nagle" });
  assertObjectMatch(record, { factors: { bufferBytes: 32 } });
  assertObjectMatch(record, { hosts: [{ name: "a" }] });
  assertObjectMatch(record, { seen: new Map([["udp", { lost: 1 }]]) });
  assertObjectMatch(record, { names: new Set(["b"]) });
  assertObjectMatch(record, { started: new Date(0) });
});

Deno.test("assertObjectMatch refuses what is absent or different", () => {
  for (
    const [actual, expected] of [
      [{ a: 1 }, { b: 1 }],
      [{ a: 1 }, { a: 2 }],
      [{ a: { b: 1 } }, { a: { c: 1 } }],
      [{ a: { b: 1 } }, { a: { b: 2 } }],
      [{ a: [1] }, { a: [1, 2] }],
      [{ a: /x/ }, { a: /y/ }],
      [{ a: new Set([1]) }, { a: new Set([2]) }],
      [{}, { a: undefined }],
    ] as const
  ) throws(() => assertObjectMatch(actual, expected), AssertionError);
});

Deno.test("assertObjectMatch ends in a circle", () => {
  const circle: Record<string, unknown> = { a: 1 };
  circle.itself = circle;
  assertObjectMatch(circle, circle);
  throws(() => assertObjectMatch(circle, { itself: { a: 2 } }), AssertionError);
});
