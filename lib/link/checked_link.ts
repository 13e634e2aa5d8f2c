/**
 * Whether a link can be: the ranges of its parts, and what only shows when they are
 * together.
 *
 * @module
 */

import { DIRECTION_PARTS } from "./link_parts.ts";
import {
  DIRECTIONS,
  type DirectionSpec,
  LARGEST_MTU_BYTES,
  LinkError,
  type LinkSpec,
  SMALLEST_IPV6_MTU_BYTES,
  SMALLEST_MTU_BYTES,
} from "./link_spec.ts";
import { formatQuantity, SIZE, TIME } from "./quantity.ts";

/**
 * Looks a link over, wherever it comes from.
 *
 * @param spec The link. Its rules are not looked at.
 * @returns The same link.
 * @throws {LinkError} Naming the part that cannot be, with its range and the direction.
 */
export function checkedLink(spec: LinkSpec): LinkSpec {
  checkWholeLink(spec);
  for (const direction of DIRECTIONS) {
    const where = direction.replaceAll("_", " ");
    checkRanges(spec[direction], where);
    checkTogether(spec[direction], where, spec.mtuBytes);
  }
  return spec;
}

function checkWholeLink({ mtuBytes, ipVersion }: LinkSpec): void {
  if (ipVersion !== 4 && ipVersion !== 6) {
    throw new LinkError(
      `ip=${ipVersion} is no version of the Internet Protocol: 4 or 6`,
    );
  }
  if (
    !Number.isInteger(mtuBytes) || mtuBytes < SMALLEST_MTU_BYTES ||
    mtuBytes > LARGEST_MTU_BYTES
  ) {
    throw new LinkError(
      `mtu=${mtuBytes} is out of range: the mtu takes whole bytes from ` +
        `${SMALLEST_MTU_BYTES} to ${LARGEST_MTU_BYTES}, such as 1500`,
    );
  }
  if (ipVersion === 6 && mtuBytes < SMALLEST_IPV6_MTU_BYTES) {
    throw new LinkError(
      `mtu=${mtuBytes} is too small for ip=6: the mtu takes bytes from ` +
        `${SMALLEST_IPV6_MTU_BYTES} (RFC 8200, section 5) to ${LARGEST_MTU_BYTES}, ` +
        "such as 1500",
    );
  }
}

function checkRanges(spec: DirectionSpec, where: string): void {
  for (const { name, takes, fields, fits } of DIRECTION_PARTS) {
    if (fits(spec)) continue;
    const given = fields.map((field) =>
      `${field} ${JSON.stringify(spec[field], nameNumber)}`
    ).join(", ");
    throw new LinkError(
      `${name} is out of range (${where}: ${given}): it takes ${takes}`,
    );
  }
}

/** JSON has no word for the numbers that are none. */
function nameNumber(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value)
    ? `${value}`
    : value;
}

function checkTogether(
  { delayMs, jitterMs, rateBitsPerSecond, queueBytes, queuePackets }:
    DirectionSpec,
  where: string,
  mtuBytes: number,
): void {
  if (jitterMs > delayMs) {
    throw new LinkError(
      `jitter=${formatQuantity(jitterMs, TIME)} is more than delay=` +
        `${
          formatQuantity(delayMs, TIME)
        } (${where}): the jitter goes from 0 to the ` +
        "delay, such as delay=10ms jitter=2ms",
    );
  }
  if (rateBitsPerSecond === 0 && (queueBytes > 0 || queuePackets > 0)) {
    throw new LinkError(
      `a queue needs a rate (${where}): without a bottleneck no packet waits; ` +
        "give both, such as rate=50mbit queue=64kB",
    );
  }
  if (queueBytes > 0 && queueBytes < mtuBytes) {
    throw new LinkError(
      `queue=${formatQuantity(queueBytes, SIZE)} has no room for a packet of ` +
        `${mtuBytes} bytes (${where}): it would never arrive; the queue takes at ` +
        "least the mtu in bytes, such as queue=64kB",
    );
  }
}
