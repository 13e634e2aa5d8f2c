import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { noise } from "../transfer/testing/shelf.ts";
import {
  assertFailed,
  type ProgramOptions,
  runProgram,
} from "./run_program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const calibrate = (args: string[], options: ProgramOptions = {}) =>
  runProgram("calibrate", args, options);

Deno.test("calibrate --help explains every option", async () => {
  const { code, stdout } = await calibrate(["--help"]);
  assertEquals(code, 0);
  for (
    const option of [
      ...["--families N", "--blocks N", "--resampled N", "--planted N"],
      ...["--engine NAME", "--seed N", "--corpus DIR", "--output FILE"],
    ]
  ) assertStringIncludes(stdout, option);
});

Deno.test("calibrate names a wrong option and exits with 2", async (t) => {
  const wrong: [args: string[], named: string][] = [
    [["--blocks", "4"], "--blocks"],
    [["--families", "0"], "--families"],
    [["--engine", "steam"], "--engine"],
    [["--output", "none/here.json"], "none/here.json"],
    [["--runs", "1"], "--runs"],
  ];
  for (const [args, named] of wrong) {
    await t.step(args.join(" "), async () => {
      assertFailed(await calibrate(args), 2, named);
    });
  }
});

Deno.test("calibrate measures families of every workload, and keeps every value", async () => {
  using folder = new TemporaryFolder();
  folder.write("books/book.txt", noise(100_000));
  const { code, stdout, stderr } = await calibrate([
    ...["--families", "1", "--blocks", "5", "--resampled", "20"],
    ...["--planted", "0", "--seed", "7", "--corpus", "books"],
    ...["--output", "result.json"],
  ], { cwd: folder.path, prefix: ["env", `TMPDIR=${folder.path}`] });
  assertEquals(stderr, "", stdout);
  // so few families may be unlucky; the exit status says what the text says
  const agrees = stdout.includes("The counts agree");
  assertEquals(agrees, !stdout.includes("The counts do NOT agree"));
  assertEquals(code, agrees ? 0 : 1, stdout);
  for (
    const workload of [
      ...["tcp-download", "udp-download"],
      ...["request-response", "paced-download"],
    ]
  ) {
    assertMatch(stdout, new RegExp(`${workload} +measured +1 .* 4 `));
    assertMatch(stdout, new RegExp(`${workload} +resampled +20 .* 80 `));
  }
  const { workloads, total } = JSON.parse(
    Deno.readTextFileSync(folder.join("result.json")),
  );
  assertEquals([total.measured.families, total.resampled.families], [4, 80]);
  for (const { families } of workloads) {
    assertEquals(families.length, 1);
    // five conditions, five measured blocks of each
    assertEquals(
      families[0].values.map((values: number[]) => values.length),
      Array(5).fill(5),
    );
  }
});
