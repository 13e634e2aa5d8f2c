import {
  assertEquals,
  assertLessOrEqual,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { linkOf } from "../link/link_spec.ts";
import { CommandLine, OptionError } from "./command_line.ts";
import {
  formatNetworkOptions,
  NETWORK_OPTIONS_HELP,
  NETWORK_OPTIONS_WITH_VALUE,
  NETWORK_OPTIONS_WITHOUT_VALUE,
  type NetworkOptions,
  networkOptionsOf,
} from "./network_options.ts";

const FOLDER = import.meta.dirname!;

function read(args: string[], readFrom?: string): NetworkOptions {
  const line = new CommandLine(args, {
    values: NETWORK_OPTIONS_WITH_VALUE,
    flags: NETWORK_OPTIONS_WITHOUT_VALUE,
  });
  return networkOptionsOf(line, readFrom);
}

const DEFAULTS = { trace: "chosen", capture: false } as const;

const READ: [args: string[], differing: Partial<NetworkOptions>][] = [
  [[], {}],
  [["--link", "delay=5ms"], { link: linkOf({ both: { delayMs: 5 } }) }],
  [["--link=ideal"], { link: linkOf({}) }],
  [["--trace", "all"], { trace: "all" }],
  [["--trace=none"], { trace: "none" }],
  [["--capture"], { capture: true }],
  [["--server-address", "::1"], { serverAddress: "::1" }],
  [
    ["--server-host", "ip netns exec 'b 1'", "--server-address", "10.0.0.1"],
    {
      serverHost: ["ip", "netns", "exec", "b 1"],
      serverAddress: "10.0.0.1",
    },
  ],
  [
    ["--client-host=ssh you@there", "--server-address=lab-1.example.org"],
    {
      clientHost: ["ssh", "you@there"],
      serverAddress: "lab-1.example.org",
    },
  ],
  [
    // at the same place, however it is written, loopback will do
    ["--server-host", "taskset -c 0", "--client-host", " taskset  -c '0'"],
    {
      serverHost: ["taskset", "-c", "0"],
      clientHost: ["taskset", "-c", "0"],
    },
  ],
];

for (const [args, differing] of READ) {
  Deno.test(`networkOptionsOf() reads ${JSON.stringify(args.join(" "))}`, () => {
    assertEquals(read(args), { ...DEFAULTS, ...differing });
  });
}

/** What is wrong, and what the message has to say. */
const WRONG: [args: string[], said: string[]][] = [
  [["--link", "dealy=3"], ["--link: cannot read", "dealy=3", "delay"]],
  [["--link", " "], ["--link: ", "delay=10ms"]],
  [["--link", "lan", "--server-host", "a"], ["--link", "--server-host"]],
  [["--link", "lan", "--client-host", "a"], ["--link", "--client-host"]],
  [
    ["--link", "lan", "--server-address", "10.0.0.1"],
    ["--link", "--server-address"],
  ],
  [["--link", "lan", "--capture"], ["--capture", "--trace"]],
  [["--server-host", " "], ["--server-host", "ip netns exec"]],
  [["--server-host", "''"], ["--server-host", "ip netns exec"]],
  [["--client-host", "ssh 'a"], ["--client-host", "quote '", "ssh 'a"]],
  [["--server-host", "ssh a"], ["--server-address"]],
  [["--client-host", "ssh a"], ["--server-address"]],
  [
    ["--server-host", "ssh a", "--client-host", "ssh b"],
    ["--server-address"],
  ],
  [["--server-address", "10.0.0.1:80"], ["--server-address", "10.0.0.1:80"]],
  [["--server-address", "10.0.0.256"], ["--server-address", "10.0.0.256"]],
  [["--server-address", "[::1]"], ["--server-address", "[::1]"]],
  [["--server-address", "a b"], ["--server-address", "a b"]],
  [["--server-address", "http://a"], ["--server-address", "http://a"]],
  [["--trace", "some"], ["--trace", "none or chosen or all"]],
  [["--capture=yes"], ["--capture"]],
];

for (const [args, said] of WRONG) {
  Deno.test(`networkOptionsOf() refuses ${JSON.stringify(args.join(" "))}`, () => {
    const { message } = assertThrows(() => read(args), OptionError);
    for (const words of said) assertStringIncludes(message, words);
  });
}

Deno.test("rules of a link are looked for in the folder that is given", () => {
  const args = ["--link", "rules=options.ts#drop"];
  const { link } = read(args, FOLDER);
  assertEquals(
    link?.rules[0]?.module,
    toFileUrl(join(FOLDER, "options.ts")).href,
  );
  assertThrows(() => read(args, join(FOLDER, "..")), OptionError, "options.ts");
});

Deno.test("formatNetworkOptions() writes what networkOptionsOf() reads", () => {
  const module = toFileUrl(join(FOLDER, "options.ts")).href;
  const cases: NetworkOptions[] = [
    DEFAULTS,
    {
      link: linkOf({
        server_to_client: { delayMs: 7, lossRatio: 0.07 },
        rules: [{ module, name: "drop", parameters: null }],
      }),
      trace: "all",
      capture: false,
    },
    {
      serverHost: ["env", "A=it's", 'say "it"', ""],
      clientHost: ["--odd", "x y"],
      serverAddress: "fe80::1%eth0",
      trace: "none",
      capture: true,
    },
  ];
  for (const options of cases) {
    // from another folder, as a child process could
    assertEquals(read(formatNetworkOptions(options), "/"), options);
  }
});

Deno.test("NETWORK_OPTIONS_HELP tells of every option and fits a terminal", () => {
  const names = [
    ...NETWORK_OPTIONS_WITH_VALUE,
    ...NETWORK_OPTIONS_WITHOUT_VALUE,
  ];
  const lines = NETWORK_OPTIONS_HELP.split("\n");
  for (const name of names) {
    assertEquals(
      lines.filter((line) => line.startsWith(`  --${name} `)).length,
      1,
      name,
    );
  }
  for (const line of lines) assertLessOrEqual(line.length, 84, line);
});
