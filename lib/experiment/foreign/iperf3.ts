/**
 * iperf3: how fast bytes cross a path, by a program that owes nothing to this lab.
 *
 * Its figure is that of its receiver (`sum_received`). Where its client sends, that stops
 * the test once it has sent the bytes: its server then leaves unread what is still in its
 * socket, so that less is received than was asked for. Where its server sends
 * (`--reverse`), its client stops once it has the bytes.
 *
 * @module
 */

import type { Skip } from "../experiment_plan.ts";
import { freePort, untilBound } from "./bound_port.ts";
import { foreignMissing } from "./foreign_missing.ts";
import { OwnedProcess } from "./owned_process.ts";
import { PeerError } from "./peer_error.ts";

const LOOPBACK = "127.0.0.1";

/** What iperf3's client is told. */
export interface Iperf3Words {
  /** Address of the server. */
  address: string;
  /** The transport. */
  transport: "tcp" | "udp";
  /** Which side sends. */
  sender: "client" | "server";
  /** How much: bytes of payload, or seconds. */
  amount: { bytes: number } | { seconds: number };
  /** Bytes of one write, or of one datagram's payload; its own choice unless given. */
  bufferBytes?: number;
  /** Bits of payload to send per second; unless given, TCP as fast as it goes. */
  bitsPerSecond?: number;
  /** TCP: name of the congestion control; the system's unless given. */
  congestionControl?: string;
}

/** One test. */
export interface Iperf3Test extends Iperf3Words {
  /** Words that start a program where the server is to be; none: here. */
  serverPrefix?: readonly string[];
  /** Words that start a program where the client is to be; none: here. */
  clientPrefix?: readonly string[];
  /** Ends it early. */
  signal?: AbortSignal;
}

/** What iperf3 reports. */
export interface Iperf3Result {
  /** Bytes of payload that its sender has sent. */
  sentBytes: number;
  /** Bytes of payload that its receiver got. */
  receivedBytes: number;
  /** Time that they took at the receiver, in seconds. */
  seconds: number;
  /** UDP only. */
  datagrams?: {
    /** Datagrams that should have come, by the number in the last one that did. */
    expected: number;
    /** Those that did not come. */
    lost: number;
    /** Those that came after a later one; 0 where the client sends, who does not know. */
    outOfOrder: number;
  };
}

/** The part of iperf3's report (`--json`) that is read here. */
interface Report {
  error?: string;
  end?: {
    streams?: { udp?: { out_of_order?: number } }[];
    sum_sent?: { bytes: number };
    sum_received?: {
      bytes: number;
      seconds: number;
      packets?: number;
      lost_packets?: number;
    };
  };
}

/**
 * Whether iperf3 can be run here.
 *
 * @returns What is missing, if anything.
 */
export function iperf3Missing(): Skip | undefined {
  return foreignMissing("iperf3");
}

/**
 * Runs a server and a client once.
 *
 * @param test What to do.
 * @returns What iperf3 reports.
 * @throws {PeerError} Where iperf3 fails, with its own words.
 */
export async function runIperf3(test: Iperf3Test): Promise<Iperf3Result> {
  const { address, serverPrefix = [], clientPrefix = [], signal } = test;
  const port = freePort();
  await using server = new OwnedProcess({
    command: [...serverPrefix, ...iperf3ServerCommand(port, address)],
    signal,
  });
  await untilBound("tcp", port, server);
  await using client = new OwnedProcess({
    command: [...clientPrefix, ...iperf3ClientCommand(port, test)],
    signal,
  });
  const { stdout } = await client.outcome();
  return parseIperf3(stdout);
}

/**
 * Has iperf3 send bytes over TCP from a client to a server on 127.0.0.1.
 *
 * @param bytes How many, at least 1.
 * @returns What its server received per second, in bytes.
 * @throws {PeerError} Where iperf3 fails, with its own words.
 */
export async function iperf3OverLoopback(bytes: number): Promise<number> {
  const { receivedBytes, seconds } = await runIperf3({
    address: LOOPBACK,
    transport: "tcp",
    sender: "client",
    amount: { bytes },
  });
  return receivedBytes / seconds;
}

/**
 * How a server for one test is started.
 *
 * @param port Where it listens.
 * @param address The same.
 * @returns Program and words.
 */
export function iperf3ServerCommand(port: number, address: string): string[] {
  return [
    ...["iperf3", "--server", "--one-off"],
    ...["--bind", address, "--port", String(port)],
  ];
}

/**
 * How a test is started.
 *
 * @param port Where the server listens.
 * @param words What to do.
 * @returns Program and words.
 */
export function iperf3ClientCommand(
  port: number,
  words: Iperf3Words,
): string[] {
  const { address, transport, sender, amount, congestionControl } = words;
  const option = (name: string, value: number | undefined) =>
    value === undefined ? [] : [name, String(value)];
  return [
    ...["iperf3", "--client", address, "--port", String(port), "--json"],
    ...option("--length", words.bufferBytes),
    ...("bytes" in amount
      ? option("--bytes", amount.bytes)
      : option("--time", amount.seconds)),
    ...(transport === "udp" ? ["--udp"] : []),
    ...option("--bitrate", words.bitsPerSecond),
    ...(congestionControl === undefined
      ? []
      : ["--congestion", congestionControl]),
    ...(sender === "server" ? ["--reverse"] : []),
  ];
}

/**
 * Reads what iperf3 reports.
 *
 * @param text Its standard output with `--json`.
 * @returns What it says.
 * @throws {PeerError} With iperf3's own words where it failed.
 */
export function parseIperf3(text: string): Iperf3Result {
  let report: Report;
  try {
    report = JSON.parse(text);
  } catch {
    throw new PeerError(`iperf3 did not report in JSON: ${text.slice(0, 200)}`);
  }
  const { sum_sent: sent, sum_received: received, streams } = report.end ?? {};
  if (report.error !== undefined || !sent || !received) {
    throw new PeerError(`iperf3 failed: ${report.error ?? "no figures"}`);
  }
  if (received.bytes === 0) {
    throw new PeerError("iperf3 delivered nothing before it was done");
  }
  return {
    sentBytes: sent.bytes,
    receivedBytes: received.bytes,
    seconds: received.seconds,
    ...(received.lost_packets === undefined ? {} : {
      datagrams: {
        expected: received.packets ?? 0,
        lost: received.lost_packets,
        outOfOrder: streams?.[0]?.udp?.out_of_order ?? 0,
      },
    }),
  };
}
