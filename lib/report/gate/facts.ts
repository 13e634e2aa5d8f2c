/**
 * The deterministic evidence: what a trial says that must not depend on how fast or how
 * busy the machine is, so that it can be compared even between different machines.
 *
 * Not here, because the scheduler decides it: what UDP loses and where, how many reads it
 * takes, retransmissions and pure acknowledgements (a busy machine answers late, and a
 * sender whose timer runs out sends again), reordering (a sender that moves to another
 * core changes queues), the server's writes over TCP (a full socket takes a part of one),
 * and in most downloads the number of segments. That a loss is accounted for, that a pause
 * is not too short, and what else must hold in spite of the scheduler, are assertions of
 * the experiments; the gate compares those as well.
 *
 * @module
 */

import { type MetricName, METRICS } from "../../experiment/metric.ts";
import type { TransferRecord, TrialRecord } from "../../experiment/record.ts";

/** A value of a fact. */
export type FactValue = string | number | boolean;

/** Something that a trial can be asked. */
export interface Fact {
  /** What the gate calls it. */
  name: string;
  /**
   * `exact`: every trial of a condition has the same value; `bounds`: a count whose median
   * stays near what it was.
   */
  rule: "exact" | "bounds";
  /** Whether it only means something where both runs have the same books. */
  ofTheBooks?: true;
  /** The right value, where one is right whatever the baseline says. */
  right?: FactValue;
  /** Only in these trials; in all of them unless said. */
  where?: (trial: TrialRecord) => boolean;
  /** The trial's value; undefined where it has none. */
  valueOf: (trial: TrialRecord) => FactValue | undefined;
}

/** Every fact but the observations, which differ from experiment to experiment. */
export const FACTS: readonly Fact[] = [
  // what the condition asks for; `--full` and the prefix decide it
  {
    name: "bytes asked for",
    rule: "exact",
    ofTheBooks: true,
    valueOf: overTransfers(({ asked_bytes }) => asked_bytes),
  },
  // the same part of the same book
  {
    name: "SHA-256 of what was asked for",
    rule: "exact",
    ofTheBooks: true,
    valueOf: overTransfers(({ sha256_sent }) => sha256_sent),
  },
  // words are counted by our own code, which can break without the bytes
  { ...metric("words_sent"), ofTheBooks: true },
  // the buffers of both sides decide whether a datagram fits its receiver
  {
    name: "send/receive buffer in bytes",
    rule: "exact",
    valueOf: overTransfers(({ send_buffer_bytes, receive_buffer_bytes }) =>
      `${send_buffer_bytes}/${receive_buffer_bytes}`
    ),
  },
  // TCP is a reliable byte stream (RFC 9293, 3.4)
  {
    name: "TCP delivers every byte, digests equal",
    rule: "exact",
    right: true,
    valueOf: overTransfers(
      (one) =>
        one.received_bytes === one.asked_bytes &&
        one.sha256_received === one.sha256_sent,
      "tcp",
    ),
  },
  // whatever is missing, what is there is the book's
  {
    name: "what arrives is the book's own bytes",
    rule: "exact",
    right: true,
    valueOf: overTransfers(({ content_intact }) => content_intact),
  },
  // the server cuts the book into pieces before anything can go wrong
  { ...metric("datagrams_sent"), ofTheBooks: true },
  // the kernel refuses for size (EMSGSIZE); when it is busy, the sender waits
  { ...metric("datagrams_refused"), right: 0 },
  // nothing on loopback makes copies
  { ...metric("datagrams_duplicated"), right: 0, where: isOverLoopback },
  // loopback has nothing on the way that could lose one
  {
    ...metric("datagrams_lost_on_the_way"),
    right: 0,
    where: isOverLoopback,
  },
  // the kernel's count of drops and ours agree
  { ...metric("drops_unexplained"), right: 0 },
  // how many are cut depends on how many arrive; whether any is does not
  {
    name: "datagrams are truncated",
    rule: "exact",
    valueOf: ({ metrics: { datagrams_truncated, datagrams_received } }) =>
      datagrams_truncated === undefined || !datagrams_received
        ? undefined
        : datagrams_truncated > 0,
  },
  // once, or about every 100 ms until the server is there
  { ...metric("requests"), rule: "bounds" },
  // a stall of Nagle's algorithm is one fired timer per exchange, or none
  { ...metric("delayed_acks"), rule: "bounds", where: isExchange },
  // an exchange waits for its answer, so no two can share a segment by chance
  { ...metric("client_data_segments_out"), rule: "bounds", where: isExchange },
  {
    ...metric("server_data_segments_out"),
    rule: "bounds",
    where: (trial) => isExchange(trial) || hasSteadySegments(trial),
  },
];

/** Every metric that a fact is made of: what a baseline has to keep. */
export const FACT_METRICS: readonly MetricName[] = [
  ...FACTS.map(({ name }) => name).filter((name): name is MetricName =>
    Object.hasOwn(METRICS, name)
  ),
  "datagrams_truncated",
  "datagrams_received",
  "exchange_median_seconds",
];

/** What an experiment noted that is about the machine and not about the transport. */
const OF_THE_MACHINE = ["interfaces"];

/**
 * Everything that a trial says.
 *
 * @param trial A trial that was completed.
 * @returns The facts with their values. Whatever the experiment has observed (error codes,
 * outcomes, who was served) is an exact one; but no count on an emulated link, where
 * chance has a part in it.
 */
export function factsOf(trial: TrialRecord): [fact: Fact, value: FactValue][] {
  const observed = Object.keys(trial.observations ?? {})
    .filter((name) =>
      !OF_THE_MACHINE.includes(name) &&
      (isOverLoopback(trial) ||
        typeof trial.observations?.[name] !== "number")
    )
    .map((name): Fact => ({
      name: `observed ${name}`,
      rule: "exact",
      valueOf: ({ observations }) => observations?.[name],
    }));
  return [...FACTS, ...observed].flatMap((fact): [Fact, FactValue][] => {
    if (fact.where?.(trial) === false) return [];
    const value = fact.valueOf(trial);
    return value === undefined ? [] : [[fact, value]];
  });
}

function metric(name: MetricName): Fact {
  return { name, rule: "exact", valueOf: ({ metrics }) => metrics[name] };
}

function isOverLoopback({ link }: TrialRecord): boolean {
  return link === "loopback";
}

function isExchange({ metrics }: TrialRecord): boolean {
  return metrics.exchange_median_seconds !== undefined;
}

/**
 * Downloads whose segments the condition decides: TCP_CORK lets full ones out, and
 * TCP_NODELAY with a limited size one for each write. Without the limit, a sender that has
 * to wait puts writes together.
 */
function hasSteadySegments({ factors }: TrialRecord): boolean {
  return factors.sending === "cork" ||
    factors.sending === "no-delay" &&
      typeof factors.maximumSegmentBytes === "number";
}

/**
 * One value of all transfers of a trial: of truths whether all hold, of anything else the
 * values side by side in the order of the clients.
 */
function overTransfers(
  valueOf: (transfer: TransferRecord) => FactValue,
  transport?: "tcp",
): Fact["valueOf"] {
  return ({ transfers }) => {
    const values = transfers.filter((one) =>
      transport === undefined || one.transport === transport
    ).map(valueOf);
    if (values.length < 2) return values[0];
    return values.every((value) => typeof value === "boolean")
      ? values.every(Boolean)
      : values.join(" ");
  };
}
