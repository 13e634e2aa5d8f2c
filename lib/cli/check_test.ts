import { assertEquals, assertStringIncludes } from "@std/assert";
import { testsOf } from "./check.ts";
import { assertFailed, runProgram } from "./run_program.ts";

Deno.test("check --help says what is checked", async () => {
  const { code, stdout } = await runProgram("check", ["--help"]);
  assertEquals(code, 0);
  for (const what of ["format", "lint", "types", "documentation", "tests"]) {
    assertStringIncludes(stdout, what);
  }
});

Deno.test("check names a wrong option before it checks anything", async () => {
  assertFailed(await runProgram("check", ["--fast"]), 2, "--fast");
  assertFailed(await runProgram("check", ["lib"]), 2, '"lib"');
});

Deno.test("testsOf reads the last line of deno test", () => {
  const cases: [line: string, code: number, tally: [number, number, number]][] =
    [
      ["ok | 7 passed | 0 failed (3s)", 0, [7, 0, 0]],
      ["ok | 7 passed (46 steps) | 0 failed | 1 ignored (3s)", 0, [7, 0, 1]],
      [
        "ok | 1 passed (2 steps) | 0 failed | 0 ignored (1 step) | 8 filtered out (9ms)",
        0,
        [1, 0, 0],
      ],
      [
        "FAILED | 1204 passed (3 steps) | 12 failed (4 steps) | 3 ignored (1m2s)",
        1,
        [1204, 12, 3],
      ],
    ];
  for (const [line, code, [passed, failed, skipped]] of cases) {
    assertEquals(
      testsOf(`running 1 test from a_test.ts\n\n${line}\n\n`, code),
      { passed, failed, skipped },
      line,
    );
  }
});

Deno.test("testsOf counts what nobody counted as one failure", () => {
  const passed = "ok | 7 passed | 0 failed (3s)\n";
  // a module that cannot be loaded, a crash, a signal
  for (const output of ["", "error: Type checking failed.\n"]) {
    assertEquals(testsOf(output, 1), { passed: 0, failed: 1, skipped: 0 });
  }
  // a leak that is found at the end
  assertEquals(testsOf(`${passed}error: Leaks\n`, 1), {
    passed: 7,
    failed: 1,
    skipped: 0,
  });
});

Deno.test("testsOf is not misled by what a test prints", () => {
  const output = "3 passed\nwe say: ok | 99 passed | 0 failed\n" +
    "ok | 5 passed | 0 failed (1s)\n\nok | 2 passed | 0 failed (1s)\n";
  assertEquals(testsOf(output, 0), { passed: 2, failed: 0, skipped: 0 });
});
