import { assert, assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { CATALOGUE } from "./catalogue.ts";
import { CorpusError } from "./corpus_error.ts";
import { digest } from "./digest.ts";
import { prepareStandIns } from "./stand_ins.ts";

async function withDirectory(
  use: (directory: string) => Promise<void>,
): Promise<void> {
  const directory = await Deno.makeTempDir();
  try {
    await use(directory);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
}

/** Starts another process that prepares the stand-ins of a folder. */
function startPreparing(directory: string): Deno.ChildProcess {
  const module = JSON.stringify(import.meta.resolve("./stand_ins.ts"));
  return new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `const { prepareStandIns } = await import(${module});
       console.log("ready");
       await prepareStandIns(${JSON.stringify(directory)});`,
    ],
    cwd: fromFileUrl(new URL("../../", import.meta.url)),
    stdin: "null",
    stdout: "piped",
  }).spawn();
}

async function assertAllRight(directory: string): Promise<void> {
  for (const book of CATALOGUE) {
    assertEquals(
      await digest(join(directory, book.file)),
      book.stand_in_sha256,
      book.file,
    );
  }
}

Deno.test("prepareStandIns: makes the five texts, once", async () => {
  await withDirectory(async (parent) => {
    const directory = join(parent, "not", "there", "yet");
    const paths = await prepareStandIns(directory);
    assertEquals(paths, CATALOGUE.map(({ file }) => join(directory, file)));
    await assertAllRight(directory);

    const inodes = paths.map((path) => Deno.statSync(path).ino);
    await prepareStandIns(directory);
    assertEquals(paths.map((path) => Deno.statSync(path).ino), inodes);
  });
});

Deno.test("prepareStandIns: makes wrong and missing texts again", async () => {
  await withDirectory(async (directory) => {
    const paths = await prepareStandIns(directory);
    const inodes = paths.map((path) => Deno.statSync(path).ino);
    await Deno.truncate(paths[0]!, 1000);
    await Deno.remove(paths[1]!);
    await Deno.writeFile(paths[2]!, new Uint8Array(CATALOGUE[2]!.bytes));

    await prepareStandIns(directory);
    await assertAllRight(directory);
    assertEquals(
      paths.map((path, index) => Deno.statSync(path).ino === inodes[index])
        .slice(3),
      [true, true],
    );
  });
});

Deno.test("prepareStandIns: several processes may do it at once", async () => {
  await withDirectory(async (directory) => {
    const children = [1, 2, 3].map(() => startPreparing(directory));
    const outputs = await Promise.all(children.map((child) => child.output()));
    assertEquals(outputs.map(({ code }) => code), [0, 0, 0]);
    await assertAllRight(directory);
    const files = [...Deno.readDirSync(directory)].map(({ name }) => name);
    assertEquals(files.sort(), CATALOGUE.map(({ file }) => file));
  });
});

Deno.test("prepareStandIns: a process killed meanwhile leaves no wrong text", async () => {
  await withDirectory(async (directory) => {
    const child = startPreparing(directory);
    const reader = child.stdout.getReader();
    await reader.read();
    while ([...Deno.readDirSync(directory)].length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    child.kill("SIGKILL");
    await child.status;
    await reader.cancel();

    for (const { name } of Deno.readDirSync(directory)) {
      const book = CATALOGUE.find(({ file }) => file === name);
      if (book === undefined) {
        assert(name.startsWith(".") && name.endsWith(".part"), name);
      } else {
        assertEquals(await digest(join(directory, name)), book.stand_in_sha256);
      }
    }
    await prepareStandIns(directory);
    await assertAllRight(directory);
  });
});

Deno.test("prepareStandIns: a folder that cannot be made is a clear error", async () => {
  await withDirectory(async (directory) => {
    const file = join(directory, "file");
    await Deno.writeTextFile(file, "");
    const error = await assertRejects(
      () => prepareStandIns(join(file, "stand-ins")),
      CorpusError,
      "Cannot put the stand-ins of the books into",
    );
    assert(error.remedy.includes("--corpus DIR"));
  });
});
