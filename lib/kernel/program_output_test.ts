import { assertEquals } from "@std/assert";
import { programOutput } from "./program_output.ts";

const deno = Deno.execPath();

Deno.test("what a program prints is returned", async () => {
  assertEquals(
    await programOutput(deno, { args: ["eval", "console.log(1)"] }),
    "1\n",
  );
});

Deno.test("variables are added to the environment", async () => {
  const script = "console.log(Deno.env.get('LAB_A'), Deno.env.has('PATH'))";
  assertEquals(
    await programOutput(deno, { args: ["eval", script], env: { LAB_A: "b" } }),
    "b true\n",
  );
});

Deno.test("a program that fails or is not there is null", async () => {
  assertEquals(
    await programOutput(deno, { args: ["eval", "Deno.exit(3)"] }),
    null,
  );
  assertEquals(
    await programOutput("no-such-program-on-the-path", { args: [] }),
    null,
  );
});
