/**
 * Does an emulated link do what it was asked, and how fast is it?
 *
 * Its server, its client and the link itself share the cores of the machine, as in an
 * experiment. Whatever can be is measured twice: by iperf3 or ping, which owe nothing to
 * this lab, and by the lab's own transfers and the link's account of its packets.
 *
 * @module
 */

import { linkMissing } from "../link/link_missing.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import { copyBook, largestBook } from "./contents.ts";
import { DELIVERED_RATE } from "./delivered_rate.ts";
import { LIBC } from "./engine_contender.ts";
import type { Goal } from "./goal.ts";
import { IPERF3, IPERF3_REVERSE } from "./iperf3.ts";
import {
  ADDED_DELAY_MEDIAN,
  ADDED_DELAY_P99,
  DELAY_CONDITION,
  delayTask,
  PING_ADDED_MEAN,
  PING_ADDED_P99,
} from "./link/delay.ts";
import {
  EQUAL_SEEDS_CONDITION,
  equalSeedsTask,
  FATES,
  FATES_DIFFERING,
  fateTask,
  WITHIN,
} from "./link/fates.ts";
import { LinkBench } from "./link/link_bench.ts";
import {
  RATE_RATIO,
  rateCondition,
  RATES_BITS_PER_SECOND,
  rateTask,
  type Source,
  UNLIMITED_BYTES,
  UNLIMITED_CONDITION,
  unlimitedTask,
} from "./link/rate.ts";
import { LEFT_BEHIND, SET_UP_AND_TEAR_DOWN, setUpTask } from "./link/set_up.ts";
import type { Part } from "./part.ts";
import { programMissing } from "./programs.ts";

const NAME = "link";

/** The link itself, where nobody is compared. */
const LINK = "link";

/** Trials take seconds: one of each kind for so many repetitions. */
const REPETITIONS_PER_BLOCK = 2;

/** Links that are made and taken away, for each repetition: that is quick. */
const SET_UPS_PER_REPETITION = 4;

const EVERY_TRIAL = "every trial above";
/** Sums of packets that do not add up. */
const OPEN_SUMS = "open_sums";

const SOURCES: readonly Source[] = [
  { name: IPERF3_REVERSE.name, isIperf3: true },
  { name: LIBC.name, isIperf3: false },
];

/** See the module. */
export const LINK_PART: Part = {
  name: NAME,
  question: "Does an emulated link do what it was asked, and how fast is it?",
  goals: [
    ...SOURCES.flatMap(({ name }) => goalsOf(name)),
    goal("", LINK, SET_UP_AND_TEAR_DOWN, "below", 0.3),
    goal("", LINK, LEFT_BEHIND, "below", 1),
    goal(EQUAL_SEEDS_CONDITION, LINK, FATES_DIFFERING, "below", 1),
    goal(EVERY_TRIAL, LINK, OPEN_SUMS, "below", 1),
  ],
  async run(bench, corpus) {
    const missing = await linkMissing();
    if (missing !== undefined) {
      throw new PeerError(`${missing.reason}; ${missing.remedy}`);
    }
    const { repetitions, scratch, seed, signal } = bench.options;
    const blocks = Math.ceil(repetitions / REPETITIONS_PER_BLOCK);
    const here = await bench.present(
      SOURCES.map((source) => ({
        ...source,
        missing: () => (source.isIperf3 ? IPERF3 : LIBC).missing(),
      })),
    );
    const hasPing = (await bench.present([
      { name: "ping", missing: () => programMissing("ping") },
    ])).length > 0;
    const content = await copyBook(
      largestBook(corpus),
      scratch,
      UNLIMITED_BYTES,
    );
    await using link = await LinkBench.open({ content, scratch, signal });
    await bench.measure(NAME, [
      ...here.flatMap((source) => [
        delayTask(link, source.name, {
          isIperf3: source.isIperf3,
          hasPing,
          blocks,
        }),
        unlimitedTask(link, source, blocks),
        ...RATES_BITS_PER_SECOND.map((rateBitsPerSecond) =>
          rateTask(link, source, { rateBitsPerSecond, blocks })
        ),
        ...FATES.map((fate) => fateTask(link, source, { fate, blocks, seed })),
      ]),
      equalSeedsTask(link, { name: LINK, blocks, seed }),
      setUpTask(LINK, SET_UPS_PER_REPETITION * repetitions),
    ]);
    await bench.measure(NAME, [{
      contender: LINK,
      condition: EVERY_TRIAL,
      blocks: 1,
      warmsUp: false,
      measure: () =>
        Promise.resolve([{
          metric: OPEN_SUMS,
          unit: "count",
          value: link.openSums.length,
          details: { trials: link.trials },
        }]),
    }]);
  },
};

function goalsOf(source: string): Goal[] {
  return [
    goal(DELAY_CONDITION, source, ADDED_DELAY_MEDIAN, "below", 0.0001),
    goal(DELAY_CONDITION, source, ADDED_DELAY_P99, "below", 0.001),
    goal(DELAY_CONDITION, source, PING_ADDED_MEAN, "below", 0.0001),
    goal(DELAY_CONDITION, source, PING_ADDED_P99, "below", 0.001),
    goal(UNLIMITED_CONDITION, source, DELIVERED_RATE, "at least", 125e6),
    ...RATES_BITS_PER_SECOND.flatMap((rateBitsPerSecond) => {
      const condition = rateCondition(rateBitsPerSecond);
      return [
        goal(condition, source, RATE_RATIO, "at least", 0.98),
        goal(condition, source, RATE_RATIO, "below", 1.02),
      ];
    }),
    ...FATES.map(({ asked }) => goal(asked, source, WITHIN, "at least", 1)),
  ];
}

function goal(
  condition: string,
  contender: string,
  metric: string,
  direction: Goal["direction"],
  bound: number,
): Goal {
  return { part: NAME, condition, contender, metric, direction, bound };
}
