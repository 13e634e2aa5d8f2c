/**
 * What is sent over a link in the benchmark: by this lab, and by iperf3.
 *
 * @module
 */

import {
  type Iperf3Result,
  type Iperf3Words,
  runIperf3,
} from "../../experiment/foreign/iperf3.ts";
import type { Fetched } from "../../experiment/lab.ts";
import type { TransferRecord } from "../../experiment/record.ts";
import type { LinkBench } from "./link_bench.ts";

/** Payload of a datagram whose IPv4 packet has 1,500 bytes. */
export const FULL_PAYLOAD_BYTES = 1472;

/** Header of this lab's data datagrams, which is part of the payload. */
const LAB_HEADER_BYTES = 8;

const TCP_BUFFER_BYTES = 65_536;

/**
 * Has iperf3 send from the server's host to the client's.
 *
 * @param link The link, in a trial.
 * @param words What to send.
 * @param endsBy Ends it early; by itself whatever ends the benchmark.
 * @returns What iperf3 reports.
 */
export function iperf3Down(
  { lab: { link }, signal }: LinkBench,
  words: Omit<Iperf3Words, "address" | "sender">,
  endsBy: AbortSignal = signal,
): Promise<Iperf3Result> {
  return runIperf3({
    ...words,
    address: link!.address("server"),
    sender: "server",
    serverPrefix: link!.prefix("server"),
    clientPrefix: link!.prefix("client"),
    signal: endsBy,
  });
}

/**
 * Downloads the beginning of the content over TCP.
 *
 * @param link The link, in a trial.
 * @param bytes How much of it.
 * @returns What came.
 */
export async function downloadOverTcp(
  { lab }: LinkBench,
  bytes: number,
): Promise<Fetched> {
  const from = await lab.serve({ transport: "tcp", prefixBytes: bytes });
  const fetched = await lab.fetch({ from, bufferBytes: TCP_BUFFER_BYTES });
  await from.stop();
  return fetched;
}

/** Datagrams at a steady rate. */
export interface PacedDatagrams {
  /** How many. */
  count: number;
  /** Payload of each, in bytes. */
  payloadBytes: number;
  /** Datagrams sent per second. */
  perSecond: number;
}

/**
 * Downloads the beginning of the content over UDP.
 *
 * @param link The link, in a trial.
 * @param datagrams How many, how large, how fast.
 * @returns The transfer with its ledger.
 */
export async function downloadOverUdp(
  { lab }: LinkBench,
  { count, payloadBytes, perSecond }: PacedDatagrams,
): Promise<TransferRecord> {
  const bufferBytes = payloadBytes - LAB_HEADER_BYTES;
  const from = await lab.serve({
    transport: "udp",
    prefixBytes: count * bufferBytes,
    rateBytesPerSecond: perSecond * bufferBytes,
  });
  const [transfer] = await lab.settle([await lab.fetch({ from, bufferBytes })]);
  return transfer!;
}
