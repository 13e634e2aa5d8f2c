/**
 * The account of a link: where every packet went.
 *
 * @module
 */

import { type Direction, DIRECTIONS } from "./link_spec.ts";
import type { DropCause } from "./trace.ts";

/** The account of one direction, since the trial began. In packets unless it says otherwise. */
export interface DirectionAccount {
  /** Packets that the sender's kernel has handed to the link. */
  taken: number;
  /** Bytes of them. */
  taken_bytes: number;
  /** Copies that the link has made. */
  copied: number;
  /** Packets, copies included, that the receiver's kernel has taken. */
  delivered: number;
  /** Bytes of them. */
  delivered_bytes: number;
  /** Packets that were not delivered, by cause. */
  dropped: Record<DropCause, number>;
  /** Packets that are still on their way. */
  underway: number;
  /** Packets in which a bit was turned over. */
  corrupted: number;
  /** Packets that were held back and overtaken. */
  reordered: number;
  /** Most bytes that have waited for the bottleneck at once, the one being sent included. */
  queue_peak_bytes: number;
  /** Mean time that packets have waited for the bottleneck, in milliseconds. */
  queue_mean_ms: number;
  /** Longest such time. */
  queue_max_ms: number;
  /** Packets that the sender's kernel counts as handed to its device. */
  device_sent: number;
  /** Packets that the sender's kernel counts as dropped before the link saw them. */
  device_dropped: number;
  /** Packets that the receiver's kernel counts as come from its device. */
  device_received: number;
}

/** The account of a link. */
export type LinkAccount = Record<Direction, DirectionAccount>;

/**
 * What does not add up in an account: every packet that was taken or made has to be
 * delivered, dropped for a cause, or still on its way; and both kernels have to have
 * counted the same.
 *
 * @param account The account of a trial.
 * @returns A sentence for each sum that is wrong; none where all are right.
 */
export function openSums(account: LinkAccount): string[] {
  return DIRECTIONS.flatMap((direction) => {
    const { taken, copied, delivered, dropped, underway, ...device } =
      account[direction];
    const lost = Object.values(dropped).reduce((sum, one) => sum + one, 0);
    return [
      {
        what: `taken ${taken} + copied ${copied}`,
        have: taken + copied,
        is:
          `delivered ${delivered} + dropped ${lost} + still underway ${underway}`,
        want: delivered + lost + underway,
      },
      {
        what: `taken ${taken}`,
        have: taken,
        is: `what the sender's kernel sent, ${device.device_sent}`,
        want: device.device_sent,
      },
      {
        what: `delivered ${delivered}`,
        have: delivered,
        is: `what the receiver's kernel received, ${device.device_received}`,
        want: device.device_received,
      },
    ].flatMap(({ what, have, is, want }) =>
      have === want
        ? []
        : [`${direction.replaceAll("_", " ")}: ${what} is not ${is}`]
    );
  });
}
