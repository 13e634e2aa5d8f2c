/**
 * iperf3 as a contender.
 *
 * @module
 */

import {
  type Iperf3Result,
  type Iperf3Words,
  runIperf3,
} from "../experiment/foreign/iperf3.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import type {
  Contender,
  ContenderKind,
  Delivery,
  OpenOptions,
  Transfer,
} from "./contender.ts";
import { onCoreOf } from "./cores.ts";
import { programMissing } from "./programs.ts";

/**
 * What may be left unread in the receiver's socket when the test is stopped: Linux's
 * default receive buffer (net.core.rmem_default), in bytes.
 */
const UNREAD_BYTES = 212_992;

const LOOPBACK = "127.0.0.1";

/** iperf3, its client sending as it does by default. */
export const IPERF3: ContenderKind = iperf3("iperf3", "client");

/** iperf3 with `--reverse`: its client receives, and every byte. TCP only. */
export const IPERF3_REVERSE: ContenderKind = iperf3("iperf3 -R", "server");

function iperf3(name: string, sender: Iperf3Words["sender"]): ContenderKind {
  return {
    name,
    missing: () => programMissing("iperf3"),
    open: (options) => Promise.resolve(new Iperf3(sender, options)),
  };
}

class Iperf3 implements Contender {
  readonly #sender: Iperf3Words["sender"];
  readonly #options: OpenOptions;

  constructor(sender: Iperf3Words["sender"], options: OpenOptions) {
    this.#sender = sender;
    this.#options = options;
  }

  async transfer(transfer: Transfer): Promise<Delivery> {
    const result = await runIperf3({
      ...iperf3Words(transfer, this.#sender),
      serverPrefix: onCoreOf("server", []),
      clientPrefix: onCoreOf("client", []),
      signal: this.#options.signal,
    });
    const { receivedBytes } = result;
    if (this.#sender === "server" && receivedBytes < transfer.bytes) {
      throw new PeerError(
        `iperf3 delivered ${receivedBytes} of ${transfer.bytes} bytes`,
      );
    }
    return iperf3Delivery(result);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // its processes end with each transfer
  }
}

/**
 * A transfer over loopback in iperf3's words.
 *
 * @param transfer What to move, and how.
 * @param sender Which side sends.
 * @returns The words.
 */
export function iperf3Words(
  transfer: Transfer,
  sender: Iperf3Words["sender"],
): Iperf3Words {
  const { transport, bufferBytes, bytes, rateBytesPerSecond } = transfer;
  return {
    address: LOOPBACK,
    transport,
    sender,
    amount: { bytes },
    bufferBytes,
    ...(transport === "udp"
      ? { bitsPerSecond: Math.round(rateBytesPerSecond * 8) }
      : {}),
  };
}

/**
 * What iperf3's receiver got, and whether that was all.
 *
 * @param result What iperf3 reports.
 * @returns The delivery.
 */
export function iperf3Delivery(result: Iperf3Result): Delivery {
  const { sentBytes, receivedBytes, seconds, datagrams } = result;
  return {
    deliveredBytes: receivedBytes,
    seconds,
    connectSeconds: 0,
    lossless: (datagrams?.lost ?? 0) === 0 &&
      sentBytes - receivedBytes <= UNREAD_BYTES,
  };
}
