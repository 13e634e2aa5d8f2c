/**
 * How much of what is sent over UDP as fast as it goes arrives, and how fast?
 *
 * @module
 */

import type { ContenderKind, Transfer } from "./contender.ts";
import { copyBook, largestBook } from "./contents.ts";
import { DELIVERED_RATE, deliveredRate } from "./delivered_rate.ts";
import { ENGINES, LIBC } from "./engine_contender.ts";
import type { Goal } from "./goal.ts";
import { IPERF3 } from "./iperf3.ts";
import { PYTHON } from "./line_peer.ts";
import type { Part } from "./part.ts";

const NAME = "udp";
const BUFFER_BYTES = 1024;
const CONDITION = `bufferBytes=${BUFFER_BYTES}`;

/** Least that is sent: some tenths of a second, so that the sockets' buffers do not decide. */
const CONTENT_BYTES = 60_000_000;

const BLOCKS_PER_REPETITION = 2;

const CONTENDERS: readonly ContenderKind[] = [
  ...ENGINES,
  PYTHON,
  IPERF3,
];

/** See the module. */
export const UDP_PART: Part = {
  name: NAME,
  question: "How much arrives of a book sent over UDP as fast as it goes?",
  goals: [IPERF3.name, PYTHON.name].map((peer): Goal => ({
    part: NAME,
    condition: CONDITION,
    metric: DELIVERED_RATE,
    contender: LIBC.name,
    peer,
    direction: "at least",
    bound: 1,
  })),
  async run(bench, corpus) {
    const { repetitions, scratch } = bench.options;
    const content = await copyBook(
      largestBook(corpus),
      scratch,
      CONTENT_BYTES,
    );
    const transfer: Transfer = {
      transport: "udp",
      bufferBytes: BUFFER_BYTES,
      bytes: content.bytes,
      rateBytesPerSecond: 0,
    };
    await using contenders = await bench.open(NAME, CONTENDERS, content);
    await bench.measure(
      NAME,
      [...contenders.byName].map(([name, contender]) => ({
        contender: name,
        condition: CONDITION,
        blocks: BLOCKS_PER_REPETITION * repetitions,
        warmsUp: true,
        measure: async () => [
          deliveredRate(transfer, await contender.transfer(transfer)),
        ],
      })),
    );
  },
};
