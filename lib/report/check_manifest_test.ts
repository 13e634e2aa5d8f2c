import { assertEquals, assertThrows } from "@std/assert";
import { checkManifest } from "./check_manifest.ts";

Deno.test("checkManifest() keeps what fits, leaves out the rest and names it", () => {
  const misfits: string[] = [];
  const assertion = { name: "all arrives", held: false };
  const checked = checkManifest({
    run: "a",
    seed: 7,
    books: [null],
    started_at: 5,
    later: "unknown parts stay",
    environment: { cpu: {}, runtime: { deno: "2.9.6", v8: "15" } },
    experiments: [
      null,
      {
        name: "nagle",
        status: "done",
        assertions: [{ ...assertion, detail: 7 }],
        precision: { not_reached: [null] },
        ["__proto__"]: 1,
      },
    ],
  }, (path) => misfits.push(path));
  assertEquals(misfits, [
    "books",
    "started_at",
    "environment.cpu",
    "experiments.0",
    "experiments.nagle.precision",
  ]);
  assertEquals(checked.books, []);
  assertEquals([checked.seed, checked.started_at], [7, undefined]);
  assertEquals(
    checked.environment,
    { runtime: { deno: "2.9.6", v8: "15" } } as never,
  );
  // an assertion that did not hold is not lost with its detail
  assertEquals(checked.experiments[0]!.assertions, [assertion]);
});

Deno.test("checkManifest() copes with nothing but a name", () => {
  const { command, books, environment, experiments } = checkManifest({
    run: "a",
  });
  assertEquals([command, books, experiments], [[], [], []]);
  assertEquals(environment, {});
  for (const value of [null, 7, [], {}, { run: 7 }]) {
    assertThrows(() => checkManifest(value), TypeError, "name of the run");
  }
});
