/**
 * Socket options that Deno has no API for (socket(7), tcp(7)).
 *
 * @module
 */

import { libc, libcMissing } from "./libc.ts";
import { cString } from "./machine_calls.ts";
import { lastError } from "./system_call_error.ts";

/** Levels and numbers of options: asm-generic/socket.h, netinet/in.h, linux/tcp.h. */
const SOL_SOCKET = 1;
const IPPROTO_TCP = 6;

/** An option whose value is an int, with its level, its number and its name. */
export interface IntegerOption {
  /** Name for error messages. */
  name: string;
  /** Level, as for setsockopt(2). */
  level: number;
  /** Number within the level. */
  number: number;
}

/** Options with an int as value, by their names in the man pages. */
export const OPTIONS = {
  SO_REUSEADDR: { name: "SO_REUSEADDR", level: SOL_SOCKET, number: 2 },
  SO_ERROR: { name: "SO_ERROR", level: SOL_SOCKET, number: 4 },
  SO_SNDBUF: { name: "SO_SNDBUF", level: SOL_SOCKET, number: 7 },
  SO_RCVBUF: { name: "SO_RCVBUF", level: SOL_SOCKET, number: 8 },
  SO_RXQ_OVFL: { name: "SO_RXQ_OVFL", level: SOL_SOCKET, number: 40 },
  TCP_NODELAY: { name: "TCP_NODELAY", level: IPPROTO_TCP, number: 1 },
  TCP_MAXSEG: { name: "TCP_MAXSEG", level: IPPROTO_TCP, number: 2 },
  TCP_CORK: { name: "TCP_CORK", level: IPPROTO_TCP, number: 3 },
  TCP_QUICKACK: { name: "TCP_QUICKACK", level: IPPROTO_TCP, number: 12 },
} as const satisfies Record<string, IntegerOption>;

const TCP_CONGESTION = 13;
/** `TCP_CA_NAME_MAX` of linux/tcp.h. */
const LONGEST_NAME_BYTES = 16;

const INT_BYTES = 4;
const ENABLED = new Int32Array([1]);
const value = new Int32Array(1);
const length = new Uint32Array(1);

function calls(option: string) {
  const opened = libc();
  if (opened === undefined) {
    throw new Error(`Cannot use ${option}: ${libcMissing()}`);
  }
  return opened;
}

/**
 * Sets an option.
 *
 * @param descriptor Descriptor of a socket.
 * @param option Which.
 * @param to Its value; a switch takes 0 and 1.
 * @throws {SystemCallError} When the kernel refuses.
 */
export function setOption(
  descriptor: number,
  option: IntegerOption,
  to: number,
): void {
  const { setsockopt } = calls(option.name);
  value[0] = to;
  if (
    setsockopt(descriptor, option.level, option.number, value, INT_BYTES) !== 0
  ) {
    throw lastError(calls(option.name), `setsockopt ${option.name} to ${to}`);
  }
}

/**
 * Reads an option.
 *
 * @param descriptor Descriptor of a socket.
 * @param option Which.
 * @returns Its value. SO_SNDBUF and SO_RCVBUF are twice what was asked for (socket(7)).
 * @throws {SystemCallError} When the kernel refuses.
 */
export function getOption(descriptor: number, option: IntegerOption): number {
  const { getsockopt } = calls(option.name);
  length[0] = INT_BYTES;
  if (
    getsockopt(descriptor, option.level, option.number, value, length) !== 0
  ) {
    throw lastError(calls(option.name), `getsockopt ${option.name}`);
  }
  return value[0]!;
}

/**
 * Acknowledges at once what has arrived, and what arrives next (TCP_QUICKACK).
 *
 * "This flag is not permanent, it only enables a switch to or from quickack mode"
 * (tcp(7)): whoever wants quick acknowledgements has to set it again after every
 * receive, so this is as short as it can be. It is only ever switched on here: setting it
 * to 0 is not the default state but *enters* the delaying ("pingpong") mode.
 *
 * @param descriptor Descriptor of a TCP socket.
 * @throws {SystemCallError} When the kernel refuses.
 */
export function setQuickAck(descriptor: number): void {
  const { level, number, name } = OPTIONS.TCP_QUICKACK;
  const { setsockopt } = calls(name);
  if (setsockopt(descriptor, level, number, ENABLED, INT_BYTES) !== 0) {
    throw lastError(calls(name), `setsockopt ${name} to 1`);
  }
}

/**
 * Sizes the memory that the kernel keeps for a socket. To have an effect on the window
 * scale of TCP it must come before connect(2) or listen(2) (tcp(7)).
 *
 * @param descriptor Descriptor of a socket.
 * @param memory Bytes to ask for; what is absent stays as it is. The kernel doubles it,
 * within net.core.wmem_max and net.core.rmem_max.
 * @throws {SystemCallError} When the kernel refuses.
 */
export function setSocketMemory(
  descriptor: number,
  memory: { socketSendBytes?: number; socketReceiveBytes?: number },
): void {
  if (memory.socketSendBytes !== undefined) {
    setOption(descriptor, OPTIONS.SO_SNDBUF, memory.socketSendBytes);
  }
  if (memory.socketReceiveBytes !== undefined) {
    setOption(descriptor, OPTIONS.SO_RCVBUF, memory.socketReceiveBytes);
  }
}

/**
 * Chooses the congestion control of a connection, or of those that a listening socket
 * will accept (TCP_CONGESTION).
 *
 * @param descriptor Descriptor of a TCP socket.
 * @param name One of net.ipv4.tcp_available_congestion_control.
 * @throws {SystemCallError} With ENOENT when the kernel does not have it.
 */
export function setCongestionControl(descriptor: number, name: string): void {
  const { setsockopt } = calls("TCP_CONGESTION");
  const text = cString(name);
  if (
    setsockopt(descriptor, IPPROTO_TCP, TCP_CONGESTION, text, text.length) !== 0
  ) {
    throw lastError(
      calls("TCP_CONGESTION"),
      `setsockopt TCP_CONGESTION to ${name}`,
    );
  }
}

/**
 * The congestion control of a connection.
 *
 * @param descriptor Descriptor of a TCP socket.
 * @returns Its name, such as `cubic`.
 * @throws {SystemCallError} When the kernel refuses.
 */
export function congestionControlOf(descriptor: number): string {
  const { getsockopt } = calls("TCP_CONGESTION");
  const text = new Uint8Array(LONGEST_NAME_BYTES);
  length[0] = LONGEST_NAME_BYTES;
  if (
    getsockopt(descriptor, IPPROTO_TCP, TCP_CONGESTION, text, length) !== 0
  ) {
    throw lastError(calls("TCP_CONGESTION"), "getsockopt TCP_CONGESTION");
  }
  const end = text.indexOf(0);
  return new TextDecoder().decode(end === -1 ? text : text.subarray(0, end));
}
