/**
 * ping(8) of iputils: round trips and fates of ICMP echo requests, by a program that
 * owes nothing to this lab.
 *
 * @module
 */

import { reorderedOf } from "../reordered_of.ts";
import { outputOf } from "./owned_process.ts";
import { PeerError } from "./peer_error.ts";

/** How long ping waits for a reply to its last request, in seconds. */
const LAST_REPLY_SECONDS = 1;

/** What to send, and where from. */
export interface PingTest {
  /** Words before the program's own, which start it on another host; none: here. */
  prefix?: readonly string[];
  /** Address of the host that is to reply. */
  address: string;
  /** Requests, 1 to 65,535: their sequence number has 16 bits (RFC 792). */
  count: number;
  /**
   * Time between two requests, in seconds; from 0.002 without root. It gets longer, up to
   * 0.01, while a reply is awaited.
   */
  intervalSeconds: number;
  /** Ends it early. */
  signal?: AbortSignal;
}

/** A reply. */
export interface PingReply {
  /** Number of its request, from 1. */
  sequence: number;
  /** Round-trip time, in milliseconds; ping prints three digits. */
  roundTripMs: number;
  /** Whether it is not the first to its request. */
  isDuplicate: boolean;
}

/** What ping says. */
export interface PingResult {
  /** Requests sent. */
  transmitted: number;
  /** Requests that were replied to. */
  received: number;
  /** Replies beyond the first. */
  duplicates: number;
  /** First replies that came after the one to a later request (RFC 4737, section 3.3). */
  reordered: number;
  /** Every reply, in the order in which they came. */
  replies: PingReply[];
  /** Shortest round trip, in milliseconds, to the microsecond; absent without a reply. */
  minimumMs?: number;
  /** Mean of the round trips, duplicates included, likewise. */
  meanMs?: number;
}

/**
 * Sends echo requests and collects the replies.
 *
 * @param test What to send.
 * @returns What became of them.
 * @throws {PeerError} Where ping cannot be started, or says something else than expected.
 */
export async function ping(test: PingTest): Promise<PingResult> {
  const { prefix = [], address, count, intervalSeconds, signal } = test;
  const text = await outputOf({
    command: [
      ...prefix,
      // a decimal point, whatever the language
      ...["env", "LC_ALL=C", "ping", "-n"],
      ...["-c", String(count), "-i", String(intervalSeconds)],
      ...["-W", String(LAST_REPLY_SECONDS), address],
    ],
    signal,
  });
  return parsePing(text);
}

/**
 * Reads what ping prints.
 *
 * @param text Its standard output.
 * @returns What it says.
 * @throws {PeerError} Where this is not the output of ping of iputils.
 */
export function parsePing(text: string): PingResult {
  const summary =
    /^(\d+) packets transmitted, (\d+) received(?:, \+(\d+) duplicates)?/m
      .exec(text);
  if (summary === null) {
    throw new PeerError(
      `ping did not print the summary of iputils: ${text.slice(-200).trim()}`,
    );
  }
  const [, transmitted, received, duplicates = 0] = summary;
  const replies = [
    ...text.matchAll(/icmp_seq=(\d+) .*?time=([\d.]+) ms( \(DUP!\))?/g),
  ].map(([, sequence, roundTripMs, duplicate]): PingReply => ({
    sequence: Number(sequence),
    roundTripMs: Number(roundTripMs),
    isDuplicate: duplicate !== undefined,
  }));
  const times = /^rtt min\/avg\/max\/mdev = ([\d.]+)\/([\d.]+)\//m.exec(text);
  return {
    transmitted: Number(transmitted),
    received: Number(received),
    duplicates: Number(duplicates),
    reordered: reorderedOf(replies.map(({ sequence }) => sequence)),
    replies,
    ...(times === null
      ? {}
      : { minimumMs: Number(times[1]), meanMs: Number(times[2]) }),
  };
}
