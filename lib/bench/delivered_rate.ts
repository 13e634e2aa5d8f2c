/**
 * The number that most parts are about.
 *
 * @module
 */

import { type Delivery, rateOf, type Transfer } from "./contender.ts";
import type { Measurement } from "./workbench.ts";

/** Name of the metric. */
export const DELIVERED_RATE = "delivered_bytes_per_second";

/** The same once the connection was there, for comparing with those that count from then. */
export const RATE_ONCE_CONNECTED = "delivered_bytes_per_second_once_connected";

/**
 * Both of them.
 *
 * @param transfer What was asked for.
 * @param delivery What arrived.
 * @returns The measurements.
 */
export function deliveredRates(
  transfer: Transfer,
  delivery: Delivery,
): Measurement[] {
  const seconds = delivery.seconds - delivery.connectSeconds;
  return [
    deliveredRate(transfer, delivery),
    {
      ...deliveredRate(transfer, { ...delivery, seconds }),
      metric: RATE_ONCE_CONNECTED,
    },
  ];
}

/**
 * Delivered bytes per second, and how much of what was asked for they are.
 *
 * @param transfer What was asked for.
 * @param delivery What arrived.
 * @returns The measurement.
 */
export function deliveredRate(
  transfer: Transfer,
  delivery: Delivery,
): Measurement {
  return {
    metric: DELIVERED_RATE,
    unit: "bytes per second",
    value: rateOf(delivery),
    details: {
      asked_bytes: transfer.bytes,
      delivered_bytes: delivery.deliveredBytes,
      time_seconds: delivery.seconds,
      ...(transfer.transport === "udp"
        ? { rate_bytes_per_second: transfer.rateBytesPerSecond }
        : {}),
    },
  };
}
