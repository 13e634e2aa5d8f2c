import { assertEquals } from "@std/assert";
import { allConditions, conditionKey } from "./condition.ts";

Deno.test("allConditions() combines every level, the last factor changing fastest", () => {
  assertEquals(
    allConditions({ transport: ["tcp", "udp"], noDelay: [true, false] }),
    [
      { transport: "tcp", noDelay: true },
      { transport: "tcp", noDelay: false },
      { transport: "udp", noDelay: true },
      { transport: "udp", noDelay: false },
    ],
  );
});

Deno.test("allConditions() makes one condition of no factors, and none of a factor without levels", () => {
  assertEquals(allConditions({}), [{}]);
  assertEquals(allConditions({ transport: ["tcp"], bufferBytes: [] }), []);
});

Deno.test("conditionKey() reads like the condition, and names each another way", () => {
  assertEquals(
    conditionKey({ transport: "tcp", bufferBytes: 32, noDelay: false }),
    "transport=tcp bufferBytes=32 noDelay=false",
  );
  assertEquals(conditionKey({}), "-");
  const conditions = allConditions({ a: [1, 2, 3], b: ["x", "y"], c: [true] });
  assertEquals(new Set(conditions.map(conditionKey)).size, conditions.length);
});
