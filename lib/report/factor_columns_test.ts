import { assertEquals } from "@std/assert";
import { factorColumns, snakeCase } from "./factor_columns.ts";

const TRIALS = [
  { experiment: "a", factors: { transport: "tcp", bufferBytes: 32 } },
  { experiment: "a", factors: { transport: "udp", bufferBytes: 1024 } },
  { experiment: "b", factors: { bufferBytes: 1024, delay: 0.5, echo: true } },
];

Deno.test("snakeCase() makes a column name of any factor", () => {
  const names = {
    bufferBytes: "buffer_bytes",
    noDelay: "no_delay",
    transport: "transport",
    TCPCongestion: "tcp_congestion",
    "client count": "client_count",
    snd_buf: "snd_buf",
    "2nd": "factor_2nd",
    "=cmd()": "cmd",
    "Größe": "gr_e",
    "": "factor",
  };
  for (const [factor, name] of Object.entries(names)) {
    assertEquals(snakeCase(factor), name);
  }
});

Deno.test("factorColumns() is the union over all experiments", () => {
  const columns = factorColumns(TRIALS, []);
  assertEquals(
    columns.map(({ name, type, unit }) => [name, type, unit]),
    [
      ["transport", "text", ""],
      ["buffer_bytes", "integer", "bytes"],
      ["delay", "number", ""],
      ["echo", "boolean", ""],
    ],
  );
  assertEquals(
    columns[1]!.meaning,
    "Level of the factor bufferBytes of a, b (32, 1024); empty for experiments without it.",
  );
});

Deno.test("factorColumns() yields levels, and nothing where a trial lacks the factor", () => {
  const [transport, , delay] = factorColumns(TRIALS, []);
  assertEquals(TRIALS.map(transport!.cell), ["tcp", "udp", undefined]);
  assertEquals(TRIALS.map(delay!.cell), [undefined, undefined, 0.5]);
});

Deno.test("factorColumns() never takes the name of another column", () => {
  const factors = {
    engine: "libc",
    factor_engine: "x",
    bufferBytes: 1,
    buffer_bytes: 2,
  };
  const columns = factorColumns([{ experiment: "a", factors }], ["engine"]);
  assertEquals(columns.map(({ name }) => name), [
    "factor_engine",
    "factor_engine_2",
    "buffer_bytes",
    "factor_buffer_bytes",
  ]);
});
