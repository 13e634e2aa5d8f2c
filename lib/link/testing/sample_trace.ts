/**
 * For tests: the traces of `fixtures/packets`, and segments made by hand.
 *
 * @module
 */

import { parse } from "@std/csv";
import type { LinkEnd } from "../link_spec.ts";
import type { TcpHeader } from "../packet.ts";
import type { Trace, TracedPacket } from "../trace.ts";

const FOLDER = new URL("../../../fixtures/packets/", import.meta.url);

/** The traces that are there. */
export const SAMPLES = [
  "lossy_ipv4",
  "lossy_ipv6",
  "slow_reader_ipv4",
] as const;

/** One of {@linkcode SAMPLES}. */
export type SampleName = typeof SAMPLES[number];

/**
 * Reads a trace.
 *
 * @param name Its name.
 */
export function sampleTrace(name: SampleName): Trace {
  const [first, ...packets] = Deno.readTextFileSync(
    new URL(`${name}.jsonl`, FOLDER),
  ).trim().split("\n").map((line) => JSON.parse(line));
  return {
    ...first,
    packets: packets.map((packet) => ({
      ...packet,
      head: Uint8Array.fromBase64(packet.head),
    })),
  };
}

/**
 * Reads what tshark says of the segments that a side has sent.
 *
 * @param name Name of the trace.
 * @param side The side.
 * @returns Fields by name, segment by segment.
 */
export function tsharkFields(
  name: SampleName,
  side: LinkEnd,
): Record<string, string>[] {
  return parse(
    Deno.readTextFileSync(new URL(`${name}.${side}.tsv`, FOLDER)),
    { separator: "\t", skipFirstRow: true },
  );
}

/** What a segment made by hand differs in from an acknowledgement of nothing. */
export interface SegmentParts
  extends Partial<Pick<TcpHeader, "sequence" | "acknowledgement" | "window">> {
  /** Names of its flags, such as `SYN ACK`; `ACK` unless given. */
  flags?: string;
  /** TCP options as bytes, a multiple of 4. */
  options?: number[];
  /** Bytes of payload that the length fields claim. */
  payloadBytes?: number;
  /** Port of the client; 40,000 unless given. */
  clientPort?: number;
}

const FLAGS = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"];

/**
 * The headers of a segment of TCP over IPv4 between 10.0.0.1 port 5000, the server, and
 * 10.0.0.2, the client.
 *
 * @param isFromServer Which way it goes.
 * @param parts What it says.
 * @returns Its bytes without the payload.
 */
export function segmentHead(
  isFromServer: boolean,
  {
    flags = "ACK",
    sequence = 0,
    acknowledgement = 0,
    window = 1000,
    options = [],
    payloadBytes = 0,
    clientPort = 40_000,
  }: SegmentParts,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(40 + options.length);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, 0x45);
  view.setUint16(2, bytes.length + payloadBytes);
  view.setUint8(8, 64);
  view.setUint8(9, 6);
  const [source, destination] = isFromServer ? [1, 2] : [2, 1];
  bytes.set([10, 0, 0, source, 10, 0, 0, destination], 12);
  const [from, to] = isFromServer ? [5000, clientPort] : [clientPort, 5000];
  view.setUint16(20, from);
  view.setUint16(22, to);
  view.setUint32(24, sequence);
  view.setUint32(28, acknowledgement);
  view.setUint8(32, (20 + options.length) << 2);
  view.setUint8(
    33,
    flags.split(" ").reduce((sum, name) => sum | 1 << FLAGS.indexOf(name), 0),
  );
  view.setUint16(34, window);
  bytes.set(options, 40);
  return bytes;
}

/** A packet made by hand: what its segment says, and what differs in its fate. */
export type TracedParts = SegmentParts & Partial<TracedPacket>;

/**
 * A trace made by hand. Packet by packet a millisecond passes, and each is 20 ms on its way.
 *
 * @param packets Each packet: which side has sent it, and what differs.
 * @returns The trace.
 */
export function handMadeTrace(
  packets: readonly (readonly [from: LinkEnd, parts: TracedParts])[],
): Trace {
  const numbers = { server_to_client: 0, client_to_server: 0 };
  return {
    startedAtMs: 1_700_000_000_000.25,
    server: "10.0.0.1",
    client: "10.0.0.2",
    packets: packets.map(([from, parts], index) => {
      const direction = from === "server"
        ? "server_to_client"
        : "client_to_server";
      const head = parts.head ?? segmentHead(from === "server", parts);
      const inMs = parts.inMs ?? index;
      return {
        direction,
        number: parts.number ?? ++numbers[direction],
        inMs,
        ...(parts.dropped === undefined
          ? { outMs: parts.outMs ?? inMs + 20 }
          : { dropped: parts.dropped }),
        ...(parts.copy ? { copy: true } : {}),
        ...(parts.corrupted ? { corrupted: true } : {}),
        ...(parts.reordered ? { reordered: true } : {}),
        totalBytes: parts.totalBytes ?? head.length + (parts.payloadBytes ?? 0),
        head,
      };
    }),
  };
}

/** Packets with different fates: dropped, delivered, copied, corrupted, the other way. */
export const FATES: Trace = handMadeTrace([
  ["server", { payloadBytes: 100, dropped: "queue_full" }],
  ["server", { sequence: 100, payloadBytes: 100, inMs: 5, outMs: 25.1 }],
  ["server", { number: 2, copy: true, inMs: 5, outMs: 25.1 }],
  ["server", { inMs: 6, outMs: 7, corrupted: true }],
  ["client", { inMs: 2, outMs: 22 }],
]);
