import { assertEquals, assertStringIncludes } from "@std/assert";
import { judgeAll, judgeDepends } from "./combine.ts";
import type { ClaimVerdict } from "./judgement.ts";

function named(verdicts: Record<string, ClaimVerdict>) {
  return Object.entries(verdicts).map(([name, verdict]) =>
    [name, { verdict, here: `Figures of ${name}.` }] as const
  );
}

Deno.test("all: refuted if a part is, confirmed if all are, else cannot tell", () => {
  const verdictOf = (...verdicts: ClaimVerdict[]) =>
    judgeAll(named(Object.fromEntries(verdicts.entries()))).verdict;
  assertEquals(verdictOf("confirmed", "confirmed"), "confirmed");
  assertEquals(verdictOf("confirmed", "refuted", "cannot tell"), "refuted");
  assertEquals(verdictOf("confirmed", "cannot tell"), "cannot tell");
  assertEquals(verdictOf("confirmed", "depends"), "cannot tell");
  assertEquals(verdictOf(), "cannot tell");
});

Deno.test("all: says of each part what it is and what it shows", () => {
  const { here } = judgeAll(named({ "it is refused": "confirmed" }));
  assertEquals(here, "It is refused (confirmed): Figures of it is refused.");
});

Deno.test("depends: the verdict of all cases, where they agree", () => {
  const { verdict, dependsOn } = judgeDepends(
    "the engine",
    named({ deno: "refuted", libc: "refuted" }),
  );
  assertEquals(verdict, "refuted");
  assertEquals(dependsOn, undefined);
});

Deno.test("depends: confirmed here and refuted there, and says where", () => {
  const { verdict, dependsOn, here } = judgeDepends(
    "the engine",
    named({ deno: "confirmed", libc: "refuted", other: "cannot tell" }),
  );
  assertEquals(verdict, "depends");
  assertEquals(
    dependsOn,
    "the engine (deno: confirmed; libc: refuted; other: cannot tell)",
  );
  assertStringIncludes(here, "Libc (refuted): Figures of libc.");
});

Deno.test("depends: with one case undecided nobody knows whether it depends", () => {
  for (const told of ["confirmed", "refuted"] as const) {
    const { verdict } = judgeDepends(
      "the engine",
      named({ deno: told, libc: "cannot tell" }),
    );
    assertEquals(verdict, "cannot tell");
  }
});
