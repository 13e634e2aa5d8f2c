/**
 * What options of `serve` and `download` have in common.
 *
 * @module
 */

import { lookup } from "node:dns/promises";
import { type CommandLine, OptionError } from "../experiment/command_line.ts";
import { DEFAULT_ENGINE } from "../experiment/options.ts";
import type { SocketAddress, SocketMemory } from "../socket/engine.ts";
import { ENGINE_NAMES, engineMissing } from "../socket/engines.ts";
import { type Option, refuseUnfit } from "./option_list.ts";

/** What `--transport` takes. */
const TRANSPORTS = ["tcp", "udp"] as const;

/** Highest port. */
export const HIGHEST_PORT = 65_535;

/** Longest `--timeout`, in milliseconds: a day. */
export const LONGEST_TIMEOUT_MS = 86_400_000;

/** Datagrams that one system call can take: UIO_MAXIOV (sendmmsg(2)). */
const MOST_DATAGRAMS_PER_CALL = 1_024;

/** The kernel doubles it, and the result is an int (socket(7)). */
const MOST_SOCKET_BYTES = 0x3fff_ffff;

/** The option that everything else depends on. */
export const TRANSPORT_OPTION: Option = {
  name: "transport",
  value: "NAME",
  help: "tcp or udp",
};

/** How sockets are made and set, on either side. */
export const SOCKET_OPTIONS: readonly Option[] = [
  {
    name: "engine",
    value: "NAME",
    help: `how to do socket I/O: ${
      ENGINE_NAMES.join(", ")
    } (default: ${DEFAULT_ENGINE})`,
  },
  {
    name: "no-delay",
    transport: "tcp",
    help: "switch Nagle's algorithm off (TCP_NODELAY)",
  },
  {
    name: "quick-ack",
    transport: "tcp",
    help: "acknowledge at once: TCP_QUICKACK after every receive (Linux)",
  },
  {
    name: "datagrams-per-call",
    value: "N",
    transport: "udp",
    help:
      `datagrams that cross into the kernel in one call, 1 to ${MOST_DATAGRAMS_PER_CALL} ` +
      "(default: 1; the engine deno and a server that pauses take one)",
  },
  {
    name: "socket-send-bytes",
    value: "N",
    engine: "libc",
    help: "memory for what the socket sends (SO_SNDBUF; Linux doubles it)",
  },
  {
    name: "socket-receive-bytes",
    value: "N",
    engine: "libc",
    help: "memory for what the socket receives (SO_RCVBUF; Linux doubles it)",
  },
];

/** What {@linkcode SOCKET_OPTIONS} and the transport come to. */
export interface SocketChoice {
  /** The transport. */
  transport: "tcp" | "udp";
  /** Name of an engine that can be used here. */
  engine: string;
  /** Whether Nagle's algorithm is to be off. */
  noDelay: boolean;
  /** Whether to acknowledge at once. */
  quickAck: boolean;
  /** Datagrams in one call, at least 1. */
  datagramsPerCall: number;
  /** Memory of the socket. */
  memory: SocketMemory;
}

/**
 * Reads them.
 *
 * @param line The command line.
 * @param options All options of the command: those that do not fit the transport or the
 * engine are refused.
 * @returns What was chosen.
 * @throws {OptionError} Naming the option that cannot be used.
 */
export function socketChoice(
  line: CommandLine,
  options: readonly Option[],
): SocketChoice {
  const transport = line.oneOf("transport", TRANSPORTS);
  const engine = line.oneOf("engine", ENGINE_NAMES, DEFAULT_ENGINE);
  const missing = engineMissing(engine);
  if (missing !== undefined) {
    throw new OptionError(`--engine ${engine} cannot be used here: ${missing}`);
  }
  refuseUnfit(line, options, { transport, engine });
  return {
    transport,
    engine,
    noDelay: line.flag("no-delay"),
    quickAck: line.flag("quick-ack"),
    datagramsPerCall: line.wholeNumber("datagrams-per-call", {
      lowest: 1,
      highest: MOST_DATAGRAMS_PER_CALL,
      otherwise: 1,
    }),
    memory: {
      ...ifGiven(line, "socket-send-bytes", (name) => ({
        socketSendBytes: socketBytes(line, name),
      })),
      ...ifGiven(line, "socket-receive-bytes", (name) => ({
        socketReceiveBytes: socketBytes(line, name),
      })),
    },
  };
}

function socketBytes(line: CommandLine, name: string): number {
  return line.wholeNumber(name, { lowest: 1, highest: MOST_SOCKET_BYTES });
}

/**
 * A property that is there only where its option was given.
 *
 * @param line The command line.
 * @param name Name of the option, without dashes.
 * @param read Makes an object with the property.
 * @returns That object, or an empty one.
 */
export function ifGiven<Property>(
  line: CommandLine,
  name: string,
  read: (name: string) => Property,
): Property | Record<never, never> {
  return line.given(name) ? read(name) : {};
}

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
