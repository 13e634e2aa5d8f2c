import { assertEquals, assertStringIncludes } from "@std/assert";
import { printable } from "./command.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

const MODULE = new URL("./command.ts", import.meta.url).href;
const OPTIONS = new URL("../experiment/command_line.ts", import.meta.url).href;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** Runs a command that consists of these lines, and was given these words. */
async function run(
  body: string,
  { args = [], permissions = [], cwd, env = {} }: {
    args?: string[];
    permissions?: string[];
    cwd?: string;
    env?: Record<string, string>;
  } = {},
) {
  const program = `
    import { fromHere, runCommand, shortPath } from "${MODULE}";
    import { OptionError } from "${OPTIONS}";
    import { RequestError } from "${new URL(
    "../transfer/request.ts",
    import.meta.url,
  )}";
    Deno.exit(await runCommand({
      usage: "This is how\\n",
      run: async () => { ${body} },
    }, Deno.args));
  `;
  const { INIT_CWD: _, ...inherited } = Deno.env.toObject();
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check", "--config", CONFIG],
      ...permissions,
      `data:application/typescript,${encodeURIComponent(program)}`,
      ...args,
    ],
    stdin: "null",
    clearEnv: true,
    env: { ...inherited, NO_COLOR: "1", ...env },
    ...(cwd === undefined ? {} : { cwd }),
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}

Deno.test("runCommand makes exit statuses and one-line errors of errors", async () => {
  assertEquals(await run("return 7;"), { code: 7, stdout: "", stderr: "" });
  assertEquals(await run('throw new OptionError("--wrong");'), {
    code: 2,
    stdout: "",
    stderr: "error: --wrong\n",
  });
  assertEquals(await run('throw new RequestError("refused");'), {
    code: 1,
    stdout: "",
    stderr: "error: refused\n",
  });
});

Deno.test("runCommand keeps the stack of what is a fault of ours", async () => {
  const { code, stderr } = await run('throw new TypeError("a fault");');
  assertEquals(code, 1);
  assertStringIncludes(stderr, "TypeError: a fault");
  assertStringIncludes(stderr, "    at ");
});

Deno.test("runCommand shows the usage instead of running, wherever --help stands", async () => {
  for (const args of [["--help"], ["-h"], ["--wrong", "--help"]]) {
    assertEquals(
      await run("return 7;", { args }),
      { code: 0, stdout: "This is how\n", stderr: "" },
    );
  }
});

Deno.test("paths count from INIT_CWD, which deno task sets, else from the folder at hand", async () => {
  using folder = new TemporaryFolder();
  Deno.mkdirSync(folder.join("task"));
  Deno.mkdirSync(folder.join("person"));
  const show = async (permissions: string[]) => {
    const body = 'const path = fromHere("a/../b");' +
      "console.log(path, shortPath(path)); return 0;";
    const { stdout } = await run(body, {
      permissions: ["--allow-read", ...permissions],
      cwd: folder.join("task"),
      env: { INIT_CWD: folder.join("person") },
    });
    return stdout;
  };
  assertEquals(
    await show(["--allow-env=INIT_CWD"]),
    `${folder.join("person/b")} b\n`,
  );
  assertEquals(await show([]), `${folder.join("task/b")} b\n`);
});

Deno.test("shortPath is relative below the folder at hand, and absolute elsewhere", async () => {
  using folder = new TemporaryFolder();
  Deno.mkdirSync(folder.join("here"));
  const { stdout } = await run(
    'for (const path of [".", "a/b", "..", "../c"]) {' +
      "console.log(shortPath(fromHere(path))); } return 0;",
    { permissions: ["--allow-read"], cwd: folder.join("here") },
  );
  assertEquals(stdout.trimEnd().split("\n"), [
    ".",
    "a/b",
    folder.path,
    folder.join("c"),
  ]);
});

Deno.test("printable takes out what would control a terminal", () => {
  assertEquals(
    printable("a\x1b[31m\r\x9b\x00\tb\nñ—名😀"),
    "a\ufffd[31m\ufffd\ufffd\ufffd\ufffdb\nñ—名😀",
  );
});
