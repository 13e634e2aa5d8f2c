/**
 * How fast does a book cross a TCP connection, by the size of the buffer?
 *
 * @module
 */

import type { ContenderKind, Transfer } from "./contender.ts";
import { copyBook, largestBook } from "./contents.ts";
import {
  DELIVERED_RATE,
  deliveredRates,
  RATE_ONCE_CONNECTED,
} from "./delivered_rate.ts";
import { DENO, LIBC } from "./engine_contender.ts";
import type { Goal } from "./goal.ts";
import { IPERF3, IPERF3_REVERSE } from "./iperf3.ts";
import { C_FLOOR, DENO_CONN, PYTHON } from "./line_peer.ts";
import { NUTTCP } from "./nuttcp.ts";
import type { Part } from "./part.ts";
import type { Task } from "./workbench.ts";

const NAME = "tcp";

/** At one byte a book takes seconds: it is measured in fewer blocks, and not by everybody. */
const ONE_BYTE = 1;
const BUFFERS_BYTES = [ONE_BYTE, 32, 1024, 32_768, 65_536];

/** Blocks of the larger buffers, for each block of one byte: their transfers take milliseconds. */
const BLOCKS_PER_REPETITION = 3;

const CONTENDERS: readonly ContenderKind[] = [
  LIBC,
  DENO,
  DENO_CONN,
  PYTHON,
  IPERF3,
  IPERF3_REVERSE,
  NUTTCP,
  C_FLOOR,
];

/** The engine and those that it is compared with at one byte. */
const AT_ONE_BYTE = [LIBC.name, PYTHON.name, IPERF3_REVERSE.name, C_FLOOR.name];

/** See the module. */
export const TCP_PART: Part = {
  name: NAME,
  question: "How fast does a book cross a TCP connection?",
  goals: BUFFERS_BYTES.flatMap(goalsAt),
  async run(bench, corpus) {
    const { repetitions, scratch } = bench.options;
    const content = await copyBook(largestBook(corpus), scratch);
    await using contenders = await bench.open(NAME, CONTENDERS, content);
    const tasks: Task[] = [];
    for (const [name, contender] of contenders.byName) {
      for (const bufferBytes of BUFFERS_BYTES) {
        const isTiny = bufferBytes === ONE_BYTE;
        if (isTiny && !AT_ONE_BYTE.includes(name)) continue;
        const transfer: Transfer = {
          transport: "tcp",
          bufferBytes,
          bytes: content.bytes,
          rateBytesPerSecond: 0,
        };
        tasks.push({
          contender: name,
          condition: conditionOf(bufferBytes),
          blocks: repetitions * (isTiny ? 1 : BLOCKS_PER_REPETITION),
          // the same code has been warmed up with the larger buffers
          warmsUp: !isTiny,
          measure: async () =>
            deliveredRates(transfer, await contender.transfer(transfer)),
        });
      }
    }
    await bench.measure(NAME, tasks);
  },
};

function conditionOf(bufferBytes: number): string {
  return `bufferBytes=${bufferBytes}`;
}

function goalsAt(bufferBytes: number): Goal[] {
  const isLarge = bufferBytes >= 1024;
  const goal = (contender: string, peer: string, bound: number): Goal => ({
    part: NAME,
    condition: conditionOf(bufferBytes),
    // iperf3 has its connection when its clock starts
    metric: peer === IPERF3.name || peer === IPERF3_REVERSE.name
      ? RATE_ONCE_CONNECTED
      : DELIVERED_RATE,
    contender,
    peer,
    direction: "at least",
    bound,
  });
  return [
    ...(bufferBytes === ONE_BYTE ? [] : [goal(LIBC.name, IPERF3.name, 1)]),
    goal(LIBC.name, IPERF3_REVERSE.name, 1),
    goal(LIBC.name, C_FLOOR.name, isLarge ? 0.9 : 0.7),
    ...(isLarge ? [goal(DENO.name, PYTHON.name, 1)] : []),
  ];
}
