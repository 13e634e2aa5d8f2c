import { assertEquals } from "@std/assert";
import { parseGitStatus, sourceCommit } from "./source_commit.ts";
import { programOutput } from "./program_output.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

Deno.test("a clean checkout", () => {
  assertEquals(
    parseGitStatus(`# branch.oid ${COMMIT}\n# branch.head main\n`),
    { commit: COMMIT, modified: false },
  );
});

Deno.test("changed and added files make it a modified one", () => {
  const head = `# branch.oid ${COMMIT}\n# branch.head (detached)\n`;
  const modified = { commit: COMMIT, modified: true };
  assertEquals(parseGitStatus(`${head}? new_file.ts\n`), modified);
  assertEquals(
    parseGitStatus(`${head}1 .M N... 100644 100644 100644 a b deno.json\n`),
    modified,
  );
});

Deno.test("before the first commit there is none", () => {
  assertEquals(
    parseGitStatus("# branch.oid (initial)\n# branch.head main\n"),
    null,
  );
});

const git = await programOutput("git", { args: ["--version"] });

Deno.test({
  name: git === null
    ? "a real checkout (skipped: git is not installed)"
    : "a real checkout is read, a folder inside of it is not",
  ignore: git === null,
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const run = async (...args: string[]) => {
        const names = ["-c", "user.name=lab", "-c", "user.email=lab@localhost"];
        await new Deno.Command("git", {
          args: ["-C", folder, ...names, ...args],
          stdout: "null",
          stderr: "null",
        }).output();
      };
      assertEquals(await sourceCommit(folder), null);
      await run("init");
      await run("commit", "--allow-empty", "--no-gpg-sign", "-m", "first");
      const first = await sourceCommit(folder);
      assertEquals(first?.modified, false);
      assertEquals(first?.commit.length, 40);
      await Deno.writeTextFile(`${folder}/new_file`, "new");
      assertEquals((await sourceCommit(folder))?.modified, true);
      await Deno.mkdir(`${folder}/inside`);
      assertEquals(await sourceCommit(`${folder}/inside`), null);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
