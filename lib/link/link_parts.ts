/**
 * The parts of a link's text, such as `delay=10ms`: how each is read and written.
 *
 * @module
 */

import { type DirectionSpec, IDEAL_DIRECTION, LinkError } from "./link_spec.ts";
import {
  formatQuantity,
  type Measure,
  parseQuantity,
  RATE,
  SHARE,
  SIZE,
  TIME,
  unitNames,
} from "./quantity.ts";

/** A part that says something about one direction. */
export interface DirectionPart {
  /** What stands before the equals sign. */
  name: string;
  /** What it says something about. */
  fields: readonly (keyof DirectionSpec)[];
  /** What stands behind it: unit, an example, and range, for messages. */
  takes: string;
  /**
   * Reads what stands behind the equals sign.
   *
   * @param text That text.
   * @returns What it says; undefined where it cannot be read or is out of range.
   */
  read(text: string): Partial<DirectionSpec> | undefined;
  /**
   * Writes what a direction says about it.
   *
   * @param direction The direction.
   * @returns Texts that {@linkcode read} reads; none where nothing differs from ideal.
   */
  write(direction: DirectionSpec): string[];
  /**
   * Whether what a direction says about it is in range, wherever it comes from.
   *
   * @param direction The direction.
   */
  fits(direction: DirectionSpec): boolean;
}

/** Fields of a direction that are plain numbers. */
type NumberField = Exclude<keyof DirectionSpec, "burstLoss">;

const LONGEST_DELAY_MS = 60_000;

const MOST_REORDER_PACKETS = 100;

const SHARE_TAKES = "a share such as 0.5% or 0.005, from 0 to 100%";

const PACKETS_UNIT = "packets";

/** All parts of a direction, in the order in which they are written. */
export const DIRECTION_PARTS: readonly DirectionPart[] = [
  quantityPart("delay", "delayMs", {
    measure: TIME,
    takes: `a time such as 10ms (${unitNames(TIME)}), from 0 to 60s`,
    fits: (value) => value <= LONGEST_DELAY_MS,
  }),
  quantityPart("jitter", "jitterMs", {
    measure: TIME,
    takes: `a time such as 2ms (${unitNames(TIME)}), from 0 to the delay`,
    fits: (value) => value <= LONGEST_DELAY_MS,
  }),
  quantityPart("rate", "rateBitsPerSecond", {
    measure: RATE,
    takes: `bits per second, such as 50mbit (${unitNames(RATE)}), above 0`,
    fits: (value) => value > 0,
  }),
  {
    name: "queue",
    fields: ["queueBytes", "queuePackets"],
    takes: `bytes such as 64kB (${unitNames(SIZE)}) or packets such as ` +
      `100${PACKETS_UNIT}, whole and above 0`,
    read(text) {
      const packets = text.endsWith(PACKETS_UNIT)
        ? wholeNumber(text.slice(0, -PACKETS_UNIT.length))
        : undefined;
      const bytes = parseQuantity(text, SIZE);
      if (packets !== undefined && packets > 0) {
        return { queuePackets: packets };
      }
      return bytes !== undefined && bytes > 0 && Number.isSafeInteger(bytes)
        ? { queueBytes: bytes }
        : undefined;
    },
    write({ queueBytes, queuePackets }) {
      return [
        ...(queueBytes === 0 ? [] : [formatQuantity(queueBytes, SIZE)]),
        ...(queuePackets === 0 ? [] : [`${queuePackets}${PACKETS_UNIT}`]),
      ];
    },
    fits: ({ queueBytes, queuePackets }) =>
      isWhole(queueBytes) && isWhole(queuePackets),
  },
  sharePart("loss", "lossRatio"),
  {
    name: "burst",
    fields: ["burstLoss"],
    takes: "ENTER,LEAVE or ENTER,LEAVE,LOSS, shares such as 1%,30% or " +
      "1%,30%,80%, each from 0 to 100% and LEAVE above 0",
    read(text) {
      const shares = text.split(",").map(parseShare);
      const [enterRatio, leaveRatio, lossRatio = 1] = shares;
      if (shares.length > 3 || shares.includes(undefined)) return undefined;
      return enterRatio !== undefined && leaveRatio !== undefined &&
          leaveRatio > 0
        ? { burstLoss: { enterRatio, leaveRatio, lossRatio } }
        : undefined;
    },
    write({ burstLoss }) {
      if (burstLoss === undefined) return [];
      const { enterRatio, leaveRatio, lossRatio } = burstLoss;
      const shares = [enterRatio, leaveRatio];
      if (lossRatio !== 1) shares.push(lossRatio);
      return [shares.map((share) => formatQuantity(share, SHARE)).join(",")];
    },
    fits({ burstLoss }) {
      if (burstLoss === undefined) return true;
      const { enterRatio, leaveRatio, lossRatio } = burstLoss;
      return [enterRatio, leaveRatio, lossRatio].every(isShare) &&
        leaveRatio > 0;
    },
  },
  sharePart("duplicate", "duplicateRatio"),
  {
    name: "reorder",
    fields: ["reorderRatio", "reorderPackets"],
    takes:
      "SHARE or SHARE,PACKETS such as 1% or 1%,3, a share from 0 to 100% " +
      `and a whole number from 1 to ${MOST_REORDER_PACKETS}`,
    read(text) {
      const [share = "", count = "1", ...more] = text.split(",");
      const reorderRatio = parseShare(share);
      const reorderPackets = wholeNumber(count);
      return more.length === 0 && reorderRatio !== undefined &&
          reorderPackets !== undefined && canPass(reorderPackets)
        ? { reorderRatio, reorderPackets }
        : undefined;
    },
    write({ reorderRatio, reorderPackets }) {
      if (reorderRatio === 0 && reorderPackets === 1) return [];
      const share = formatQuantity(reorderRatio, SHARE);
      return [reorderPackets === 1 ? share : `${share},${reorderPackets}`];
    },
    fits: ({ reorderRatio, reorderPackets }) =>
      isShare(reorderRatio) && canPass(reorderPackets),
  },
  sharePart("corrupt", "corruptRatio"),
];

/**
 * What a part of a link's text cannot be.
 *
 * @param word The part as it was given, such as `rate=fast`.
 * @param expected What was expected, with the part's name, unit, range and an example.
 * @returns The error.
 */
export function unreadable(word: string, expected: string): LinkError {
  return new LinkError(`cannot read "${word}": ${expected}`);
}

/**
 * Reads a whole number in plain digits.
 *
 * @param text Any text.
 * @returns The number, from 0 to 2^53 - 1; undefined where the text is none.
 */
export function wholeNumber(text: string): number | undefined {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  return Number.isSafeInteger(value) ? value : undefined;
}

function sharePart(name: string, field: NumberField): DirectionPart {
  return quantityPart(name, field, {
    measure: SHARE,
    takes: SHARE_TAKES,
    fits: isShare,
  });
}

/** A part with one number, which stands in one field. */
function quantityPart(
  name: string,
  field: NumberField,
  { measure, takes, fits }: {
    measure: Measure;
    takes: string;
    fits: (value: number) => boolean;
  },
): DirectionPart {
  return {
    name,
    fields: [field],
    takes,
    read(text) {
      const value = parseQuantity(text, measure);
      return value !== undefined && fits(value)
        ? { [field]: value }
        : undefined;
    },
    write(direction) {
      const value = direction[field];
      return value === IDEAL_DIRECTION[field]
        ? []
        : [formatQuantity(value, measure)];
    },
    fits(direction) {
      const value = direction[field];
      return value === IDEAL_DIRECTION[field] ||
        Number.isFinite(value) && value >= 0 && fits(value);
    },
  };
}

function parseShare(text: string): number | undefined {
  const share = parseQuantity(text, SHARE);
  return share !== undefined && isShare(share) ? share : undefined;
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

/** Whether so many packets can pass one that is held back. */
function canPass(packets: number): boolean {
  return isWhole(packets) && packets >= 1 && packets <= MOST_REORDER_PACKETS;
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
