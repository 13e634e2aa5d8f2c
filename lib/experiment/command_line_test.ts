import { assertEquals, assertThrows } from "@std/assert";
import { CommandLine, OptionError } from "./command_line.ts";

const KNOWN = {
  values: ["transport", "index"],
  flags: ["full", "no-delay"],
  alias: { i: "index" },
};

Deno.test("a command line tells values, flags and what was not given", () => {
  const line = new CommandLine(["-i", "3", "--no-delay"], KNOWN);
  assertEquals(line.value("index"), "3");
  assertEquals(line.value("transport"), undefined);
  assertEquals(line.flag("no-delay"), true);
  assertEquals(line.flag("full"), false);
  assertEquals(
    ["index", "transport", "no-delay", "full"].map((name) => line.given(name)),
    [true, false, true, false],
  );
});

Deno.test("a command line reads a choice, and names the choices", () => {
  const transport = (...args: string[]) =>
    new CommandLine(args, KNOWN).oneOf("transport", ["tcp", "udp"]);
  assertEquals(transport("--transport=udp"), "udp");
  assertThrows(
    () => transport(),
    OptionError,
    "--transport is needed: tcp or udp",
  );
  assertThrows(
    () => transport("--transport=sctp"),
    OptionError,
    '--transport must be tcp or udp, not "sctp"',
  );
});

Deno.test("a command line reads whole numbers in their range only", () => {
  const index = (...args: string[]) =>
    new CommandLine(args, KNOWN).wholeNumber("index", {
      lowest: 0,
      highest: 9,
      called: "-i, --index",
    });
  assertEquals(index("-i", "9"), 9);
  for (const wrong of ["10", "-1", "1.0", "0x1", "1e0", "one", " 1"]) {
    assertThrows(
      () => index(`--index=${wrong}`),
      OptionError,
      `-i, --index must be a whole number from 0 to 9, not "${wrong}"`,
    );
  }
  assertThrows(() => index(), OptionError, "-i, --index is needed");
});

Deno.test("a command line refuses what it does not know, and what is said twice", () => {
  const cases: [string[], string][] = [
    [["--ful"], "Unknown option --ful"],
    [["book"], 'Unexpected word "book"'],
    [["--", "--full"], "Unknown option --full"],
    [["--full=yes"], "--full takes no value"],
    [["--index"], "--index needs a value"],
    [["--index", "-1"], "--index needs a value"],
    [["-i", "1", "--index", "1"], "--index was given more than once"],
  ];
  for (const [args, message] of cases) {
    assertThrows(() => new CommandLine(args, KNOWN), OptionError, message);
  }
});
