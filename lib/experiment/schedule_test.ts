import { assertEquals, assertNotEquals } from "@std/assert";
import { schedule } from "./schedule.ts";

const CONDITIONS = ["a", "b", "c", "d", "e", "f", "g", "h"];
const OPTIONS = { experiment: "nagle", seed: 1, repetitions: 3 };

/** The conditions in the order in which they are planned. */
function order(options: Partial<typeof OPTIONS> = {}): string[] {
  return schedule(CONDITIONS, { ...OPTIONS, ...options })
    .map(({ condition }) => condition);
}

Deno.test("schedule() puts every condition once into every block", () => {
  const planned = schedule(CONDITIONS, OPTIONS);
  const blocks = Object.groupBy(planned, ({ block }) => block);
  assertEquals(Object.keys(blocks), ["0", "1", "2", "3"]);
  for (const block of Object.values(blocks)) {
    assertEquals(
      block!.map(({ condition }) => condition).toSorted(),
      CONDITIONS,
    );
  }
});

Deno.test("schedule() numbers the trials in order and marks block 0, and no other, as warm-up", () => {
  const planned = schedule(CONDITIONS, OPTIONS);
  assertEquals(
    planned.map(({ trial }) => trial),
    Array.from(planned, (_, trial) => trial),
  );
  for (const { trial, block, warmUp } of planned) {
    assertEquals(block, Math.floor(trial / CONDITIONS.length));
    assertEquals(warmUp, block === 0);
  }
});

Deno.test("schedule() gives the same order for the same seed, another for another", () => {
  assertEquals(order(), order());
  assertNotEquals(order(), order({ seed: 2 }));
});

Deno.test("schedule() orders two experiments of a run, and two blocks of one, differently", () => {
  assertNotEquals(order(), order({ experiment: "delayed_ack" }));
  const one = CONDITIONS.length;
  assertNotEquals(order().slice(0, one), order().slice(one, 2 * one));
});

Deno.test("schedule() goes on from a shorter run: more repetitions leave the first blocks as they are", () => {
  assertEquals(
    order({ repetitions: 5 }).slice(0, 4 * CONDITIONS.length),
    order(),
  );
});

Deno.test("schedule() plans nothing for no conditions, and leaves the list that it is given alone", () => {
  assertEquals(schedule([], OPTIONS), []);
  const conditions = [...CONDITIONS];
  schedule(conditions, OPTIONS);
  assertEquals(conditions, CONDITIONS);
});
