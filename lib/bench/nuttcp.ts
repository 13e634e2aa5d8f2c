/**
 * nuttcp as a contender, over TCP. Over UDP it refuses datagrams above the TCP segment
 * size of loopback, and waits in a busy loop where it lost the last ones.
 *
 * Its figure is that of its receiver, which counts whole buffers.
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

/** nuttcp, its client receiving as ours does. TCP only. */
export const NUTTCP: ContenderKind = {
  name: "nuttcp",
  missing: () => programMissing("nuttcp"),
  open: (options) => Promise.resolve(new Nuttcp(options)),
};

class Nuttcp implements Contender {
  readonly #options: OpenOptions;

  constructor(options: OpenOptions) {
    this.#options = options;
  }

  async transfer(transfer: Transfer): Promise<Delivery> {
    const { signal } = this.#options;
    const { bufferBytes, bytes } = transfer;
    const control = freePort();
    const data = freePort();
    await using server = new OwnedProcess({
      command: onCoreOf("server", [
        ...["nuttcp", "-S", "--nofork", `-P${control}`, `-p${data}`],
      ]),
      signal,
    });
    await untilBound("tcp", control, server);
    const buffers = Math.ceil(bytes / bufferBytes);
    await using client = new OwnedProcess({
      command: onCoreOf("client", [
        ...["nuttcp", "-r", `-l${bufferBytes}`, `-n${buffers}`, "-fparse"],
        ...[`-P${control}`, `-p${data}`, "127.0.0.1"],
      ]),
      signal,
    });
    const { stdout, stderr } = await client.outcome();
    const delivery = parseNuttcp(stdout, stderr);
    // it prints ten-thousandths of a mebibyte
    if (delivery.deliveredBytes < bytes - 1024 * 1024 / 10_000) {
      throw new PeerError(
        `nuttcp delivered ${delivery.deliveredBytes} of ${bytes} bytes`,
      );
    }
    return delivery;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // its processes end with each transfer
  }
}

/**
 * Reads what nuttcp reports with `-fparse`.
 *
 * @param stdout Its standard output.
 * @param stderr Its standard error, for the message.
 * @returns What its receiver got.
 * @throws {PeerError} With nuttcp's own words where it failed.
 */
export function parseNuttcp(stdout: string, stderr: string): Delivery {
  const field = (name: string) =>
    Number(new RegExp(`\\b${name}=([\\d.]+)`).exec(stdout)?.[1]);
  // its megabytes are mebibytes, its megabits are decimal; the seconds have two digits only
  const deliveredBytes = Math.round(field("megabytes") * 1024 * 1024);
  const bytesPerSecond = field("rate_Mbps") * 1e6 / 8;
  if (!(deliveredBytes > 0 && bytesPerSecond > 0)) {
    throw new PeerError(
      `nuttcp failed: ${(stderr.trim() || stdout.trim()).slice(0, 200)}`,
    );
  }
  return {
    deliveredBytes,
    seconds: deliveredBytes / bytesPerSecond,
    connectSeconds: 0,
    lossless: true,
  };
}
