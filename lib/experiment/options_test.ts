import {
  assert,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { CommandLine, OptionError } from "./command_line.ts";
import { placementMissing } from "./core_placement.ts";
import { libc } from "../kernel/libc.ts";
import { linkOf } from "../link/link_spec.ts";
import { ENGINE_NAMES } from "../socket/engines.ts";
import {
  DEFAULT_REPETITIONS,
  formatRunOptions,
  parseRunOptions,
  RUN_OPTIONS_HELP,
  RUN_OPTIONS_WITH_VALUE,
  RUN_OPTIONS_WITHOUT_VALUE,
  runOptionsOf,
} from "./options.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();

Deno.test("parseRunOptions() has a default for everything", () => {
  const { seed, ...rest } = parseRunOptions([]);
  assertEquals(rest, {
    repetitions: DEFAULT_REPETITIONS,
    corpus: undefined,
    full: false,
    output: undefined,
    engine: undefined,
    sampleTcpInfoMs: 0,
    trace: "chosen",
    capture: false,
  });
  assert(Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff);
});

Deno.test("parseRunOptions() draws another seed each time", () => {
  const seeds = Array.from({ length: 4 }, () => parseRunOptions([]).seed);
  assertNotEquals(new Set(seeds).size, 1);
});

Deno.test("runOptionsOf() lets a caller have another default of repetitions", () => {
  const repetitions = (...args: string[]) =>
    runOptionsOf(
      new CommandLine(args, {
        values: RUN_OPTIONS_WITH_VALUE,
        flags: RUN_OPTIONS_WITHOUT_VALUE,
      }),
      { repetitions: 10 },
    ).repetitions;
  assertEquals(repetitions(), 10);
  assertEquals(repetitions("--repetitions", "2"), 2);
});

Deno.test("parseRunOptions() reads values behind a space and behind an equals sign", () => {
  const expected = {
    repetitions: 3,
    seed: 0,
    corpus: "a folder",
    full: true,
    output: "-odd=name",
    engine: "libc",
    sampleTcpInfoMs: 20,
    trace: "all",
    capture: true,
  } as const;
  assertEquals(
    parseRunOptions([
      "--repetitions",
      "3",
      "--seed",
      "0",
      "--corpus",
      "a folder",
      "--full",
      "--output=-odd=name",
      "--engine",
      "libc",
      "--sample-tcp-info",
      "20",
      "--trace",
      "all",
      "--capture",
    ]),
    expected,
  );
  assertEquals(
    parseRunOptions([
      "--seed=0",
      "--full",
      "--repetitions=3",
      "--engine=libc",
      "--sample-tcp-info=20",
      "--corpus=a folder",
      "--output=-odd=name",
      "--capture",
      "--trace=all",
    ]),
    expected,
  );
});

/** What is wrong, by the option that the message has to name. */
const WRONG: [string, string[]][] = [
  ["--repetitions", ["--repetitions", "0"]],
  ["--repetitions", ["--repetitions", "x"]],
  ["--repetitions", ["--repetitions", "1.5"]],
  ["--repetitions", ["--repetitions", "1e3"]],
  ["--repetitions", ["--repetitions", "10001"]],
  ["--repetitions", ["--repetitions="]],
  ["--repetitions", ["--repetitions", "--full"]],
  ["--repetitions", ["--repetitions", "2", "--repetitions", "3"]],
  ["--until", ["--until", "3"]],
  ["--until", ["--until", "0%"]],
  ["--until", ["--until", "51%"]],
  ["--until", ["--until", "-3%"]],
  ["--until", ["--until"]],
  ["--budget", ["--until", "3%", "--budget", "0"]],
  ["--budget", ["--until", "3%", "--budget", "1m"]],
  ["--budget", ["--budget", "60"]],
  ["--seed", ["--seed", "-1"]],
  ["--seed", ["--seed=-1"]],
  ["--seed", ["--seed", "4294967296"]],
  ["--seed", ["--seed"]],
  ["--seed", ["--seed", "1", "--seed=1"]],
  ["--corpus", ["--corpus"]],
  ["--corpus", ["--corpus", "a", "--corpus", "b"]],
  ["--output", ["--output", ""]],
  ["--output", ["--output=a", "--output", "b"]],
  ["--engine", ["--engine", "steam"]],
  ["--engine", ["--engine"]],
  ["--engine", ["--engine", "deno", "--engine", "deno"]],
  ["--cores", ["--cores", "two"]],
  ["--cores", ["--cores"]],
  ["--sample-tcp-info", ["--sample-tcp-info", "-1"]],
  ["--sample-tcp-info", ["--sample-tcp-info", "0.5"]],
  ["--sample-tcp-info", ["--sample-tcp-info", "60001"]],
  ["--sample-tcp-info", ["--sample-tcp-info"]],
  ["--link", ["--link", "delay=soon"]],
  ["--link", ["--link"]],
  ["--link", ["--link", "lan", "--link", "wan"]],
  ["--server-host", ["--server-host", "'"]],
  ["--client-host", ["--client-host", '"']],
  ["--server-address", ["--server-address", "a:1"]],
  ["--trace", ["--trace", "some"]],
  ["--sed", ["--sed", "1"]],
  ["--no-full", ["--no-full"]],
  ["-s", ["-s"]],
  ["books", ["--corpus", "my", "books"]],
  ["--full", ["--", "--full"]],
];

for (const [named, args] of WRONG) {
  Deno.test(`parseRunOptions() refuses ${JSON.stringify(args.join(" "))} and names ${named}`, () => {
    const error = assertThrows(() => parseRunOptions(args), OptionError);
    assert(
      new RegExp(`(^|[ "])${named}([ ";:]|$)`).test(error.message),
      error.message,
    );
  });
}

Deno.test("parseRunOptions() reads how precise the figures are to become", () => {
  assertEquals(parseRunOptions(["--until", "2.5%"]).until?.ratio, 0.025);
  assertEquals(
    parseRunOptions(["--until=3%", "--budget=60"]).until,
    { ratio: 0.03, budgetSeconds: 60 },
  );
  assertEquals(parseRunOptions([]).until, undefined);
});

Deno.test("parseRunOptions() names the engines that there are", () => {
  assertThrows(
    () => parseRunOptions(["--engine", "steam"]),
    OptionError,
    ENGINE_NAMES.join(" or "),
  );
});

Deno.test("formatRunOptions() writes what parseRunOptions() reads", () => {
  const all = {
    repetitions: 7,
    seed: 0xffff_ffff,
    corpus: "books, with spaces=and signs",
    full: true,
    output: "--full",
    engine: "libc",
    sampleTcpInfoMs: 5,
    // 7 is one of the numbers whose hundredth times hundred is another
    until: { ratio: 0.07, budgetSeconds: 90 },
    link: linkOf({ both: { delayMs: 10, lossRatio: 0.07 } }),
    trace: "none" as const,
    capture: false,
    ...(placementMissing("shared") === undefined
      ? { cores: "shared" as const }
      : {}),
  };
  const { until: _, cores: __, link: ___, ...rest } = all;
  const hosts = {
    ...rest,
    serverHost: ["ip", "netns", "exec", "my server"],
    clientHost: ["ssh", "client"],
    serverAddress: "10.0.0.1",
    capture: true,
  };
  const few = {
    ...rest,
    trace: "chosen" as const,
    corpus: undefined,
    output: undefined,
    full: false,
    engine: undefined,
    sampleTcpInfoMs: 0,
  };
  for (const options of [all, hosts, few]) {
    assertEquals(parseRunOptions(formatRunOptions(options)), options);
  }
});

Deno.test("RUN_OPTIONS_HELP tells of every option", () => {
  const all = [...RUN_OPTIONS_WITH_VALUE, ...RUN_OPTIONS_WITHOUT_VALUE];
  for (const option of all) {
    assert(
      RUN_OPTIONS_HELP.includes(`\n  --${option} `) ||
        RUN_OPTIONS_HELP.startsWith(`  --${option} `),
      option,
    );
  }
});

Deno.test("--cores means nothing for processes on other hosts", () => {
  assertThrows(
    () =>
      parseRunOptions([
        "--cores=shared",
        "--server-host=env",
        "--server-address=127.0.0.1",
      ]),
    OptionError,
    "--cores",
  );
});
