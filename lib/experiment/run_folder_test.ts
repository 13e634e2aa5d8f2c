import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { basename, join } from "@std/path";
import {
  readRecords,
  Workplace,
} from "../../fixtures/experiments/child_run.ts";
import {
  tcpTransfer,
  trialOf,
} from "../../fixtures/experiments/sample_records.ts";
import { openCorpus } from "../corpus/corpus.ts";
import { libc } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import { MANIFEST_SCHEMA, type ManifestExperiment } from "./manifest.ts";
import { takeMeasuringLock } from "./measuring_lock.ts";
import type { RunOptions } from "./options.ts";
import type { TrialRecord } from "./record.ts";
import {
  prepareRunPath,
  RecordError,
  RUN_VARIABLE,
  RunFolder,
} from "./run_folder.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();
machineCalls();

/** The variable set as given, and to what it was before at the end of a `using` block. */
class RunVariable implements Disposable {
  #before = Deno.env.get(RUN_VARIABLE);

  constructor(value: string | undefined) {
    this.#set(value);
  }

  #set(value: string | undefined): void {
    if (value === undefined) Deno.env.delete(RUN_VARIABLE);
    else Deno.env.set(RUN_VARIABLE, value);
  }

  [Symbol.dispose](): void {
    this.#set(this.#before);
  }
}

/** Options of a run in this place. */
function optionsIn(place: Workplace, output = place.output): RunOptions {
  return {
    repetitions: 2,
    seed: 7,
    corpus: place.corpus,
    full: false,
    output,
    engine: "deno",
    sampleTcpInfoMs: 0,
    trace: "chosen",
    capture: false,
  };
}

/**
 * Opens run folders as modules do: one after the other, with the lock. Without it an
 * experiment in another thread of this process would see our variable.
 */
async function openFolders(
  options: RunOptions,
  modules: number,
  begun?: string,
): Promise<RunFolder[]> {
  const corpus = await openCorpus({ directory: options.corpus! });
  using _lock = await takeMeasuringLock();
  using _variable = new RunVariable(begun);
  const folders: RunFolder[] = [];
  for (let module = 0; module < modules; module++) {
    folders.push(await RunFolder.open(options, corpus));
  }
  return folders;
}

function record(trial: number): TrialRecord {
  return trialOf([tcpTransfer({ book: '名前—ñ \n "quoted"' })], { trial });
}

const NOTE: ManifestExperiment = {
  name: "sample",
  question: "?",
  factors: { bufferBytes: [100] },
  conditions: 1,
  repetitions: 2,
  status: "running",
  assertions: [],
  started_at: "2026-10-03T09:15:00.000Z",
};

Deno.test("a run folder gives back the records that were appended to it, in their order", async () => {
  using place = new Workplace();
  const [folder] = await openFolders(optionsIn(place), 1);
  const records = [0, 1, 2].map(record);
  for (const [index, one] of records.entries()) {
    folder!.append(one);
    // written as each trial ends, not when the folder is closed
    assertEquals(readRecords(folder!.path), records.slice(0, index + 1));
  }
  folder!.close();
});

Deno.test("a run's manifest says what is needed to repeat it", async () => {
  using place = new Workplace();
  const [folder] = await openFolders(optionsIn(place), 1);
  const manifest = folder!.manifest();
  folder!.close();
  assertEquals(
    {
      ...manifest,
      started_at: "",
      command: [],
      environment: undefined,
      books: manifest.books.map(({ name, bytes }) => [name, bytes]),
    },
    {
      schema: MANIFEST_SCHEMA,
      run: basename(folder!.path),
      started_at: "",
      command: [],
      seed: 7,
      repetitions: 2,
      full: false,
      engine: "deno",
      link: "loopback",
      corpus: place.corpus,
      books: [["large", 10_000], ["small", 290]],
      environment: undefined,
      experiments: [],
    },
  );
  assert(!Number.isNaN(Date.parse(manifest.started_at)));
  for (const { sha256 } of manifest.books) {
    assert(/^[0-9a-f]{64}$/.test(sha256));
  }
});

Deno.test("the modules of a process write into one run, the run that the first one began", async () => {
  using place = new Workplace();
  const [first, second] = await openFolders(optionsIn(place), 2);
  assertEquals(second!.path, first!.path);
  assertEquals(place.runs(), [first!.path]);
  first!.append(record(0));
  second!.append(record(1));
  first!.append(record(2));
  assertEquals(readRecords(first!.path), [0, 1, 2].map(record));
  first!.close();
  second!.close();
});

Deno.test("a run is begun in the folder that the environment names", async () => {
  using place = new Workplace();
  const path = prepareRunPath(place.output);
  const [folder] = await openFolders(optionsIn(place), 1, path);
  assertEquals(folder!.path, path);
  assertEquals(place.manifest().run, basename(path));
  folder!.close();
});

Deno.test("two runs of one second have folders of their own, and `latest` is the newest", async () => {
  using place = new Workplace();
  const paths: string[] = [];
  for (let run = 0; run < 3; run++) {
    const [folder] = await openFolders(optionsIn(place), 1);
    paths.push(folder!.path);
    folder!.close();
  }
  assertEquals(new Set(paths).size, 3);
  assertEquals(
    Deno.realPathSync(join(place.output, "latest")),
    Deno.realPathSync(paths.at(-1)!),
  );
});

Deno.test("note() puts an experiment into the manifest, and later replaces it", async () => {
  using place = new Workplace();
  const [folder] = await openFolders(optionsIn(place), 1);
  await folder!.note(NOTE);
  await folder!.note({ ...NOTE, name: "other" });
  await folder!.note({ ...NOTE, status: "done", seconds: 3 });
  folder!.close();
  const noted = place.manifest().experiments.map((one) => [
    one.name,
    one.status,
  ]).sort();
  assertEquals(noted, [["other", "running"], ["sample", "done"]]);
  const files = [...Deno.readDirSync(folder!.path)].map(({ name }) => name);
  assertEquals(files.sort(), ["manifest.json", "trials.jsonl"]);
});

Deno.test("a run folder that cannot be made is named, with what to do", async () => {
  using place = new Workplace();
  const file = join(place.path, "a file");
  Deno.writeTextFileSync(file, "");
  const options = optionsIn(place, join(file, "runs"));
  const error = await assertRejects(
    () => openFolders(options, 1),
    RecordError,
    options.output,
  );
  assertStringIncludes(error.message, "--output");
});

Deno.test("a run folder that has gone meanwhile is named, too", async () => {
  using place = new Workplace();
  const [folder] = await openFolders(optionsIn(place), 1);
  await Deno.remove(place.output, { recursive: true });
  const path = folder!.path;
  await assertRejects(() => folder!.note(NOTE), Error, path);
  folder!.close();
  const gone = join(place.output, "never there");
  await assertRejects(
    () => openFolders(optionsIn(place), 1, gone),
    RecordError,
    gone,
  );
});

/** Room on the small disk: for a manifest, and for a few of the records below. */
const DISK_BYTES = 128 * 1024;
/** Some pages long, so that a record can fit in part. */
const LONG_RECORD_BYTES = 20_000;

/** A file system of its own, where one can be made; unmounted after a `using` block. */
class SmallDisk implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Mounts it, or says why that does not go. */
  static async mount(path: string): Promise<SmallDisk | string> {
    Deno.mkdirSync(path);
    const options = `size=${DISK_BYTES}`;
    try {
      const { success, stderr } = await new Deno.Command("mount", {
        args: ["-t", "tmpfs", "-o", options, "transport-lab", path],
      }).output();
      return success ? new SmallDisk(path) : new TextDecoder().decode(stderr);
    } catch (error) {
      return String(error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Deno.Command("umount", { args: [this.path] }).output();
  }
}

Deno.test("a full disk costs the record in hand and no other", async (test) => {
  using place = new Workplace();
  const mounted = await SmallDisk.mount(join(place.path, "disk"));
  if (typeof mounted === "string") {
    await test.step({
      name: `skipped: no small disk can be mounted: ${mounted}`,
      ignore: true,
      fn() {},
    });
    return;
  }
  await using disk = mounted;
  const [folder] = await openFolders(optionsIn(place, disk.path), 1);
  const path = join(folder!.path, "trials.jsonl");
  const long = (trial: number) => ({
    ...record(trial),
    error: "x".repeat(LONG_RECORD_BYTES),
  });
  let trials = 0;
  let error: unknown;
  for (; error === undefined && trials < 100; trials++) {
    try {
      folder!.append(long(trials));
    } catch (thrown) {
      error = thrown;
    }
  }
  const kept = trials - 1;
  await test.step("the error names the trial, the file and what to do", () => {
    assert(error instanceof RecordError, String(error));
    assertStringIncludes(error.message, `trial ${kept} `);
    assertStringIncludes(error.message, path);
    assertStringIncludes(error.message, "--output");
  });
  await test.step("the records before it are whole, and it has left nothing", () => {
    assert(kept > 1, `${kept} records`);
    assertEquals(
      readRecords(folder!.path),
      Array.from({ length: kept }, (_, trial) => long(trial)),
    );
  });
  await test.step("the manifest stays whole when a new one does not fit", async () => {
    // fills what is left
    assertThrows(() =>
      Deno.writeFileSync(join(disk.path, "filler"), new Uint8Array(DISK_BYTES))
    );
    await assertRejects(
      () => folder!.note({ ...NOTE, question: "?".repeat(10_000) }),
      RecordError,
      "manifest.json",
    );
    assertEquals(folder!.manifest().experiments, []);
  });
  await test.step("it goes on when there is room again", () => {
    Deno.removeSync(join(disk.path, "filler"));
    const short = record(kept);
    folder!.append(short);
    assertEquals(readRecords(folder!.path).at(-1), short);
  });
  folder!.close();
});
