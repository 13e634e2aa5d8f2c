import { assertEquals } from "@std/assert";
import { conditionKey } from "../../experiment/condition.ts";
import { conditionsOf, conditionsWhere, varyingFactors } from "./conditions.ts";

const LEVELS = {
  engine: ["libc"],
  side: ["neither", "client", "both"],
  bufferBytes: [32, 1024],
};

const TRIALS = [1024, 32].flatMap((bufferBytes) =>
  ["both", "client", "unheard of", "neither"].map((side) => {
    const factors = { engine: "libc", side, bufferBytes };
    return { condition: conditionKey(factors), factors };
  })
);

Deno.test("conditionsOf() follows the levels as the lab sheet has them", () => {
  const conditions = conditionsOf([...TRIALS, ...TRIALS], LEVELS);
  assertEquals(
    conditions.map(({ factors }) => `${factors.side} ${factors.bufferBytes}`),
    [
      "neither 32",
      "neither 1024",
      "client 32",
      "client 1024",
      "both 32",
      "both 1024",
      "unheard of 32",
      "unheard of 1024",
    ],
  );
});

Deno.test("conditionsOf() puts a twin after the condition that it repeats", () => {
  const twin = {
    condition: `${TRIALS[0]!.condition} (again)`,
    factors: TRIALS[0]!.factors,
    twin_of: TRIALS[0]!.condition,
  };
  const keys = conditionsOf([twin, ...TRIALS], LEVELS).map(({ key }) => key);
  assertEquals(keys.indexOf(twin.condition), keys.indexOf(twin.twin_of) + 1);
});

Deno.test("varyingFactors() leaves out what all conditions have in common", () => {
  const conditions = conditionsOf(TRIALS, LEVELS);
  assertEquals(varyingFactors(conditions), ["side", "bufferBytes"]);
  assertEquals(
    varyingFactors(conditionsWhere(conditions, { bufferBytes: 32 })),
    ["side"],
  );
});
