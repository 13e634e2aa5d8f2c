/**
 * Addresses for the two hosts of a link that mean nothing else on this machine.
 *
 * They are of the ranges that are set aside for measuring network devices: 198.18.0.0/15
 * (RFC 2544, appendix C.2.2) and 2001:2::/48 (RFC 5180, section 8). The hosts are in
 * namespaces of their own, so their addresses cannot touch the machine's; but a person who
 * reads them in a record should not take them for something that the machine can reach.
 *
 * @module
 */

import { readKernelFile } from "../kernel/read_kernel_file.ts";
import { LinkError } from "./link_spec.ts";

/** 198.18.0.0/24 and the 255 after it. */
const NETWORKS = 256;

/** Addresses of a link. */
export interface LinkNetwork {
  /** The server's addresses. */
  server: { ipv4: string; ipv6: string };
  /** The client's addresses. */
  client: { ipv4: string; ipv6: string };
  /** Whether this kernel has IPv6. */
  hasIpv6: boolean;
}

/**
 * Routes to wider ranges than this stand for the whole internet, and say nothing of these
 * addresses: `0.0.0.0/1` and `128.0.0.0/1` of a VPN, `2000::/3` (RFC 4291, section 2.4).
 */
const WIDEST_PREFIX_BITS = 8;
const WIDEST_MASK = 0xff00_0000;

/** A range that this machine has a route to, IPv4 as a number. */
export interface Ipv4Range {
  /** First address. */
  address: number;
  /** Its mask. */
  mask: number;
  /** Device that the route leads to. */
  device: string;
}

/**
 * Ranges that a table of IPv4 routes leads to, without the default route, and without
 * routes that stand for it because they are wider than a /8.
 *
 * @param table Text of /proc/net/route: destination and mask in hexadecimal, in the
 * processor's order of bytes, which is little-endian here.
 * @returns The ranges.
 */
export function routedIpv4(table: string): Ipv4Range[] {
  return table.split("\n").slice(1).flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [device, destination, , , , , , mask] = fields;
    if (device === undefined || destination === undefined || !mask) return [];
    const range = {
      device,
      address: swapped(destination),
      mask: swapped(mask),
    };
    return range.mask < WIDEST_MASK ? [] : [range];
  });
}

function swapped(hexadecimal: string): number {
  const bytes = hexadecimal.match(/../g) ?? [];
  return parseInt(bytes.reverse().join(""), 16);
}

/**
 * Prefixes that a table of IPv6 routes leads to, without the default route, and without
 * routes that stand for it because they are wider than a /8.
 *
 * @param table Text of /proc/net/ipv6_route.
 * @returns Each as its 32 hexadecimal digits and its length in bits.
 */
export function routedIpv6(table: string): { digits: string; bits: number }[] {
  return table.split("\n").flatMap((line) => {
    const [digits, bits] = line.trim().split(/\s+/);
    if (digits === undefined || bits === undefined) return [];
    const length = parseInt(bits, 16);
    return length < WIDEST_PREFIX_BITS ? [] : [{ digits, bits: length }];
  });
}

/** 2001:2:0:n::/64 as hexadecimal digits. */
function ipv6Digits(number: number): string {
  return `200100020000${number.toString(16).padStart(4, "0")}`;
}

function overlapsIpv6(
  number: number,
  ranges: { digits: string; bits: number }[],
): boolean {
  return ranges.some(({ digits, bits }) => {
    const length = Math.min(bits, 64);
    const binary = (text: string) =>
      BigInt(`0x${text.slice(0, 16)}`) >> BigInt(64 - length);
    return binary(digits) === binary(ipv6Digits(number));
  });
}

/**
 * The first network for a link that this thread's network namespace has no route to.
 *
 * @param routes Tables of routes; the kernel's unless given.
 * @returns Its addresses.
 * @throws {LinkError} Where all of the range is routed.
 */
export function freeNetwork(
  routes: { ipv4: string; ipv6: string | undefined } = {
    ipv4: readKernelFile("/proc/thread-self/net/route") ?? "",
    ipv6: readKernelFile("/proc/thread-self/net/ipv6_route"),
  },
): LinkNetwork {
  const ipv4 = routedIpv4(routes.ipv4);
  const ipv6 = routedIpv6(routes.ipv6 ?? "");
  for (let number = 0; number < NETWORKS; number++) {
    const address = (198 * 2 ** 24) + (18 << 16) + (number << 8);
    const isRouted = ipv4.some((range) => {
      const mask = (range.mask & 0xffff_ff00) >>> 0;
      return (address & mask) >>> 0 === (range.address & mask) >>> 0;
    });
    if (isRouted || overlapsIpv6(number, ipv6)) continue;
    const group = number === 0 ? "0" : number.toString(16);
    const host = (last: number) => ({
      ipv4: `198.18.${number}.${last}`,
      ipv6: `2001:2:0:${group}::${last}`,
    });
    return {
      server: host(1),
      client: host(2),
      hasIpv6: routes.ipv6 !== undefined,
    };
  }
  const devices = new Set(ipv4.map(({ device }) => device));
  throw new LinkError(
    "A link has no addresses: all of 198.18.0.0/16 or 2001:2::/48, the ranges set aside for " +
      `measuring, is routed on this machine already (${
        [...devices].join(", ")
      }). \`ip route\` shows how; free a /24 of it.`,
  );
}
