/**
 * Numbers with units, as a person writes them: `10ms`, `50mbit`, `64kB`, `0.5%`.
 *
 * @module
 */

/** A unit. */
export interface Unit {
  /** As it is written behind the number. */
  name: string;
  /** How many of the measure's own unit it is: ten to this power. */
  powerOfTen: number;
  /** Where it is no power of ten: how many it is, a power of two. */
  bytes?: number;
}

/** What can be measured in the same units. */
export interface Measure {
  /** From the most usual to the least: of two equally short texts the first is written. */
  units: readonly Unit[];
  /** Whether `MBIT` and `Mbit` are as good as `mbit`. */
  anyCase?: boolean;
  /** Written behind a unit it changes nothing. */
  suffix?: string;
  /** Whether a number without a unit counts; zero always does. */
  bare?: boolean;
}

/** Times, in milliseconds. */
export const TIME: Measure = {
  units: [
    { name: "ms", powerOfTen: 0 },
    { name: "s", powerOfTen: 3 },
    { name: "us", powerOfTen: -3 },
  ],
};

/** Rates, in bits per second. The units are decimal, as those of tc(8) are. */
export const RATE: Measure = {
  units: [
    { name: "mbit", powerOfTen: 6 },
    { name: "kbit", powerOfTen: 3 },
    { name: "gbit", powerOfTen: 9 },
    { name: "bit", powerOfTen: 0 },
  ],
  anyCase: true,
  suffix: "/s",
};

/** Sizes, in bytes. Their case counts: `kb` could be meant as kilobits. */
export const SIZE: Measure = {
  units: [
    { name: "kB", powerOfTen: 3 },
    { name: "KiB", powerOfTen: 0, bytes: 2 ** 10 },
    { name: "MB", powerOfTen: 6 },
    { name: "MiB", powerOfTen: 0, bytes: 2 ** 20 },
    { name: "B", powerOfTen: 0 },
  ],
};

/** Shares of a whole: 1 is all of it. */
export const SHARE: Measure = {
  units: [{ name: "%", powerOfTen: -2 }],
  bare: true,
};

/** A measure's own unit, which is not written. */
const OWN_UNIT: Unit = { name: "", powerOfTen: 0 };

/**
 * Reads a number with its unit.
 *
 * @param text Such as `1.5ms`.
 * @param measure What it measures.
 * @returns The number in the measure's own unit, from 0; undefined where the text is no
 * such number or has none of the units.
 */
export function parseQuantity(
  text: string,
  measure: Measure,
): number | undefined {
  const [, number, written] = /^(\d+(?:\.\d+)?|\.\d+)(\D*)$/.exec(text) ?? [];
  if (number === undefined || written === undefined) return undefined;
  const bare = written === "" && (measure.bare || Number(number) === 0);
  const unit = bare ? OWN_UNIT : unitNamed(written, measure);
  if (unit === undefined) return undefined;
  // moves the point instead of multiplying: 0.7 / 100 is 0.006999999999999999
  const value = Number(`${number}e${unit.powerOfTen}`) * (unit.bytes ?? 1);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Writes a number with the unit that makes the text shortest, preferably without a point.
 *
 * @param value The number in the measure's own unit, from 0.
 * @param measure What it measures.
 * @returns The text, from which {@linkcode parseQuantity} reads exactly this number.
 */
export function formatQuantity(value: number, measure: Measure): string {
  const texts = measure.units.map(({ name, powerOfTen, bytes = 1 }) =>
    movePoint(value / bytes, -powerOfTen) + name
  );
  const cost = (text: string) => text.length + (text.includes(".") ? 0.5 : 0);
  return texts.reduce((best, text) => cost(text) < cost(best) ? text : best);
}

/**
 * The units of a measure, for a message.
 *
 * @param measure The measure.
 * @returns Such as `us, ms, s`, from the smallest to the largest.
 */
export function unitNames(measure: Measure): string {
  const size = ({ powerOfTen, bytes = 1 }: Unit) => bytes * 10 ** powerOfTen;
  return measure.units.toSorted((a, b) => size(a) - size(b))
    .map(({ name }) => name).join(", ");
}

function unitNamed(written: string, measure: Measure): Unit | undefined {
  const { anyCase = false, suffix = "" } = measure;
  const lower = anyCase ? written.toLowerCase() : written;
  return measure.units.find(({ name }) =>
    lower === name || (suffix !== "" && lower === name + suffix)
  );
}

/** The shortest decimal digits of a number, with the point so many places to the right. */
function movePoint(value: number, places: number): string {
  if (value === 0) return "0";
  const [mantissa = "", exponent] = value.toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const point = 1 + Number(exponent) + places;
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return digits.padEnd(point, "0");
  return `${digits.slice(0, point)}.${digits.slice(point)}`;
}
