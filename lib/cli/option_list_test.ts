import { assert, assertEquals, assertThrows } from "@std/assert";
import { CommandLine, OptionError } from "../experiment/command_line.ts";
import {
  knownOptions,
  type Option,
  optionsHelp,
  refuseUnfit,
} from "./option_list.ts";

const OPTIONS: Option[] = [
  { name: "index", short: "i", value: "N", help: "number of the book" },
  { name: "rate", value: "N", transport: "udp", help: "how fast" },
  {
    name: "cork",
    transport: "tcp",
    engine: "libc",
    help:
      "a text that is too long for one line of a terminal, so that it has to " +
      "be broken somewhere, and then once more, between two of its words",
  },
];

Deno.test("knownOptions() are what a command line takes", () => {
  const line = new CommandLine(["-i", "3", "--cork"], knownOptions(OPTIONS));
  assertEquals(line.value("index"), "3");
  assertEquals(
    ["index", "rate", "cork"].map((name) => line.given(name)),
    [true, false, true],
  );
});

Deno.test("optionsHelp() names, aligns and breaks", () => {
  const lines = optionsHelp(OPTIONS).split("\n");
  assertEquals(lines[0], "  -i, --index N  number of the book");
  assertEquals(lines[1], "  --rate N       UDP: how fast");
  assert(lines[2]!.startsWith("  --cork         TCP, engine libc: a text"));
  assert(lines[3]!.startsWith(" ".repeat(17)));
  assertEquals(lines.at(-1), "  --help         show this");
  for (const line of lines) assert(line.length <= 80, line);
});

Deno.test("refuseUnfit() names what an option needs, and lets the others pass", () => {
  const check = (words: string[], transport: "tcp" | "udp", engine: string) =>
    refuseUnfit(new CommandLine(words, knownOptions(OPTIONS)), OPTIONS, {
      transport,
      engine,
    });
  check(["-i", "1", "--rate", "9"], "udp", "deno");
  check(["--cork"], "tcp", "libc");
  check([], "tcp", "deno");
  assertThrows(
    () => check(["--rate", "9"], "tcp", "libc"),
    OptionError,
    "--rate needs --transport udp",
  );
  assertThrows(
    () => check(["--cork"], "tcp", "deno"),
    OptionError,
    "--cork needs --engine libc: the engine deno cannot set it",
  );
});
