/**
 * Figures for people: three significant digits and a unit that keeps them short.
 *
 * @module
 */

/** A unit to print a figure in. */
export interface Scale {
  /** The figure is divided by this. */
  divisor: number;
  /** Printed after it; empty for a plain number. */
  label: string;
}

const DECIMAL: readonly [divisor: number, prefix: string][] = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
];

/**
 * The scale that suits a figure, so that an interval can be printed in the
 * same one as its median.
 *
 * @param value The figure.
 * @param unit Its unit, as the catalogue of metrics says it.
 * @returns `s` or `ms` for seconds, decimal multiples for bytes, else the unit as it is.
 */
export function scaleFor(value: number, unit: string): Scale {
  switch (unit) {
    case "seconds":
      return Math.abs(value) >= 1
        ? { divisor: 1, label: "s" }
        : { divisor: 1e-3, label: "ms" };
    case "bytes per second":
      return decimal(value, "B/s");
    case "bytes":
      return decimal(value, "B");
    case "microseconds":
      return { divisor: 1, label: "µs" };
    case "per second":
      return { divisor: 1, label: "/s" };
    case "count":
    case "ratio":
      return { divisor: 1, label: "" };
    default:
      return { divisor: 1, label: unit };
  }
}

/**
 * A figure without its unit.
 *
 * @param value The figure in the catalogue's unit.
 * @param scale What it is printed in.
 * @returns Three significant digits, such as `22.4` or `0.0213`; whole numbers keep all of theirs.
 */
export function figure(value: number, scale: Scale): string {
  const scaled = value / scale.divisor;
  if (Number.isInteger(scaled)) return String(scaled);
  const digitsBefore = Math.floor(Math.log10(Math.abs(scaled))) + 1;
  return scaled.toFixed(Math.min(Math.max(3 - digitsBefore, 0), 9));
}

/** Bytes in the decimal multiple that leaves one to three digits before the point. */
function decimal(value: number, unit: string): Scale {
  const [divisor, prefix] =
    DECIMAL.find(([divisor]) => Math.abs(value) >= divisor) ?? [1, ""];
  return { divisor, label: prefix + unit };
}
