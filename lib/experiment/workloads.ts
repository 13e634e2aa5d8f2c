/**
 * Whole trials that several experiments share: a download, and request–response.
 *
 * @module
 */

import type { TrialOutcome } from "./experiment.ts";
import type { Lab, SocketOptions } from "./lab.ts";
import {
  metricsOfExchanges,
  metricsOfSharing,
  metricsOfTransfers,
} from "./metrics_of.ts";
import { metricsOfSharedTime } from "./shared_time.ts";

/** One client downloads one book. */
export interface DownloadTrial extends SocketOptions {
  /** The transport. */
  transport: "tcp" | "udp";
  /** Bytes of one write, or of the book in one datagram. */
  bufferBytes: number;
  /** UDP: the client's receive buffer, where it differs. */
  receiveBufferBytes?: number;
  /** Ask only for the beginning of the book, unless the run has `--full`. */
  prefixBytes?: number;
  /** UDP: bytes of the book sent per second; as fast as it goes unless said. */
  rateBytesPerSecond?: number;
  /** Pause after every transmission, in microseconds; none unless said. */
  pauseMicroseconds?: number;
}

/**
 * Serves and downloads the main book once.
 *
 * @param lab The lab.
 * @param options How.
 * @returns The trial.
 */
export async function downloadTrial(
  lab: Lab,
  options: DownloadTrial,
): Promise<TrialOutcome> {
  const { prefixBytes, ...rest } = options;
  const server = await lab.serve({
    ...rest,
    ...(prefixBytes === undefined || lab.full ? {} : { prefixBytes }),
  });
  const transfers = await lab.settle([
    await lab.fetch({ ...rest, from: server }),
  ]);
  return { metrics: metricsOfTransfers(transfers), transfers };
}

/** One client sends requests in two writes and waits for each response. */
export interface RequestResponseTrial extends SocketOptions {
  /** Bytes of each of the two writes, and of the response. */
  bufferBytes: number;
  /** Exchanges, one after the other; {@linkcode EXCHANGES_PER_TRIAL} unless said. */
  exchanges?: number;
}

/** Exchanges of one trial: enough for a median, few enough for a stall of 40 ms each. */
export const EXCHANGES_PER_TRIAL = 10;

/**
 * Does the exchanges of one trial.
 *
 * @param lab The lab.
 * @param options How.
 * @returns The trial.
 */
export async function requestResponseTrial(
  lab: Lab,
  options: RequestResponseTrial,
): Promise<TrialOutcome> {
  const { bufferBytes, exchanges = EXCHANGES_PER_TRIAL, ...sides } = options;
  const { seconds, echoed, tcpInfo } = await lab.exchange({
    ...sides,
    count: exchanges,
    bytes: bufferBytes,
  });
  return {
    metrics: metricsOfExchanges(seconds),
    exchange_seconds: seconds,
    exchange_tcp_info: tcpInfo,
    observations: { echoed },
  };
}

/** Flows that start at the same time. */
export interface FlowsTrial {
  /**
   * Congestion control of each flow: of so many servers, from the first one on. Only the
   * engine libc can set it.
   */
  congestionControls: readonly string[];
  /** Bytes of one write. */
  bufferBytes: number;
  /** Each flow asks only for so much of the book, unless the run has `--full`. */
  prefixBytes: number;
}

/**
 * As many clients as flows fetch the main book over TCP, each from a server of its own.
 *
 * @param lab The lab, with a server and a client process for each flow.
 * @param options Which flows.
 * @returns The trial; of several flows with how they shared.
 */
export async function flowsTrial(
  lab: Lab,
  { congestionControls, bufferBytes, prefixBytes }: FlowsTrial,
): Promise<TrialOutcome> {
  const servers = await Promise.all(
    congestionControls.map((congestionControl, server) =>
      lab.serve({
        transport: "tcp",
        server,
        serverSocket: { congestionControl },
        ...(lab.full ? {} : { prefixBytes }),
      })
    ),
  );
  const transfers = await lab.settle(
    await Promise.all(
      servers.map((from, client) => lab.fetch({ from, client, bufferBytes })),
    ),
  );
  return {
    metrics: {
      ...metricsOfTransfers(transfers),
      ...(transfers.length === 1 ? {} : {
        ...metricsOfSharing(transfers),
        ...metricsOfSharedTime(transfers),
      }),
    },
    transfers,
  };
}

/** What the Nagle and delayed-ACK experiments do, by the name of the level. */
export const WORKLOADS = ["download", "request-response"] as const;

/**
 * What a download asks for of the book, by the size of the buffer: all of it would take too
 * long with a small one (see `--full`).
 */
const PREFIX_BYTES: Readonly<Record<number, number>> = { 32: 1024 * 1024 };

/**
 * One trial of either workload, over TCP.
 *
 * @param lab The lab.
 * @param options The workload and how.
 * @returns The trial.
 */
export function tcpWorkloadTrial(
  lab: Lab,
  options: RequestResponseTrial & { workload: typeof WORKLOADS[number] },
): Promise<TrialOutcome> {
  const { workload, ...rest } = options;
  if (workload === "request-response") return requestResponseTrial(lab, rest);
  const prefixBytes = PREFIX_BYTES[rest.bufferBytes];
  return downloadTrial(lab, {
    transport: "tcp",
    ...rest,
    ...(prefixBytes === undefined ? {} : { prefixBytes }),
  });
}
