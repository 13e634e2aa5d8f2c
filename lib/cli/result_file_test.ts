import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import {
  appendResult,
  checkResultFile,
  ResultFileError,
} from "./result_file.ts";
import { PROJECT } from "./run_program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** Starts one of the programs that append or hold the lock, with rights to the folder only. */
function start(program: string, folder: TemporaryFolder, ...args: string[]) {
  const script = new URL(
    `../../fixtures/result_file/${program}.ts`,
    import.meta.url,
  );
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-prompt", "--no-check"],
      ...["--config", join(PROJECT, "deno.json")],
      ...[`--allow-read=${folder.path}`, `--allow-write=${folder.path}`],
      fromFileUrl(script),
      ...args,
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

function rowsOf(path: string): unknown[] {
  const rows: unknown = JSON.parse(Deno.readTextFileSync(path));
  assert(Array.isArray(rows));
  return rows;
}

Deno.test("appendResult makes the file, and keeps its rows in order", async () => {
  using folder = new TemporaryFolder();
  const path = folder.join("results.json");
  await checkResultFile(path);
  assertEquals(folder.list(), []);
  const rows = [
    { book: "a\nb" },
    { book: "名前", missing_ranges: [[0, 1]] },
    {},
  ];
  for (const row of rows) await appendResult(path, row);
  assertEquals(rowsOf(path), rows);
  assertEquals(folder.list(), ["results.json"]);
});

Deno.test("appendResult takes an empty file for an array without rows", async () => {
  using folder = new TemporaryFolder();
  for (const content of ["", "\n", "[]"]) {
    const path = folder.write("results.json", content);
    await appendResult(path, { row: 1 });
    assertEquals(rowsOf(path), [{ row: 1 }]);
  }
});

Deno.test("a result file that holds anything else is left as it is", async (t) => {
  const contents: Record<string, string | Uint8Array> = {
    "an object": '{"rows": []}\n',
    "a broken array": '[{"book": "a"},',
    "a text": "results",
    "no UTF-8": new Uint8Array([0x5b, 0xff, 0x5d]),
  };
  for (const [name, content] of Object.entries(contents)) {
    await t.step(name, async () => {
      using folder = new TemporaryFolder();
      const path = folder.write("results.json", content);
      const before = Deno.readFileSync(path);
      for (const attempt of [checkResultFile, appendResult]) {
        await assertRejects(() => attempt(path, {}), ResultFileError, path);
      }
      assertEquals(Deno.readFileSync(path), before);
      assertEquals(folder.list(), ["results.json"]);
    });
  }
});

Deno.test("a place where no result file can be is an error that names it", async (t) => {
  using folder = new TemporaryFolder();
  folder.write("folder/file", "");
  const places = {
    "no such folder": folder.join("none/results.json"),
    "below a file": folder.join("folder/file/results.json"),
    "a folder": folder.join("folder"),
  };
  for (const [name, path] of Object.entries(places)) {
    await t.step(name, async () => {
      for (const attempt of [checkResultFile, appendResult]) {
        await assertRejects(() => attempt(path, {}), ResultFileError, path);
      }
      assertEquals(folder.list(), ["folder"]);
    });
  }
});

Deno.test("any number of processes append at once, and a reader always sees an array", async () => {
  const WRITERS = 12;
  const ROWS = 5;
  using folder = new TemporaryFolder();
  const path = folder.write("results.json", '[{"writer": "before"}]');
  let writing = true;
  const writers = Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      const child = start(
        "append_rows",
        folder,
        ...[path, String(writer), String(ROWS)],
      );
      const { code } = await child.output();
      assertEquals(code, 0, `writer ${writer}`);
    }),
  ).finally(() => writing = false);
  const lengths: number[] = [];
  while (writing) {
    lengths.push(rowsOf(path).length);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await writers;
  assertEquals(lengths, lengths.toSorted((a, b) => a - b), "no row vanished");
  const rows = rowsOf(path) as { writer: string; row?: number }[];
  assertEquals(rows[0], { writer: "before" });
  for (let writer = 0; writer < WRITERS; writer++) {
    assertEquals(
      rows.filter((row) => row.writer === String(writer)).map(({ row }) => row),
      Array.from({ length: ROWS }, (_, row) => row),
      `every row of writer ${writer}, in its order`,
    );
  }
  assertEquals(rows.length, 1 + WRITERS * ROWS);
  assertEquals(folder.list(), ["results.json"]);
});

Deno.test("appendResult waits for the lock, and a killed holder does not keep it", async () => {
  using folder = new TemporaryFolder();
  const path = folder.join("results.json");
  const holder = start("hold_lock", folder, folder.join(".results.json.lock"));
  const said = holder.stdout.getReader();
  assertEquals(new TextDecoder().decode((await said.read()).value), "held\n");
  let appended = false;
  const appending = appendResult(path, { row: 1 }).then(() => appended = true);
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert(!appended);
  holder.kill("SIGKILL");
  await appending;
  assertEquals(rowsOf(path), [{ row: 1 }]);
  assertEquals(folder.list(), ["results.json"]);
  await holder.status;
  await said.cancel();
});
