/**
 * The length of a device's queue, set over netlink (rtnetlink(7)): the older ioctl is for
 * the machine's own root alone, also in a user namespace.
 *
 * @module
 */

import { errno, libc } from "../kernel/libc.ts";
import { SystemCallError } from "../kernel/system_call_error.ts";
import { LinkError } from "./link_spec.ts";

/** socket(2), netlink(7) */
const AF_NETLINK = 16;
const SOCK_RAW = 3;
const SOCK_CLOEXEC = 0o2000000;

/** linux/rtnetlink.h, linux/netlink.h, linux/if_link.h */
const RTM_SETLINK = 19;
const NLM_F_REQUEST = 1;
const NLM_F_ACK = 4;
const IFLA_TXQLEN = 13;

/** Header, `struct ifinfomsg`, one attribute. */
const REQUEST_BYTES = 40;

/** Header, then the error number, negative; 0 for done. */
const ANSWER_BYTES = 256;
const ERROR_AT = 16;

/**
 * Sets how many packets a device keeps until they are read.
 *
 * @param device Its name, for the error message.
 * @param index Its number (netdevice(7)).
 * @param packets How many.
 * @throws {LinkError} Where the kernel refuses.
 */
export function setQueueLength(
  device: string,
  index: number,
  packets: number,
): void {
  const request = new DataView(new ArrayBuffer(REQUEST_BYTES));
  request.setUint32(0, REQUEST_BYTES, true);
  request.setUint16(4, RTM_SETLINK, true);
  request.setUint16(6, NLM_F_REQUEST | NLM_F_ACK, true);
  request.setInt32(20, index, true);
  request.setUint16(32, 8, true);
  request.setUint16(34, IFLA_TXQLEN, true);
  request.setUint32(36, packets, true);
  const number = ask(new Uint8Array(request.buffer));
  if (number === 0) return;
  const { message } = new SystemCallError("netlink RTM_SETLINK", number);
  throw new LinkError(`Cannot set the queue of ${device}: ${message}`);
}

/** Sends a request; says which error came back, or 0. */
function ask(request: Uint8Array<ArrayBuffer>): number {
  const calls = libc()!;
  const socket = calls.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, 0);
  if (socket < 0) return errno(calls);
  const answer = new Uint8Array(ANSWER_BYTES);
  const failed = calls.send(socket, request, request.length, 0) < 0 ||
    calls.recv(socket, answer, answer.length, 0) < ERROR_AT + 4;
  const number = failed
    ? errno(calls)
    : -new DataView(answer.buffer).getInt32(ERROR_AT, true);
  calls.close(socket);
  return number;
}
