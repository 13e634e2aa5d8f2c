/**
 * Where the times of a ladder lie: downwards, so far apart that every arrow can be read,
 * and no further than that a page holds them.
 *
 * @module
 */

import type { PacketRow } from "../../link/packet_row.ts";

/** Room between the beginnings of two arrows: each has a line of text. */
const LABEL_HEIGHT = 17;

/** Least room between other instants that differ. */
const LEAST_GAP = 3;

/** Most room for a time in which nothing happens. */
const MOST_GAP = 90;

/** Height that the whole time would have if it were to scale. */
const SCALE_HEIGHT = 480;

/** Room above the first arrow. */
const TOP = 18;

/** Where an arrow lies, from the top of the plot. */
export interface ArrowPlace {
  /** Where it begins. */
  left: number;
  /** Where it ends; absent where the packet never came. */
  came: number | undefined;
}

/**
 * Lays the times of packets out. What was earlier is never below what was later.
 *
 * @param packets Packets by the time at which they left.
 * @returns A place for each, and the height of all.
 */
export function layOutTimes(
  packets: readonly Pick<PacketRow, "in_seconds" | "out_seconds">[],
): { places: ArrowPlace[]; height: number } {
  const instants = packets.flatMap(({ in_seconds, out_seconds }, index) => [
    { seconds: in_seconds, index, isLeaving: true },
    ...(out_seconds === undefined
      ? []
      : [{ seconds: out_seconds, index, isLeaving: false }]),
  ]).sort((a, b) => a.seconds - b.seconds);
  const whole = (instants.at(-1)?.seconds ?? 0) - (instants[0]?.seconds ?? 0);
  const perSecond = whole > 0 ? SCALE_HEIGHT / whole : 0;
  const places = packets.map((): ArrowPlace => ({ left: 0, came: undefined }));
  let y = TOP;
  let lastLabel = -Infinity;
  let last = instants[0]?.seconds ?? 0;
  for (const { seconds, index, isLeaving } of instants) {
    if (seconds > last) {
      y += Math.min(
        MOST_GAP,
        Math.max(LEAST_GAP, (seconds - last) * perSecond),
      );
    }
    last = seconds;
    if (isLeaving) {
      y = Math.max(y, lastLabel + LABEL_HEIGHT);
      lastLabel = y;
      places[index]!.left = y;
    } else {
      places[index]!.came = y;
    }
  }
  return { places, height: Math.ceil(y) + 12 };
}
