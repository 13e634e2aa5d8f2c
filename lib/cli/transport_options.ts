/**
 * What options of `serve` and `download` have in common.
 *
 * @module
 */

import { lookup } from "node:dns/promises";
import { OptionError } from "../experiment/command_line.ts";
import type { SocketAddress } from "../socket/engine.ts";

/** What `--transport` takes. */
export const TRANSPORTS = ["tcp", "udp"] as const;

/** Highest port. */
export const HIGHEST_PORT = 65_535;

/** Longest `--timeout`, in milliseconds: a day. */
export const LONGEST_TIMEOUT_MS = 86_400_000;

/**
 * The numeric address of a host: what comes back over UDP is told by its address, so a
 * name will not do.
 *
 * @param hostname Name or address.
 * @param port Its port.
 * @returns The first address that the system resolves it to.
 * @throws {OptionError} Where it cannot be resolved.
 */
export async function resolveAddress(
  hostname: string,
  port: number,
): Promise<SocketAddress> {
  try {
    return { address: (await lookup(hostname)).address, port };
  } catch (error) {
    throw new OptionError(
      `--hostname ${hostname} cannot be resolved: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}
