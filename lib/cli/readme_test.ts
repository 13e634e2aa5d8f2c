import { assert, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { PROJECT } from "./run_program.ts";

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
