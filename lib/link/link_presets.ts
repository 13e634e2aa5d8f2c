/**
 * Links that have a name.
 *
 * They are points to start from, not measurements: `source` says of each value whose it
 * is. A queue of one bandwidth-delay product (rate times round-trip time) is the old rule
 * for routers (Villamizar and Song, "High performance TCP in ANSNET", 1994; discussed by
 * Appenzeller, Keslassy and McKeown, "Sizing router buffers", 2004): just enough for one
 * connection that halves its window to keep the link busy.
 *
 * @module
 */

import { formatLinkSpec } from "./format_link_spec.ts";
import { linkOf, type LinkPlan } from "./link_spec.ts";

/** A link with a name. */
export interface LinkPreset {
  /** What differs from an ideal link. */
  plan: LinkPlan;
  /** Where each value comes from, and which ones this project has chosen. */
  source: string;
}

/** Names of the presets. */
export type LinkPresetName = "ideal" | "lan" | "wifi" | "wan" | "satellite";

/**
 * The presets:
 *
 * - `ideal`: carries packets and does nothing else.
 * - `lan`: Fast Ethernet, 100 Mbit/s (IEEE 802.3u, 100BASE-TX). Chosen by us: a delay of
 *   0.1 ms, and a queue of 128 kB, which is 10 ms; a bandwidth-delay product would be
 *   less than two packets. Gigabit Ethernet is more than a process can carry packet by
 *   packet.
 * - `wifi`: a busy wireless hop. On a campus the round trip over it took 3 ms in the
 *   median and about 20 ms at the 90th percentile (Sui and others, "Characterizing and
 *   improving WiFi latency in large-scale operational networks", MobiSys 2016): 3 ms and
 *   a jitter of 3 ms each way give 0 to 12 ms, without that tail. Chosen by us: 50 Mbit/s,
 *   a queue of 100 ms, and no loss, because IEEE 802.11 repeats what was lost.
 * - `wan`: a good access line to a server on the same continent. 40 ms and 10 Mbit/s are
 *   the desktop profile of Lighthouse (`desktopDense4G`: 40 ms, 10,240 kbit/s), here with
 *   half of the time each way. A loss of 0.1% is the most that ITU-T Y.1541 allows in its
 *   classes 0 to 4 (IPLR 10^-3). Chosen by us: the same rate both ways, and a queue of
 *   one bandwidth-delay product.
 * - `satellite`: one hop over a geostationary satellite, from the edge of its view: 279 ms
 *   each way, 558 ms for a round trip (RFC 2488, section 2). 25 and 3 Mbit/s are what the
 *   FCC called broadband (2015 Broadband Progress Report). Chosen by us: a loss of 0.1%,
 *   about what one wrong bit in 10^7 does to packets of 1,500 bytes, and a queue of one
 *   bandwidth-delay product, rounded.
 */
export const LINK_PRESETS: Readonly<Record<LinkPresetName, LinkPreset>> = {
  ideal: {
    plan: {},
    source: "Nothing but the carrying itself: the control of an experiment.",
  },
  lan: {
    plan: {
      both: {
        delayMs: 0.1,
        rateBitsPerSecond: 100_000_000,
        queueBytes: 128_000,
      },
    },
    source:
      "Rate: Fast Ethernet, IEEE 802.3u (100BASE-TX). Chosen by this project: delay; " +
      "queue, 10 ms at this rate.",
  },
  wifi: {
    plan: {
      both: {
        delayMs: 3,
        jitterMs: 3,
        rateBitsPerSecond: 50_000_000,
        queueBytes: 625_000,
      },
    },
    source:
      "Delay and jitter: chosen after Sui and others, “Characterizing and improving WiFi " +
      "latency in large-scale operational networks” (MobiSys 2016), where the round trip " +
      "over the wireless hop took 3 ms in the median and about 20 ms at the 90th " +
      "percentile; the tail beyond 12 ms is missing here. Chosen by this project: rate; " +
      "queue, 100 ms at this rate; no loss, because IEEE 802.11 repeats lost frames.",
  },
  wan: {
    plan: {
      both: {
        delayMs: 20,
        rateBitsPerSecond: 10_000_000,
        queueBytes: 50_000,
        lossRatio: 0.001,
      },
    },
    source:
      "Round-trip time and rate: Lighthouse’s desktop profile desktopDense4G (40 ms, " +
      "10,240 kbit/s), rounded. Loss: the upper bound of ITU-T Y.1541, classes 0 to 4 " +
      "(IPLR 10^-3). Chosen by this project: the same rate both ways; queue, one " +
      "bandwidth-delay product.",
  },
  satellite: {
    plan: {
      both: { delayMs: 279, lossRatio: 0.001 },
      server_to_client: {
        rateBitsPerSecond: 25_000_000,
        queueBytes: 1_750_000,
      },
      client_to_server: { rateBitsPerSecond: 3_000_000, queueBytes: 210_000 },
    },
    source:
      "Delay: RFC 2488, section 2, a geostationary hop from the edge of the view area " +
      "(round trip 558 ms). Rates: the FCC’s benchmark for broadband, 2015 Broadband " +
      "Progress Report. Chosen by this project: loss, about what a bit error rate of " +
      "10^-7 does to 1,500 bytes; queue, one bandwidth-delay product, rounded.",
  },
};

/** Names of {@linkcode LINK_PRESETS}, for messages. */
export const LINK_PRESET_NAMES: readonly string[] = Object.keys(LINK_PRESETS);

/**
 * Finds a preset.
 *
 * @param name Any word.
 * @returns The preset of that name, or `undefined`.
 */
export function linkPreset(name: string): LinkPreset | undefined {
  return Object.hasOwn(LINK_PRESETS, name)
    ? LINK_PRESETS[name as LinkPresetName]
    : undefined;
}

/**
 * The part of a help that lists the presets.
 *
 * @param indent What stands before each line.
 * @returns A line for each, and a second one where its directions differ; without a line
 * end at the end.
 */
export function linkPresetsHelp(indent = "  "): string {
  const width = 2 + Math.max(...LINK_PRESET_NAMES.map(({ length }) => length));
  return Object.entries(LINK_PRESETS).map(([name, { plan }]) => {
    const values = name === "ideal"
      ? "carries packets and does nothing else"
      : formatLinkSpec(linkOf(plan));
    return indent + name.padEnd(width) +
      values.replace(" / ", ` /\n${indent}${" ".repeat(width)}`);
  }).join("\n");
}
