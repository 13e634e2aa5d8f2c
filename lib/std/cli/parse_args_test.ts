import { assertEquals, assertThrows } from "@std/assert";
import { parseArgs, type ParseOptions } from "@std/cli";

function read(line: string, options?: ParseOptions) {
  return parseArgs(line.split(" "), options);
}

Deno.test("parseArgs reads long flags", () => {
  assertEquals(read("--full --port 80 --book=Emma a"), {
    _: ["a"],
    full: true,
    port: 80,
    book: "Emma",
  });
  assertEquals(read("--a --b"), { _: [], a: true, b: true });
  assertEquals(read("--a=b=c --d="), { _: [], a: "b=c", d: "" });
});

Deno.test("parseArgs reads short flags", () => {
  assertEquals(read("-i 3 -b32 -vq -o=a.json"), {
    _: [],
    i: 3,
    b: 32,
    v: true,
    q: true,
    o: "a.json",
  });
  assertEquals(read("-i -"), { _: [], i: "-" });
  assertEquals(read("-d/tmp"), { _: [], d: "/tmp" });
});

Deno.test("parseArgs makes numbers of what looks like them", () => {
  assertEquals(read("--a 1.5 --b 0x10 --c 1e3 --d 1a 7 x"), {
    _: [7, "x"],
    a: 1.5,
    b: 16,
    c: 1000,
    d: "1a",
  });
});

Deno.test("string: the value stays a text, and is empty where there is none", () => {
  const options: ParseOptions = { string: ["seed", "s"] };
  assertEquals(read("--seed 007 -s 1", options), {
    _: [],
    seed: "007",
    s: "1",
  });
  assertEquals(read("--seed --full", options), { _: [], seed: "", full: true });
  assertEquals(read("5", { string: "_" }), { _: ["5"] });
});

Deno.test("boolean: the flag takes no value, and is false where it is not given", () => {
  const options: ParseOptions = { boolean: ["full", "v"] };
  assertEquals(read("--full a", options), { _: ["a"], full: true, v: false });
  assertEquals(read("-v a", options), { _: ["a"], full: false, v: true });
  assertEquals(read("--full false -v true", options), {
    _: [],
    full: false,
    v: true,
  });
  assertEquals(read("--full=false", options), { _: [], full: false, v: false });
  assertEquals(read("--any a -s b", { boolean: true }), {
    _: ["a"],
    any: true,
    s: "b",
  });
});

Deno.test("of a flag that is given twice the last one counts", () => {
  assertEquals(read("--port 1 --port 2"), { _: [], port: 2 });
});

Deno.test("collect: every value counts", () => {
  const options: ParseOptions = { string: ["tag"], collect: ["tag", "size"] };
  assertEquals(read("--tag a --tag=b --size 1", options), {
    _: [],
    tag: ["a", "b"],
    size: [1],
  });
  assertEquals(parseArgs([], options), { _: [], tag: [] });
});

Deno.test("negatable: --no- switches off what may be switched off", () => {
  const options: ParseOptions = {
    boolean: ["colour"],
    negatable: ["colour", "tag"],
  };
  assertEquals(read("--no-colour --no-tag", options), {
    _: [],
    colour: false,
    tag: false,
  });
  assertEquals(read("--no-cache"), { _: [], "no-cache": true });
});

Deno.test("alias: every name gets the value", () => {
  const options: ParseOptions = {
    alias: { help: ["h", "?"] },
    boolean: ["help"],
  };
  assertEquals(read("-h", options), { _: [], help: true, h: true, "?": true });
  assertEquals(
    read("-i 1", { alias: { index: "i" }, string: ["index"] }),
    { _: [], index: "1", i: "1" },
  );
});

Deno.test("default: what is not given gets a value, under all of its names", () => {
  const options: ParseOptions = {
    alias: { port: "p" },
    boolean: ["full"],
    default: { port: 80, full: true },
  };
  assertEquals(parseArgs([], options), { _: [], port: 80, p: 80, full: true });
  assertEquals(read("-p 1 --full=false", options), {
    _: [],
    port: 1,
    p: 1,
    full: false,
  });
});

Deno.test("unknown: hears of every word that is not declared, and can drop it", () => {
  const heard: unknown[] = [];
  const result = read("--full --ful --buffer=32 -x a", {
    boolean: ["full"],
    unknown: (word, name, value) => {
      heard.push([word, name, value]);
      return name === "buffer";
    },
  });
  assertEquals(heard, [
    ["--ful", "ful", true],
    ["--buffer=32", "buffer", "32"],
    ["-x", "x", "a"],
  ]);
  assertEquals(result, { _: [], full: true, buffer: 32 });
});

Deno.test("unknown: hears of words that are no flags", () => {
  const heard: unknown[] = [];
  read("a --full b", {
    boolean: ["full"],
    unknown: (...words) => {
      heard.push(words);
    },
  });
  assertEquals(heard, [["a"], ["b"]]);
});

Deno.test("stopEarly: after the first other word there are no flags", () => {
  assertEquals(read("--a=1 run --b 2", { stopEarly: true }), {
    _: ["run", "--b", "2"],
    a: 1,
  });
});

Deno.test("words after -- are no flags, and can be kept apart", () => {
  assertEquals(read("--a=1 x -- --b 2"), { _: ["x", "--b", "2"], a: 1 });
  assertEquals(read("--a=1 x -- --b 2", { "--": true }), {
    _: ["x"],
    a: 1,
    "--": ["--b", "2"],
  });
});

Deno.test("the result's type knows the flags", () => {
  const args = parseArgs(["--output", "x", "--tag", "a", "--", "y"], {
    "--": true,
    alias: { help: "h" },
    boolean: ["full", "help"],
    collect: ["tag"],
    default: { full: false, seed: "1" },
    negatable: ["link"],
    string: ["output", "seed", "tag", "link"],
  });
  const output: string | undefined = args.output;
  const link: string | false | undefined = args.link;
  const seed: string = args.seed;
  const tags: string[] = args.tag;
  const full: boolean = args.full;
  const help: boolean = args.h;
  const rest: string[] = args["--"];
  assertEquals([output, link, seed, tags, full, help, rest], [
    "x",
    undefined,
    "1",
    ["a"],
    false,
    false,
    ["y"],
  ]);
  // @ts-expect-error nobody knows what type a flag has that was not declared
  const misspelt: string | undefined = args.outptu;
  assertEquals(misspelt, undefined);
  // @ts-expect-error without a default it can be absent
  const present: string = args.output;
  assertEquals(present, "x");
});

Deno.test("an alias must have a name", () => {
  const alias = { help: undefined } as unknown as { help: string };
  assertThrows(() => parseArgs([], { alias }), TypeError, "Alias value");
});
