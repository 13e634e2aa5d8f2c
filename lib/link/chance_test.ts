import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { binomialInterval } from "../statistics/binomial_interval.ts";
import { type Chances, chancesOf } from "./chance.ts";
import { type DirectionSpec, IDEAL_DIRECTION } from "./link_spec.ts";

const PACKETS = 20_000;

/** Chance of a wrong alarm of one interval; the seeds are fixed, so it passes or not. */
const CONFIDENCE = 0.99;

/** What can be turned on, by the chance that decides it. */
const IMPAIRMENTS = {
  loss: { lossRatio: 0.03 },
  burstLoss: {
    burstLoss: { enterRatio: 0.02, leaveRatio: 0.25, lossRatio: 0.8 },
  },
  duplicate: { duplicateRatio: 0.1 },
  reorder: { reorderRatio: 0.2, reorderPackets: 3 },
  corrupt: { corruptRatio: 0.01 },
  jitterMs: { delayMs: 10, jitterMs: 5 },
} as const satisfies Partial<Record<keyof Chances, Partial<DirectionSpec>>>;

type Name = keyof typeof IMPAIRMENTS;

const NAMES = Object.keys(IMPAIRMENTS) as Name[];

function chances(seed: string, names: readonly Name[] = NAMES): Chances {
  const spec = Object.assign(
    { ...IDEAL_DIRECTION },
    ...names.map((name) => IMPAIRMENTS[name]),
  );
  return chancesOf(spec, seed);
}

/** What one chance decides about so many packets, the others being asked, too. */
function decisions(
  from: Chances,
  name: Name,
  packets = 1_000,
): (boolean | number)[] {
  return Array.from({ length: packets }, () => {
    const all = Object.fromEntries(NAMES.map((one) => [one, from[one]()]));
    return all[name]!;
  });
}

Deno.test("equal seeds have equal fates, and other seeds others", () => {
  for (const name of NAMES) {
    const one = decisions(chances("seed 1"), name);
    assertEquals(one, decisions(chances("seed 1"), name), name);
    assertNotEquals(one, decisions(chances("seed 2"), name), name);
  }
});

Deno.test("the two directions of a link are decided apart", () => {
  for (const name of NAMES) {
    assertNotEquals(
      decisions(chances("1/server_to_client"), name),
      decisions(chances("1/client_to_server"), name),
      name,
    );
  }
});

Deno.test("turning one impairment off or on changes no other", () => {
  for (const name of NAMES) {
    const withAll = decisions(chances("seed"), name);
    assertEquals(decisions(chances("seed", [name]), name), withAll, name);
    for (const off of NAMES.filter((other) => other !== name)) {
      const rest = NAMES.filter((other) => other !== off);
      assertEquals(decisions(chances("seed", rest), name), withAll, name);
    }
  }
});

Deno.test("no two impairments of a direction hit the same packets", () => {
  const equal = chancesOf({
    ...IDEAL_DIRECTION,
    lossRatio: 0.5,
    duplicateRatio: 0.5,
    reorderRatio: 0.5,
    corruptRatio: 0.5,
  }, "seed");
  const names = ["loss", "duplicate", "reorder", "corrupt"] as const;
  const drawn = names.map((name) => Array.from({ length: 200 }, equal[name]));
  assertEquals(new Set(drawn.map((hits) => hits.join())).size, names.length);
});

Deno.test("what is turned off never happens", () => {
  const ideal = chances("seed", []);
  for (const name of NAMES) {
    const happened = decisions(ideal, name).filter((one) => one);
    assertEquals(happened, [], name);
  }
});

Deno.test("each impairment hits the share of packets that was asked for", () => {
  const shares = {
    loss: IMPAIRMENTS.loss.lossRatio,
    duplicate: IMPAIRMENTS.duplicate.duplicateRatio,
    reorder: IMPAIRMENTS.reorder.reorderRatio,
    corrupt: IMPAIRMENTS.corrupt.corruptRatio,
  };
  for (const [name, share] of Object.entries(shares)) {
    const hits =
      decisions(chances("shares"), name as Name, PACKETS).filter((hit) => hit)
        .length;
    const { low, high } = binomialInterval(hits, PACKETS, CONFIDENCE);
    assert(low <= share && share <= high, `${name}: ${low} to ${high}`);
  }
});

Deno.test("a ratio of 1 hits every packet", () => {
  const { loss } = chancesOf({ ...IDEAL_DIRECTION, lossRatio: 1 }, "seed");
  assert(Array.from({ length: 1_000 }, loss).every((lost) => lost));
});

Deno.test("jitter spreads evenly from one end to the other", () => {
  const { jitterMs } = IMPAIRMENTS.jitterMs;
  const drawn = decisions(chances("seed"), "jitterMs", PACKETS) as number[];
  assert(drawn.every((one) => Math.abs(one) <= jitterMs));
  for (let tenth = 0; tenth < 10; tenth++) {
    const fromMs = jitterMs * (tenth / 5 - 1);
    const inside = drawn.filter((one) =>
      one >= fromMs && one < fromMs + jitterMs / 5
    ).length;
    // ten intervals at once (Bonferroni)
    const { low, high } = binomialInterval(inside, PACKETS, 0.999);
    assert(low <= 0.1 && 0.1 <= high, `tenth ${tenth}: ${low} to ${high}`);
  }
});

/** Lengths of the runs of equal decisions. */
function runs(lost: readonly boolean[]): { lost: boolean; length: number }[] {
  const found: { lost: boolean; length: number }[] = [];
  for (const one of lost) {
    const last = found.at(-1);
    if (last?.lost === one) last.length++;
    else found.push({ lost: one, length: 1 });
  }
  return found;
}

Deno.test("Gilbert's channel loses bursts of the mean length 1 / leave", () => {
  const burstLoss = { enterRatio: 0.02, leaveRatio: 0.25, lossRatio: 1 };
  const { burstLoss: chance } = chancesOf(
    { ...IDEAL_DIRECTION, burstLoss },
    "bursts",
  );
  const lost = Array.from({ length: 100_000 }, chance);
  const bursts = runs(lost).filter((run) => run.lost);
  const lostPackets = bursts.reduce((sum, { length }) => sum + length, 0);
  // each packet of a burst is its last one with the chance `leave`, by itself
  const ends = binomialInterval(bursts.length, lostPackets, CONFIDENCE);
  assert(ends.low <= 0.25 && 0.25 <= ends.high, `${ends.low} to ${ends.high}`);
  // and each packet that is not lost is the last one before a burst with the chance `enter`
  const kept = lost.length - lostPackets;
  const begins = binomialInterval(bursts.length, kept, CONFIDENCE);
  assert(begins.low <= 0.02 && 0.02 <= begins.high);
});

Deno.test("Elliott's channel loses enter / (enter + leave) of its packets, less what a bad one lets through", () => {
  const burstLoss = { enterRatio: 0.02, leaveRatio: 0.25, lossRatio: 0.8 };
  const expected = 0.02 / (0.02 + 0.25) * 0.8;
  // a packet each of many channels, so that they do not depend on each other
  const channels = 4_000;
  let lost = 0;
  for (let seed = 0; seed < channels; seed++) {
    const { burstLoss: chance } = chancesOf(
      { ...IDEAL_DIRECTION, burstLoss },
      `channel ${seed}`,
    );
    // after 30 packets, (1 - enter - leave)^30 of the beginning is left: 1 in 12,000
    for (let packet = 0; packet < 30; packet++) chance();
    if (chance()) lost++;
  }
  const { low, high } = binomialInterval(lost, channels, CONFIDENCE);
  assert(low <= expected && expected <= high, `${low} to ${high}`);
});

Deno.test("which bit of a packet is hit depends on its number, not on those before it", () => {
  const one = chances("seed");
  const other = chances("seed", []);
  const numbers = Array.from({ length: 500 }, (_, index) => index + 1);
  const bits = numbers.map((number) => one.bitOf(number, 12_000));
  assertEquals(
    numbers.toReversed().map((number) => other.bitOf(number, 12_000)),
    bits.toReversed(),
  );
  assert(bits.every((bit) => bit >= 0 && bit < 12_000));
  assert(new Set(bits).size > 450, "hardly any bit is hit twice");
});
