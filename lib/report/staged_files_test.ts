import { assertEquals, assertRejects } from "@std/assert";
import { join } from "@std/path";
import { ReportError } from "./report_error.ts";
import { StagedFiles } from "./staged_files.ts";

async function inFolder(test: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "staged_files_" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function names(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  return entries.map(({ name }) => name).sort();
}

Deno.test("StagedFiles shows no file before commit, then all", () =>
  inFolder(async (folder) => {
    await using files = new StagedFiles(folder);
    const one = await files.open("one.csv");
    await one.write("a");
    await one.write("b");
    await files.open("two.csv");
    assertEquals(
      (await names(folder)).filter((name) => !name.startsWith(".")),
      [],
    );
    await files.commit();
    assertEquals(await names(folder), ["one.csv", "two.csv"]);
    assertEquals(await Deno.readTextFile(join(folder, "one.csv")), "ab");
  }));

Deno.test("StagedFiles leaves the old file and no rest when the work fails", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(join(folder, "one.csv"), "old");
    await assertRejects(
      async () => {
        await using files = new StagedFiles(folder);
        const one = await files.open("one.csv");
        await one.write("half of the n");
        throw new Error("the power went");
      },
      Error,
      "the power went",
    );
    assertEquals(await names(folder), ["one.csv"]);
    assertEquals(await Deno.readTextFile(join(folder, "one.csv")), "old");
  }));

Deno.test("StagedFiles names the file that is in its way", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(join(folder, "one.csv"));
    await assertRejects(
      async () => {
        await using files = new StagedFiles(folder);
        await files.open("one.csv");
        await files.commit();
      },
      ReportError,
      `Cannot write one.csv into ${folder}`,
    );
    assertEquals(await names(folder), ["one.csv"]);
  }));
