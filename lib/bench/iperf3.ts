/**
 * iperf3 as a contender.
 *
 * Its figure is that of its receiver (`sum_received`). Without `--reverse` its client
 * sends, and stops the test once it has sent the bytes: its server then leaves unread
 * what is still in its socket, so that less is delivered than was asked for. With
 * `--reverse` its client receives, and stops once it has the bytes.
 *
 * @module
 */

import type {
  Contender,
  ContenderKind,
  Delivery,
  OpenOptions,
  Transfer,
} from "./contender.ts";
import { freePort, untilBound } from "./bound_port.ts";
import { onCoreOf } from "./cores.ts";
import { OwnedProcess } from "./owned_process.ts";
import { PeerError } from "./peer_error.ts";
import { programMissing } from "./programs.ts";

/** Which side of iperf3 sends. */
export type Direction = "client sends" | "server sends";

/**
 * What may be left unread in the receiver's socket when the test is stopped: Linux's
 * default receive buffer (net.core.rmem_default), in bytes.
 */
const UNREAD_BYTES = 212_992;

/** The part of iperf3's report (`--json`) that is read here. */
interface Report {
  error?: string;
  end?: {
    sum_sent?: { bytes: number };
    sum_received?: { bytes: number; seconds: number; lost_packets?: number };
  };
}

/** iperf3, its client sending as it does by default. */
export const IPERF3: ContenderKind = iperf3("iperf3", "client sends");

/** iperf3 with `--reverse`: its client receives, and every byte. TCP only. */
export const IPERF3_REVERSE: ContenderKind = iperf3(
  "iperf3 -R",
  "server sends",
);

function iperf3(name: string, direction: Direction): ContenderKind {
  return {
    name,
    missing: () => programMissing("iperf3"),
    open: (options) => Promise.resolve(new Iperf3(direction, options)),
  };
}

class Iperf3 implements Contender {
  readonly #direction: Direction;
  readonly #options: OpenOptions;

  constructor(direction: Direction, options: OpenOptions) {
    this.#direction = direction;
    this.#options = options;
  }

  async transfer(transfer: Transfer): Promise<Delivery> {
    const { signal } = this.#options;
    const port = freePort();
    // a server for each test: one that was left by its client would refuse the next
    await using server = new OwnedProcess({
      command: onCoreOf("server", iperf3ServerCommand(port)),
      signal,
    });
    await untilBound("tcp", port, server);
    await using client = new OwnedProcess({
      command: onCoreOf(
        "client",
        iperf3ClientCommand(port, transfer, this.#direction),
      ),
      signal,
    });
    const { stdout } = await client.outcome();
    const delivery = parseIperf3(stdout);
    if (
      this.#direction === "server sends" &&
      delivery.deliveredBytes < transfer.bytes
    ) {
      throw new PeerError(
        `iperf3 delivered ${delivery.deliveredBytes} of ${transfer.bytes} bytes`,
      );
    }
    return delivery;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // its processes end with each transfer
  }
}

/**
 * How a server for one test is started.
 *
 * @param port Where it listens.
 * @returns Program and words.
 */
export function iperf3ServerCommand(port: number): string[] {
  return [
    "iperf3",
    "--server",
    "--one-off",
    "--bind",
    "127.0.0.1",
    "--port",
    String(port),
  ];
}

/**
 * How a test is started.
 *
 * @param port Where the server listens.
 * @param transfer What to move, and how.
 * @param direction Which side sends.
 * @returns Program and words.
 */
export function iperf3ClientCommand(
  port: number,
  transfer: Transfer,
  direction: Direction,
): string[] {
  const { transport, bufferBytes, bytes, rateBytesPerSecond } = transfer;
  return [
    ...["iperf3", "--client", "127.0.0.1", "--port", String(port), "--json"],
    ...["--length", String(bufferBytes), "--bytes", String(bytes)],
    ...(transport === "udp"
      ? ["--udp", "--bitrate", String(Math.round(rateBytesPerSecond * 8))]
      : []),
    ...(direction === "server sends" ? ["--reverse"] : []),
  ];
}

/**
 * Reads what iperf3 reports.
 *
 * @param text Its standard output with `--json`.
 * @returns What its receiver got.
 * @throws {PeerError} With iperf3's own words where it failed.
 */
export function parseIperf3(text: string): Delivery {
  let report: Report;
  try {
    report = JSON.parse(text);
  } catch {
    throw new PeerError(`iperf3 did not report in JSON: ${text.slice(0, 200)}`);
  }
  const { sum_sent: sent, sum_received: received } = report.end ?? {};
  if (report.error !== undefined || !sent || !received) {
    throw new PeerError(`iperf3 failed: ${report.error ?? "no figures"}`);
  }
  if (received.bytes === 0) {
    throw new PeerError("iperf3 delivered nothing before it was done");
  }
  return {
    deliveredBytes: received.bytes,
    seconds: received.seconds,
    connectSeconds: 0,
    lossless: (received.lost_packets ?? 0) === 0 &&
      sent.bytes - received.bytes <= UNREAD_BYTES,
  };
}
