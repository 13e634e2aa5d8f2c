/**
 * Reads what tcpdump has captured as a trace, so that loopback is drawn and counted like
 * an emulated link.
 *
 * The form is that of pcap-savefile(5), in the processor's order of bytes: what tcpdump
 * writes on the same machine.
 *
 * @module
 */

import { LinkError } from "./link_spec.ts";
import { parsePacket } from "./parse_packet.ts";
import type { Trace, TracedPacket } from "./trace.ts";

/** Magic number of a file whose times have nanoseconds. */
const MAGIC_NANOSECONDS = 0xa1b2_3c4d;

const FILE_HEADER_BYTES = 24;
const PACKET_HEADER_BYTES = 16;

/** LINKTYPE_ETHERNET of pcap-linktype(7), which the loopback device has on Linux, too. */
const LINKTYPE_ETHERNET = 1;
const ETHERNET_HEADER_BYTES = 14;

/**
 * Reads a capture of one device. Who has sent the first packet of a conversation counts as
 * its client. A packet has crossed loopback in no time: it goes when it comes.
 *
 * @param file Bytes of the file; a packet that is cut off at its end is left out.
 * @returns The trace, with its beginning at the first packet.
 * @throws {LinkError} Where it is no such file.
 */
export function readPcap(file: Uint8Array<ArrayBuffer>): Trace {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (
    file.length < FILE_HEADER_BYTES ||
    view.getUint32(0, true) !== MAGIC_NANOSECONDS ||
    view.getUint32(20, true) !== LINKTYPE_ETHERNET
  ) {
    throw new LinkError(
      "Cannot read the capture: it is none of an Ethernet-like device with times in " +
        "nanoseconds (tcpdump --time-stamp-precision=nano -w)",
    );
  }
  const packets: TracedPacket[] = [];
  const clients = new Map<string, string>();
  const numbers = { client_to_server: 0, server_to_client: 0 };
  let startedAtMs: number | undefined;
  let ends = { server: "", client: "" };
  for (let at = FILE_HEADER_BYTES; at + PACKET_HEADER_BYTES <= file.length;) {
    const timeMs = view.getUint32(at, true) * 1e3 +
      view.getUint32(at + 4, true) / 1e6;
    const capturedBytes = view.getUint32(at + 8, true);
    const originalBytes = view.getUint32(at + 12, true);
    const from = at + PACKET_HEADER_BYTES;
    at = from + capturedBytes;
    if (at > file.length || capturedBytes <= ETHERNET_HEADER_BYTES) continue;
    const head = file.slice(from + ETHERNET_HEADER_BYTES, at);
    const totalBytes = originalBytes - ETHERNET_HEADER_BYTES;
    const packet = parsePacket(head, totalBytes);
    const sender = `${packet.source} ${packet.sourcePort}`;
    const receiver = `${packet.destination} ${packet.destinationPort}`;
    const conversation = [packet.protocol, ...[sender, receiver].sort()]
      .join(" ");
    const client = clients.getOrInsert(conversation, sender);
    if (startedAtMs === undefined) {
      startedAtMs = timeMs;
      ends = { server: packet.destination, client: packet.source };
    }
    const direction = sender === client
      ? "client_to_server"
      : "server_to_client";
    const inMs = timeMs - startedAtMs;
    packets.push({
      direction,
      number: ++numbers[direction],
      inMs,
      outMs: inMs,
      totalBytes,
      head,
    });
  }
  return { startedAtMs: startedAtMs ?? 0, ...ends, packets };
}
