import { assertAlmostEquals, assertEquals } from "@std/assert";
import {
  STARTED_AT_MS,
  tcpTransfer,
  udpTransfer,
} from "../../fixtures/experiments/sample_records.ts";
import { METRICS, type Metrics } from "./metric.ts";
import {
  median,
  metricsOfExchanges,
  metricsOfPorts,
  metricsOfSharing,
  metricsOfTransfers,
} from "./metrics_of.ts";

/** Jain's index of clients with these throughputs. */
function fairness(...shares: number[]): number {
  return metricsOfSharing(
    shares.map((share) => tcpTransfer({ throughput_bytes_per_second: share })),
  ).jain_fairness!;
}

Deno.test("metricsOfTransfers() of one TCP transfer repeats its figures", () => {
  assertEquals(metricsOfTransfers([tcpTransfer()]), {
    time_seconds: 0.5,
    first_byte_seconds: 0.1,
    throughput_bytes_per_second: 2000,
    asked_bytes: 1000,
    received_bytes: 1000,
    words_sent: 170,
    words_received: 170,
    words_lost: 0,
    writes: 10,
    reads: 20,
    bytes_per_read: 50,
  });
});

Deno.test("metricsOfTransfers() adds clients up, from the first one's start to the last one's end", () => {
  const metrics = metricsOfTransfers([
    tcpTransfer({ started_at_ms: STARTED_AT_MS + 1500, reads: 10 }),
    tcpTransfer({ pause_median_microseconds: 100 }),
    udpTransfer({
      started_at_ms: STARTED_AT_MS + 200,
      first_byte_seconds: 0.01,
    }),
  ]);
  assertAlmostEquals(metrics.time_seconds!, 2, 1e-5);
  assertAlmostEquals(metrics.throughput_bytes_per_second!, 1430, 0.1);
  // the UDP client waited for 0.01 s, but it started 0.2 s after the first one
  assertEquals(metrics.first_byte_seconds, 0.1);
  assertEquals(metrics.asked_bytes, 3000);
  assertEquals(metrics.received_bytes, 2860);
  assertEquals(metrics.words_lost, 20);
  assertEquals(metrics.writes, 30);
  assertEquals(metrics.bytes_per_read, 2860 / 39);
  assertEquals(metrics.pause_median_microseconds, 100);
});

Deno.test("metricsOfTransfers() lets a client that is slow, but not last to start, decide the end", () => {
  const metrics = metricsOfTransfers([
    tcpTransfer({ time_seconds: 3 }),
    tcpTransfer({ started_at_ms: STARTED_AT_MS + 100 }),
  ]);
  assertAlmostEquals(metrics.time_seconds!, 3, 1e-5);
});

Deno.test("metricsOfTransfers() takes the account of datagrams from the ledgers", () => {
  const metrics = metricsOfTransfers([udpTransfer(), udpTransfer()]);
  assertEquals(metrics.datagrams_sent, 20);
  assertEquals(metrics.datagrams_received, 18);
  assertEquals(metrics.datagrams_lost, 2);
  assertEquals(metrics.datagrams_truncated, 2);
  assertEquals(metrics.bytes_sent, 2000);
  assertEquals(metrics.bytes_truncated, 80);
  assertEquals(metrics.bytes_lost, 200);
  assertEquals(metrics.loss_ratio, 0.1);
});

Deno.test("metricsOfTransfers() of an empty book has no figure that is no number", () => {
  const { ledger } = udpTransfer();
  const nothing = {
    asked_bytes: 0,
    received_bytes: 0,
    time_seconds: 0,
    first_byte_seconds: 0,
    reads: 0,
  };
  const metrics: Metrics = metricsOfTransfers([
    udpTransfer({
      ...nothing,
      ledger: {
        ...ledger!,
        bytes_sent: 0,
        bytes_lost: 0,
        bytes_received: 0,
        bytes_truncated: 0,
      },
    }),
  ]);
  assertEquals(metrics.throughput_bytes_per_second, 0);
  assertEquals(metrics.loss_ratio, 0);
  assertEquals("bytes_per_read" in metrics, false);
  for (const [name, value] of Object.entries(metrics)) {
    assertEquals(Number.isFinite(value), true, name);
  }
});

Deno.test("metricsOfSharing(): Jain's index is 1 for equal shares and 1/n where one of n has all", () => {
  assertEquals(fairness(5), 1);
  assertEquals(fairness(7, 7, 7, 7), 1);
  for (const n of [2, 4, 8]) {
    assertEquals(fairness(1000, ...Array(n - 1).fill(0)), 1 / n);
  }
});

Deno.test("metricsOfSharing(): Jain's index has the values and properties that the paper states", () => {
  // k of n users share equally and the others get nothing: k/n
  assertAlmostEquals(fairness(...Array(10).fill(2), ...Array(90).fill(0)), 0.1);
  // by hand: (1 + 2 + 3)² / (3 · (1 + 4 + 9))
  assertAlmostEquals(fairness(1, 2, 3), 36 / 42);
  // it does not depend on the unit
  assertAlmostEquals(fairness(1e6, 2e6, 3e6), fairness(1, 2, 3));
});

Deno.test("metricsOfSharing() calls it fair when nobody gets anything, and names the ends", () => {
  assertEquals(fairness(0, 0), 1);
  const metrics = metricsOfSharing([
    tcpTransfer({ throughput_bytes_per_second: 30 }),
    tcpTransfer({ throughput_bytes_per_second: 10 }),
    tcpTransfer({ throughput_bytes_per_second: 20 }),
  ]);
  assertEquals(metrics.client_throughput_min_bytes_per_second, 10);
  assertEquals(metrics.client_throughput_max_bytes_per_second, 30);
});

Deno.test("metricsOfExchanges() gives the middle, the percentiles, the slowest and the rate", () => {
  const seconds = Array.from(
    { length: 100 },
    (_, index) => (100 - index) / 100,
  );
  const before = [...seconds];
  const metrics = metricsOfExchanges(seconds);
  // between neighbours in proportion: type 7 of Hyndman and Fan, as R and NumPy do
  assertAlmostEquals(metrics.exchange_median_seconds!, 0.505);
  assertAlmostEquals(metrics.exchange_p90_seconds!, 0.901);
  assertAlmostEquals(metrics.exchange_p99_seconds!, 0.9901);
  assertEquals(metrics.exchange_max_seconds, 1);
  assertAlmostEquals(metrics.exchanges_per_second!, 100 / 50.5);
  assertEquals(seconds, before);
});

Deno.test("metricsOfExchanges() of one exchange is that exchange", () => {
  assertEquals(metricsOfExchanges([0.25]), {
    exchange_median_seconds: 0.25,
    exchange_p90_seconds: 0.25,
    exchange_p99_seconds: 0.25,
    exchange_max_seconds: 0.25,
    exchanges_per_second: 4,
  });
});

Deno.test("median() takes the middle, or the mean of the two in the middle", () => {
  assertEquals(median([3]), 3);
  assertEquals(median([9, 1, 5]), 5);
  assertEquals(median([4, 10, 1, 2]), 3);
});

Deno.test("metricsOfPorts() counts even ports and takes steps without their sign", () => {
  assertEquals(metricsOfPorts([40_000, 40_002, 40_008, 40_004]), {
    port_even_ratio: 1,
    port_step_median: 4,
  });
  assertEquals(metricsOfPorts([40_001, 40_000]), {
    port_even_ratio: 0.5,
    port_step_median: 1,
  });
});

Deno.test("every metric made here is in the catalogue", () => {
  const made = {
    ...metricsOfTransfers([udpTransfer({ pause_median_microseconds: 1 })]),
    ...metricsOfSharing([tcpTransfer()]),
    ...metricsOfExchanges([1]),
    ...metricsOfPorts([1, 2]),
  };
  for (const name of Object.keys(made)) {
    assertEquals(Object.hasOwn(METRICS, name), true, name);
  }
});
