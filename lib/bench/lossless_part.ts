/**
 * Up to which rate does UDP lose nothing?
 *
 * Each contender is given a rate, and the same search finds the highest one at which a
 * trial loses nothing. What counts is the rate at which the bytes then arrived: a
 * contender that cannot send as fast as it was told gains nothing by the number.
 *
 * @module
 */

import { randomFrom } from "../random/random.ts";
import type { Contender, ContenderKind, Delivery } from "./contender.ts";
import { copyBook, largestBook } from "./contents.ts";
import { DELIVERED_RATE, deliveredRate } from "./delivered_rate.ts";
import { LIBC } from "./engine_contender.ts";
import type { Goal } from "./goal.ts";
import { IPERF3 } from "./iperf3.ts";
import { highestLosslessRate } from "./lossless_rate.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import type { Part } from "./part.ts";
import { SOCKPERF } from "./sockperf.ts";
import type { Measurement, Task } from "./workbench.ts";

const NAME = "lossless";

/**
 * Where the rate is searched, in bytes per second. 65,499 bytes and the eight of this
 * lab's header are the largest payload that UDP has over IPv4.
 */
const SEARCHES: readonly Search[] = [
  { bufferBytes: 1024, trialBytes: 30e6, lowest: 20e6, highest: 640e6 },
  { bufferBytes: 65_499, trialBytes: 60e6, lowest: 100e6, highest: 3_200e6 },
];

interface Search {
  bufferBytes: number;
  /** Bytes of each trial, the same for everybody. */
  trialBytes: number;
  lowest: number;
  highest: number;
}

/** The search ends when the rates that were told to lose and not to lose are so close. */
const TOLERANCE = 1.3;

/**
 * Trials of one rate: where the first loses something, a moment in which the machine
 * did something else may be the reason, and not the rate.
 */
const TRIES = 2;

const CONTENDERS: readonly ContenderKind[] = [
  LIBC,
  IPERF3,
  SOCKPERF,
];

/** See the module. */
export const LOSSLESS_PART: Part = {
  name: NAME,
  question: "Up to which rate does UDP lose nothing?",
  goals: SEARCHES.flatMap(({ bufferBytes }) =>
    [IPERF3.name, SOCKPERF.name].map((peer): Goal => ({
      part: NAME,
      condition: conditionOf(bufferBytes),
      metric: DELIVERED_RATE,
      contender: LIBC.name,
      peer,
      direction: "at least",
      bound: 1,
    }))
  ),
  async run(bench, corpus) {
    const { repetitions, scratch, seed } = bench.options;
    const content = await copyBook(
      largestBook(corpus),
      scratch,
      Math.max(...SEARCHES.map(({ trialBytes }) => trialBytes)),
    );
    await using contenders = await bench.open(NAME, CONTENDERS, content);
    const tasks = [...contenders.byName].flatMap(([name, contender]) =>
      SEARCHES.map((search): Task => ({
        contender: name,
        condition: conditionOf(search.bufferBytes),
        blocks: repetitions,
        warmsUp: false,
        async measure(block) {
          // a grid of its own in each block: on a common one, rates that differ would tie
          const shift = randomFrom(`${seed}/${NAME}/${name}/${block}`).real();
          const highest = search.highest * TOLERANCE ** shift;
          return [await find(contender, { ...search, highest })];
        },
      }))
    );
    await bench.measure(NAME, tasks);
  },
};

function conditionOf(bufferBytes: number): string {
  return `bufferBytes=${bufferBytes}`;
}

async function find(
  contender: Contender,
  search: Search,
): Promise<Measurement> {
  const { bufferBytes, trialBytes, lowest, highest } = search;
  const transferAt = (rate: number) => ({
    transport: "udp" as const,
    bufferBytes,
    bytes: trialBytes,
    rateBytesPerSecond: Math.round(rate),
  });
  const found = await highestLosslessRate<Delivery>({
    lowest,
    highest,
    tolerance: TOLERANCE,
    async attempt(rate) {
      for (let tried = 0; tried < TRIES; tried++) {
        const delivery = await contender.transfer(transferAt(rate));
        if (delivery.lossless) return delivery;
      }
      return undefined;
    },
  });
  if (found === undefined) {
    throw new PeerError(
      `Something was lost even at ${lowest} bytes per second of ${bufferBytes}-byte datagrams`,
    );
  }
  return deliveredRate(transferAt(found.rate), found.trial);
}
