import {
  assert,
  assertEquals,
  assertLess,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { needing } from "../endpoint/testing/needing.ts";
import { linkMissing } from "../link/link_missing.ts";
import { noise } from "../transfer/testing/shelf.ts";
import {
  assertFailed,
  type Outcome,
  Program,
  runProgram,
  works,
} from "./run_program.ts";
import { TemporaryFolder } from "./temporary_folder.ts";

/** How long a process may outlive the lab. */
const SOON_MS = 5_000;

const POLL_MS = 50;

/** Prefix that takes every right of root from a program (capabilities(7)). */
const WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-all"];

const linkable = await linkMissing() === undefined;

Deno.test("lab --help explains every option", async () => {
  const { code, stdout } = await runProgram("lab", ["--help"]);
  assertEquals(code, 0);
  for (
    const option of [
      "--repetitions N",
      "--seed N",
      "--corpus DIR",
      "--full",
      "--output DIR",
      "--engine NAME",
      "--sample-tcp-info MS",
      "--until PERCENT",
      "--budget SECONDS",
      "--cores WHERE",
      "--link SPEC",
      '--server-host "COMMAND WORDS"',
      '--client-host "COMMAND WORDS"',
      "--server-address ADDRESS",
      "--trace WHICH",
      "--capture",
      "--filter TEXT",
      "--junit FILE",
      "default 12",
    ]
  ) assertStringIncludes(stdout, option);
});

Deno.test("lab names a wrong option and exits with 2", async (t) => {
  const wrong: [args: string[], named: string][] = [
    [["--repetition", "1"], "--repetition"],
    [["nagle"], '"nagle"'],
    [["--repetitions", "0"], "--repetitions"],
    [["--repetitions", "1", "--repetitions", "2"], "more than once"],
    [["--seed", "x"], "--seed"],
    [["--engine", "steam"], "--engine"],
    [["--sample-tcp-info", "soon"], "--sample-tcp-info"],
    [["--filter"], "--filter needs a value"],
    [["--filter="], "--filter needs a value"],
    [["--filter", "--full"], "--filter needs a value"],
    [["--output="], "--output needs a value"],
    [["--junit="], "--junit needs a value"],
    [["--link", "dealy=3ms"], 'cannot read "dealy=3ms"'],
    [["--link", "delay=3"], "--link"],
    [["--link", "lan / wan / lan"], "two directions"],
    [["--link", "rules=no_such.ts"], "no_such.ts"],
    [["--link", "lan", "--server-host", "ssh a"], "--server-host"],
    [["--server-host", "ssh a"], "--server-address"],
    [["--client-host", "ssh 'a"], "--client-host"],
    [["--server-address", "a:80"], "--server-address"],
    [["--trace", "some"], "--trace"],
    [["--link", "lan", "--capture"], "--capture"],
  ];
  for (const [args, named] of wrong) {
    await t.step(args.join(" "), async () => {
      assertFailed(await runProgram("lab", args), 2, named);
    });
  }
});

Deno.test("lab says before it measures that it cannot, and exits with 1", async (t) => {
  using folder = new TemporaryFolder();
  folder.write("books/book", "text");
  const cases: [name: string, args: string[], named: string][] = [
    ["no such corpus", ["--corpus", "none"], folder.join("none")],
    [
      "an output below a file",
      ["--corpus", "books", "--output", "books/book/runs"],
      folder.join("books/book/runs"),
    ],
    [
      "a JUnit file below a file",
      ["--corpus", "books", "--output", "books", "--junit", "books/book/xml"],
      folder.join("books/book/xml"),
    ],
  ];
  for (const [name, args, named] of cases) {
    await t.step(name, async () => {
      const outcome = await runProgram("lab", args, { cwd: folder.path });
      assertFailed(outcome, 1, named);
      assertEquals(folder.list(), ["books"]);
    });
  }
});

Deno.test({
  ...needing(
    linkable && !works(...WITHOUT_RIGHTS, "true")
      ? "this process cannot give its rights away"
      : undefined,
    "lab --link says where there can be no link, before anything is measured",
  ),
  async fn() {
    using folder = new TemporaryFolder();
    folder.write("books/book", "text");
    const outcome = await runProgram("lab", [
      ...["--link", "delay=1ms", "--corpus", "books", "--output", "runs"],
    ], { cwd: folder.path, prefix: linkable ? WITHOUT_RIGHTS : [] });
    assertFailed(outcome, 1, "--link: an emulated link cannot be made: ");
    assertEquals(folder.list(), ["books"]);
  },
});

Deno.test({
  ...needing(
    linkable ? undefined : "an emulated link cannot be made",
    "lab --link runs experiments over the link, and reports where its packets went",
  ),
  async fn() {
    using folder = new TemporaryFolder();
    folder.write("books/book.txt", noise(5_000));
    const { code, stdout, stderr } = await runProgram("lab", [
      ...["--filter", "concurrent_tcp_udp", "--repetitions", "1"],
      ...["--corpus", "books", "--output", "runs", "--link", "delay=1ms"],
    ], { cwd: folder.path });
    assertEquals(code, 0, stdout + stderr);
    const run = folder.join("runs/latest");
    assertEquals(
      JSON.parse(Deno.readTextFileSync(join(run, "manifest.json"))).link,
      "delay=1ms",
    );
    // both directions of ten trials, below a line with the names
    const lines = Deno.readTextFileSync(join(run, "links.csv")).trim()
      .split("\r\n");
    assertEquals(lines.length, 1 + 2 * recordsOf(run).length);
    for (const line of lines.slice(1)) assertStringIncludes(line, "delay=1ms");
  },
});

Deno.test("lab says that a filter fits no experiment, and leaves no run", async () => {
  using folder = new TemporaryFolder();
  folder.write("books/book", "text");
  const { code, stderr } = await runProgram("lab", [
    ...["--corpus", "books", "--output", "runs", "--filter", "no_such"],
  ], { cwd: folder.path });
  assertEquals(code, 2, stderr);
  assertStringIncludes(stderr, "--filter no_such fits no experiment");
  assertEquals(folder.list("runs"), []);
});

Deno.test("lab as a task runs experiments and reports where the person is", async () => {
  using folder = new TemporaryFolder();
  folder.write("books/large.txt", noise(20_000));
  folder.write("books/small.txt", "text");
  const { code, stdout, stderr } = await runProgram("lab", [
    ...["--filter", "concurrent_tcp_udp", "--repetitions", "1", "--seed", "7"],
    ...["--corpus", "books", "--output", "runs", "--junit", "ci/lab.xml"],
  ], { cwd: folder.path, asTask: true });
  assertEquals(code, 0, stdout + stderr);
  assertJUnit(Deno.readTextFileSync(folder.join("ci/lab.xml")));
  const [name, latest] = folder.list("runs");
  assertEquals(latest, "latest");
  const run = `runs/${name}`;
  const files = folder.list(run);
  for (const file of ["manifest.json", "trials.jsonl", "summary.csv"]) {
    assert(files.includes(file), `no ${file} among ${files}`);
  }
  const manifest = JSON.parse(
    Deno.readTextFileSync(folder.join(run, "manifest.json")),
  );
  assertEquals(
    [manifest.seed, manifest.repetitions, manifest.corpus],
    [7, 1, folder.join("books")],
  );
  assertEquals(
    manifest.experiments.map(({ name, status }: Record<string, string>) =>
      `${name}: ${status}`
    ),
    ["concurrent_tcp_udp: done"],
  );
  // four conditions, one of them twice; a warm-up block and a measured one
  assertEquals(recordsOf(folder.join(run)).length, 10);
  assertStringIncludes(stdout, `Run     ${run}\n`);
  assertStringIncludes(stdout, "Trials  10 of 1 experiment");
  assertStringIncludes(stdout, `Page    ${run}/report.html\n`);
  assertMatch(stdout, /Holds +8 of 8 assertions/);
  assertMatch(stdout, /Cannot be told +4 comparisons/);
});

/** Whether it is JUnit XML with the experiment and its steps, none of which failed. */
function assertJUnit(xml: string): void {
  assertMatch(xml, /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<testsuites /);
  assertMatch(xml, /<testsuites [^>]*failures="0"/);
  for (
    const step of [
      "concurrent_tcp_udp",
      "concurrent_tcp_udp &gt; every trial was completed",
      "concurrent_tcp_udp &gt; in every trial: TCP delivers every byte: digests equal, no word lost",
    ]
  ) assertStringIncludes(xml, `<testcase name="${step}"`);
}

/** The records of a run, every one a whole line. */
function recordsOf(run: string): unknown[] {
  const text = Deno.readTextFileSync(join(run, "trials.jsonl"));
  assert(text.endsWith("}\n"), "the last line is whole");
  return text.trimEnd().split("\n").map((line) => JSON.parse(line));
}

function poll(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}

/** Whether a run has so many records. */
function hasRecords(run: string, count: number): boolean {
  try {
    const text = Deno.readTextFileSync(join(run, "trials.jsonl"));
    return text.split("\n").length > count;
  } catch {
    return false;
  }
}

/** Processes that belong to a run: its tests and its endpoints, all but the lab. */
function processesOf(run: string): string[] {
  const variable = `TRANSPORT_LAB_RUN=${run}`;
  const { stdout } = new Deno.Command("sh", {
    args: ["-c", 'grep -lszxF "$0" /proc/[0-9]*/environ', variable],
    stdin: "null",
    stderr: "null",
  }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean);
}

/** Interrupts a run under way and looks at what is left of it. */
async function interrupted(
  prefix: string[],
  interrupt: (lab: Program) => void,
  then: (outcome: Outcome, run: string) => Promise<void>,
): Promise<void> {
  using folder = new TemporaryFolder();
  folder.write("books/book.txt", noise(20_000));
  await using lab = Program.start("lab", [
    ...["--filter", "concurrent_tcp_udp", "--repetitions", "10000"],
    ...["--corpus", "books", "--output", "runs"],
  ], { cwd: folder.path, prefix });
  try {
    let ended: Outcome | undefined;
    lab.ended.then((outcome) => ended = outcome);
    // it takes as long as anybody else on this machine measures
    while (!hasRecords(folder.join("runs/latest"), 3)) {
      assertEquals(ended, undefined, "the lab was to go on");
      await poll();
    }
    const run = Deno.realPathSync(folder.join("runs/latest"));
    // the tests, two servers, two clients
    assertEquals(processesOf(run).length, 5);
    interrupt(lab);
    const outcome = await lab.ended;
    assertEquals(outcome.code, 130, outcome.stdout + outcome.stderr);
    for (const start = performance.now(); processesOf(run).length > 0;) {
      assertLess(performance.now() - start, SOON_MS, "a process is left");
      await poll();
    }
    assert(recordsOf(run).length >= 3);
    await then(outcome, run);
  } finally {
    // a lab that is killed could not end its tests
    lab.signal("SIGTERM");
    await lab.ended;
  }
}

const INTERRUPTS: Record<string, {
  prefix: string[];
  interrupt: (lab: Program) => void;
}> = {
  "Ctrl-C, which every process of the terminal gets": {
    prefix: ["setsid"],
    interrupt: ({ pid }) => Deno.kill(-pid, "SIGINT"),
  },
  "SIGINT to the lab alone": {
    prefix: [],
    interrupt: (lab) => lab.signal("SIGINT"),
  },
  "SIGTERM to the lab alone": {
    prefix: [],
    interrupt: (lab) => lab.signal("SIGTERM"),
  },
};

for (const [name, { prefix, interrupt }] of Object.entries(INTERRUPTS)) {
  Deno.test({
    name: `${name} ends a run and keeps its records`,
    // processes are found in /proc
    ignore: Deno.build.os !== "linux" || !works(...prefix, "true"),
    async fn() {
      await interrupted(prefix, interrupt, async ({ stderr }, run) => {
        const path = `runs/${run.split("/").at(-1)}`;
        assertStringIncludes(stderr, `deno task report --run ${path}\n`);
        const report = await runProgram("report", ["--run", run]);
        assertEquals([report.code, report.stderr], [0, ""]);
        assertStringIncludes(report.stdout, "of 1 experiment;");
      });
    },
  });
}
