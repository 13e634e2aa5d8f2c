/**
 * For tests: the account of a link, made by hand.
 *
 * @module
 */

import type { LinkAccount } from "../account.ts";

/** An account that adds up, and whose figures differ from each other. */
export const SAMPLE_ACCOUNT: LinkAccount = {
  server_to_client: {
    taken: 1000,
    taken_bytes: 1_400_000,
    copied: 10,
    delivered: 975,
    delivered_bytes: 1_360_000,
    dropped: { rule: 1, loss: 12, burst_loss: 8, queue_full: 9, refused: 2 },
    underway: 3,
    corrupted: 4,
    reordered: 5,
    queue_peak_bytes: 64_000,
    queue_mean_ms: 2.5,
    queue_max_ms: 11.25,
    device_sent: 1000,
    device_dropped: 6,
    device_received: 975,
  },
  client_to_server: {
    taken: 500,
    taken_bytes: 26_000,
    copied: 0,
    delivered: 480,
    delivered_bytes: 24_960,
    dropped: { rule: 0, loss: 0, burst_loss: 0, queue_full: 20, refused: 0 },
    underway: 0,
    corrupted: 0,
    reordered: 0,
    queue_peak_bytes: 1_500,
    queue_mean_ms: 0.125,
    queue_max_ms: 0.5,
    device_sent: 500,
    device_dropped: 0,
    device_received: 480,
  },
};
