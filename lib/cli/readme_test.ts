import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { PROJECT, works } from "./run_program.ts";

const README = Deno.readTextFileSync(join(PROJECT, "README.md"));

Deno.test("the README shows the Python client as it is", () => {
  assertStringIncludes(
    README,
    Deno.readTextFileSync(join(PROJECT, "fixtures/clients/udp_client.py")),
  );
});

Deno.test("the README names tasks and experiments that there are, and all of them", () => {
  const { tasks } = JSON.parse(
    Deno.readTextFileSync(join(PROJECT, "deno.json")),
  );
  const named = [...README.matchAll(/(?:deno|2\.9\.6) task (\w+)/g)]
    .map(([, task]) => task!);
  for (const task of named) assert(task in tasks, `deno task ${task}`);
  for (const task of Object.keys(tasks)) assert(named.includes(task), task);
  for (const { name } of Deno.readDirSync(join(PROJECT, "experiments"))) {
    assertStringIncludes(README, `| \`${name.replace("_test.ts", "")}\``);
  }
});

/** Programs that read the tables, what shows that they are there, and what they print. */
const READERS: [program: string, probe: string, expected: string][] = [
  ["duckdb", "duckdb --version", "noDelay=client"],
  ["python3", "python3 -c 'import pandas'", "inconclusive"],
  ["Rscript", "Rscript --version", "bufferBytes=65536"],
];

for (const [program, probe, expected] of READERS) {
  const here = works("sh", "-c", probe);
  Deno.test({
    name: `the README's line for ${program} reads the example as it stands${
      here ? "" : " (skipped: it is not installed)"
    }`,
    ignore: !here,
    async fn() {
      const line = README.split("\n").find((line) =>
        line.startsWith(`${program} -`) && line.includes("reports/example/")
      );
      assert(line !== undefined, `no line begins with ${program}`);
      const { code, stdout, stderr } = await new Deno.Command("sh", {
        args: ["-c", line],
        cwd: PROJECT,
        stdin: "null",
      }).output();
      const text = new TextDecoder().decode(stdout);
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      // the header and some rows
      assert(text.trim().split("\n").length > 3, text);
      assertStringIncludes(text, expected);
    },
  });
}
