/**
 * sockperf as a contender, over UDP with a given rate.
 *
 * Its client says what it sent and its server, when it is interrupted, what it
 * received: so its loss can be told. It runs for whole seconds; so that it sends no
 * more bytes than the others it is interrupted, once its test has begun.
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
import { freePort, untilBound } from "../experiment/foreign/bound_port.ts";
import { onCoreOf } from "./cores.ts";
import { OwnedProcess } from "../experiment/foreign/owned_process.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import { programMissing } from "./programs.ts";

/** sockperf in its mode `throughput`. UDP only. */
export const SOCKPERF: ContenderKind = {
  name: "sockperf",
  missing: () => programMissing("sockperf"),
  open: (options) => Promise.resolve(new Sockperf(options)),
};

/** Longest test, in seconds: one that is not interrupted. */
const LONGEST_SECONDS = 10;

class Sockperf implements Contender {
  readonly #options: OpenOptions;

  constructor(options: OpenOptions) {
    this.#options = options;
  }

  async transfer(transfer: Transfer): Promise<Delivery> {
    const { signal } = this.#options;
    const { bufferBytes, bytes, rateBytesPerSecond } = transfer;
    const port = String(freePort());
    const at = ["-i", "127.0.0.1", "-p", port];
    await using server = new OwnedProcess({
      command: onCoreOf("server", ["sockperf", "server", ...at]),
      signal,
    });
    await untilBound("udp", Number(port), server);
    const perSecond = Math.round(rateBytesPerSecond / bufferBytes);
    await using client = new OwnedProcess({
      command: onCoreOf("client", [
        ...["sockperf", "throughput", ...at, "-m", String(bufferBytes)],
        ...["-t", String(LONGEST_SECONDS), "--mps", String(perSecond)],
      ]),
      signal,
    });
    while (!(await client.line()).includes("Starting test"));
    await new Promise((resolve) =>
      setTimeout(resolve, 1000 * bytes / rateBytesPerSecond)
    );
    client.send("SIGINT");
    const sent = await client.outcome();
    server.send("SIGINT");
    const received = await server.outcome();
    return parseSockperf(sent.stdout, received.stdout, bufferBytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // its processes end with each transfer
  }
}

/**
 * Reads what the two sides of sockperf say at their end.
 *
 * @param client Standard output of the client.
 * @param server Standard output of the server.
 * @param messageBytes Size of a message.
 * @returns What the server received, in the time that the client took.
 * @throws {PeerError} Where one of them did not say it.
 */
export function parseSockperf(
  client: string,
  server: string,
  messageBytes: number,
): Delivery {
  const sent = Number(/Total of (\d+) messages sent/.exec(client)?.[1]);
  const perSecond = Number(
    /Message Rate is (\d+) \[msg\/sec\]/.exec(client)?.[1],
  );
  const received = Number(
    /Total (\d+) messages received/.exec(server)?.[1] ??
      (/No messages were received/.test(server) ? 0 : NaN),
  );
  if (!(sent > 0 && perSecond > 0 && received >= 0)) {
    throw new PeerError(
      `sockperf failed: ${client.trim().split("\n").slice(-3).join("; ")}`,
    );
  }
  return {
    deliveredBytes: received * messageBytes,
    seconds: sent / perSecond,
    connectSeconds: 0,
    lossless: received === sent,
  };
}
