/**
 * What a link does to packets: the form in which the rest of the lab knows it.
 *
 * @module
 */

/** The way of a packet. */
export type Direction = "server_to_client" | "client_to_server";

/** Both ways, the one of the books first. */
export const DIRECTIONS = ["server_to_client", "client_to_server"] as const;

/** The two ends of a link, each in the place of the direction that it sends in. */
export const LINK_ENDS = ["server", "client"] as const;

/** One of {@linkcode LINK_ENDS}: a host of its own. */
export type LinkEnd = typeof LINK_ENDS[number];

/** The way of the packets that each end sends. */
export const SENT_BY: Readonly<Record<LinkEnd, Direction>> = {
  server: "server_to_client",
  client: "client_to_server",
};

/**
 * The end that gets what an end sends.
 *
 * @param end An end.
 * @returns The other one.
 */
export function otherEnd(end: LinkEnd): LinkEnd {
  return end === "server" ? "client" : "server";
}

/**
 * Losses that come in bursts (Gilbert, "Capacity of a burst-noise channel", 1960;
 * Elliott, "Estimates of error rates for codes on burst-noise channels", 1963): before
 * each packet the channel may change between a good and a bad state.
 */
export interface BurstLoss {
  /** Chance that a good channel turns bad before a packet, 0 to 1. */
  enterRatio: number;
  /** Chance that a bad channel turns good before a packet, above 0, to 1. */
  leaveRatio: number;
  /** Share of packets that a bad channel loses, 0 to 1; 1 is Gilbert's simple channel. */
  lossRatio: number;
}

/** What one direction does to packets. */
export interface DirectionSpec {
  /** Time on the way, in milliseconds, 0 to 60,000; not counting the queue and sending. */
  delayMs: number;
  /**
   * The delay of each packet is drawn evenly from `delayMs - jitterMs` to
   * `delayMs + jitterMs`; it is at most `delayMs`. Packets keep their order: one that
   * is late makes the next ones late, as on a link that repeats what was lost (Wi-Fi).
   */
  jitterMs: number;
  /** Rate of the bottleneck, in bits of IP packets per second; 0 for no limit. */
  rateBitsPerSecond: number;
  /**
   * Room for packets that wait for the bottleneck or are being sent, in bytes of IP
   * packets; 0 for no limit. A packet that does not fit is dropped (tail drop).
   */
  queueBytes: number;
  /** The same in packets; 0 for no limit. Both limits can hold at once. */
  queuePackets: number;
  /** Share of packets that are lost, each by itself, 0 to 1. */
  lossRatio: number;
  /** Losses in bursts, beside {@linkcode lossRatio}. */
  burstLoss?: BurstLoss;
  /** Share of packets of which a copy follows at once, 0 to 1. */
  duplicateRatio: number;
  /** Share of packets that are held back until later ones have passed, 0 to 1. */
  reorderRatio: number;
  /** How many later packets pass one that is held back, 1 to 100. */
  reorderPackets: number;
  /**
   * Share of packets in which one bit is turned over, 0 to 1: in the TCP or UDP part,
   * but in none of the fields without which the receiver could not count the damage.
   */
  corruptRatio: number;
}

/** Where a rule is found: it is code, so it crosses to the link's process by name. */
export interface RuleReference {
  /** URL of the module, such as `file:///…/rules.ts`. */
  module: string;
  /** Name of the exported function that makes the rule. */
  name: string;
  /** What that function is given: anything that JSON can hold. */
  parameters: unknown;
}

/** A link. */
export interface LinkSpec {
  /** Largest IP packet, in bytes, 576 to 65,521 in IPv4, from 1,280 in IPv6. */
  mtuBytes: number;
  /** Version of the Internet Protocol of the addresses. */
  ipVersion: 4 | 6;
  /** The way of the books. */
  server_to_client: DirectionSpec;
  /** The way of requests and acknowledgements. */
  client_to_server: DirectionSpec;
  /** Rules that see each packet before anything else does, in this order. */
  rules: RuleReference[];
}

/** A direction that does nothing to a packet but carry it. */
export const IDEAL_DIRECTION: DirectionSpec = {
  delayMs: 0,
  jitterMs: 0,
  rateBitsPerSecond: 0,
  queueBytes: 0,
  queuePackets: 0,
  lossRatio: 0,
  duplicateRatio: 0,
  reorderRatio: 0,
  reorderPackets: 1,
  corruptRatio: 0,
};

/** What a link can be told, everything else being ideal. */
export interface LinkPlan
  extends Partial<Pick<LinkSpec, "mtuBytes" | "ipVersion" | "rules">> {
  /** Both directions, unless one of them says otherwise. */
  both?: Partial<DirectionSpec>;
  /** The way of the books. */
  server_to_client?: Partial<DirectionSpec>;
  /** The way of requests and acknowledgements. */
  client_to_server?: Partial<DirectionSpec>;
}

/** Every host of IPv4 takes a packet of this size (RFC 791, section 3.1). */
export const SMALLEST_MTU_BYTES = 576;

/** No link of IPv6 takes less (RFC 8200, section 5). */
export const SMALLEST_IPV6_MTU_BYTES = 1280;

/**
 * The limit is ours: 65,535 less the header of Ethernet, which is what a device with such a
 * header takes. A TUN device, which has none, would allow 65,535 (drivers/net/tun.c).
 */
export const LARGEST_MTU_BYTES = 65_521;

/** MTU of Ethernet, and of nearly every path (RFC 894). */
export const DEFAULT_MTU_BYTES = 1500;

/** A link cannot be described, made or used. */
export class LinkError extends Error {
  /** Name of the class, for stack traces and for the link's protocol. */
  override name = "LinkError";
}

/**
 * A link out of what differs from an ideal one.
 *
 * @param plan What differs.
 * @returns The link.
 */
export function linkOf(plan: LinkPlan): LinkSpec {
  const { both, server_to_client, client_to_server } = plan;
  return {
    mtuBytes: plan.mtuBytes ?? DEFAULT_MTU_BYTES,
    ipVersion: plan.ipVersion ?? 4,
    server_to_client: { ...IDEAL_DIRECTION, ...both, ...server_to_client },
    client_to_server: { ...IDEAL_DIRECTION, ...both, ...client_to_server },
    rules: plan.rules ?? [],
  };
}
