import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { fromFileUrl } from "@std/path";
import { programOutput } from "../kernel/program_output.ts";

const PROGRAM = [
  Deno.execPath(),
  "run",
  "--allow-all",
  "--no-check",
  fromFileUrl(
    new URL("../../fixtures/experiments/show_progress.ts", import.meta.url),
  ),
];

// deno-lint-ignore no-control-regex -- it is about control characters
const NOT_WRAPPED = /^\x1b\[\?7l.*\x1b\[\?7h$/;
const CLEAR = "\r\x1b[K";

Deno.test("progress is silent where stderr is no terminal", async () => {
  const { code, stdout, stderr } = await new Deno.Command(PROGRAM[0]!, {
    args: PROGRAM.slice(1),
  }).output();
  assertEquals([code, stdout.length, stderr.length], [0, 0, 0]);
});

// a terminal for the program, from util-linux; script(1) of the BSDs has other options
const scriptVersion = await programOutput("script", { args: ["--version"] });

Deno.test({
  name: "progress draws a line on a terminal, redraws it, and takes it away",
  ignore: scriptVersion?.includes("util-linux") !== true,
  async fn() {
    const words = PROGRAM.map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    const { code, stdout } = await new Deno.Command("script", {
      args: ["--quiet", "--return", "--command", words.join(" "), "/dev/null"],
      stdin: "null",
    }).output();
    assertEquals(code, 0);
    const text = new TextDecoder().decode(stdout);
    const lines = text.split(CLEAR);
    assertEquals(lines.shift(), "", "something before the first line");
    assertEquals(lines.pop(), "", "the last line is still there");
    assert(lines.length >= 2, text);
    assertEquals(text.includes("\n"), false, "a second line");
    for (const [done, line] of lines.entries()) {
      assertStringIncludes(line, "demo ");
      assertStringIncludes(line, ` ${done}/3`);
      assertStringIncludes(line, `number=${done}`);
      // cut at the edge, because only one row can be taken away
      assertMatch(line, NOT_WRAPPED);
    }
    assertEquals(lines[0]!.includes("left"), false, "a guess without grounds");
    assertStringIncludes(lines[1]!, " s left");
  },
});
