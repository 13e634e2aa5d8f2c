/**
 * A TUN device: a network device whose packets a program reads and writes, instead of a
 * wire (the kernel's Documentation/networking/tuntap.rst).
 *
 * The kernel takes it away when its descriptor is closed, however that happens.
 *
 * @module
 */

import { parseIpAddress } from "../kernel/ip_address.ts";
import { errno, libc } from "../kernel/libc.ts";
import { cString, machineCalls } from "../kernel/machine_calls.ts";
import { SystemCallError } from "../kernel/system_call_error.ts";
import { setQueueLength } from "./device_queue.ts";
import { LinkError } from "./link_spec.ts";

const TUN_FILE = "/dev/net/tun";

/** `O_RDWR | O_NONBLOCK | O_CLOEXEC`, the same on x86-64 and AArch64 (open(2)). */
const OPEN_FLAGS = 0o2004002;

/** socket(2) */
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;

/** Requests of linux/if_tun.h and linux/sockios.h. */
const TUNSETIFF = 0x4004_54ca;
const SIOCSIFFLAGS = 0x8914;
const SIOCSIFADDR = 0x8916;
const SIOCSIFNETMASK = 0x891c;
const SIOCSIFMTU = 0x8922;
const SIOCGIFINDEX = 0x8933;

/** Flags of linux/if_tun.h: whole IP packets, without a header of the device's own. */
const IFF_TUN = 0x0001;
const IFF_NO_PI = 0x1000;

/** Flags of linux/if.h. */
const IFF_UP = 0x1;
const IFF_RUNNING = 0x40;
const IFF_NOARP = 0x80;

/** `struct ifreq`: a name of at most 15 bytes and a zero, then the argument. */
const IFREQ_BYTES = 40;
const IFREQ_ARGUMENT_AT = 16;
const LONGEST_NAME_BYTES = 15;

/** Error numbers that mean something special here (errno(3)). */
const EPERM = 1;
const ENOENT = 2;
const EACCES = 13;
const EBUSY = 16;
const ENODEV = 19;
const EINVAL = 22;

/**
 * Packets that the device keeps until the link reads them, before the kernel drops:
 * enough for whatever a sender writes while the link's process waits for a core.
 */
export const DEVICE_QUEUE_PACKETS = 20_000;

/** Prefixes of the two hosts of a link. */
const IPV4_PREFIX_LENGTH = 24;
const IPV6_PREFIX_LENGTH = 64;

/** An open TUN device. */
export interface TunDevice {
  /** Its name. */
  name: string;
  /** Each read takes a packet that the kernel sends; each write hands one to it. */
  descriptor: number;
}

function ifreq(name: string): DataView<ArrayBuffer> {
  const request = new Uint8Array(IFREQ_BYTES);
  request.set(cString(name).subarray(0, LONGEST_NAME_BYTES));
  return new DataView(request.buffer);
}

/**
 * Makes a device in the network namespace of this thread. It is down and has no address.
 *
 * @param name Its name, 1 to 15 bytes.
 * @returns The device.
 * @throws {LinkError} Where there is no right to do so, or the name is taken.
 */
export function openTunDevice(name: string): TunDevice {
  const descriptor = libc()!.open(cString(TUN_FILE), OPEN_FLAGS);
  if (descriptor < 0) throw cannotOpen(errno(libc()!));
  const request = ifreq(name);
  request.setInt16(IFREQ_ARGUMENT_AT, IFF_TUN | IFF_NO_PI, true);
  if (
    machineCalls()!.ioctl(
      descriptor,
      BigInt(TUNSETIFF),
      new Uint8Array(request.buffer),
    ) !== 0
  ) {
    const number = errno(libc()!);
    libc()!.close(descriptor);
    throw cannotMake(name, number);
  }
  return { name, descriptor };
}

function cannotOpen(number: number): LinkError {
  const { message } = new SystemCallError("open", number);
  const remedy = number === ENOENT || number === ENODEV
    ? "The kernel has no TUN driver loaded: as root, `modprobe tun` or " +
      "`mkdir -p /dev/net && mknod /dev/net/tun c 10 200`."
    : number === EACCES || number === EPERM
    ? "Run it as root, or have root allow it: `chmod 666 /dev/net/tun`."
    : "A link needs it.";
  return new LinkError(`Cannot open ${TUN_FILE}: ${message}. ${remedy}`);
}

function cannotMake(name: string, number: number): LinkError {
  const { message } = new SystemCallError("ioctl TUNSETIFF", number);
  const reason = number === EBUSY || number === EINVAL
    ? `The name is already in use here, or is none; \`ip link show ${name}\` tells. Take ` +
      "another name."
    : "It takes root, or a user namespace of one's own.";
  return new LinkError(
    `Cannot make the network device "${name}": ${message}. ${reason}`,
  );
}

/** Asks something of the devices of this thread's network namespace. */
function request(
  family: typeof AF_INET | typeof AF_INET6,
  number: number,
  argument: Uint8Array<ArrayBuffer>,
  what: string,
): void {
  const calls = libc()!;
  const socket = calls.socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  const done = socket >= 0 &&
    machineCalls()!.ioctl(socket, BigInt(number), argument) === 0;
  const failure = errno(calls);
  if (socket >= 0) calls.close(socket);
  if (done) return;
  const { message } = new SystemCallError("ioctl", failure);
  throw new LinkError(`Cannot ${what}: ${message}`);
}

/**
 * Sets the largest packet of a device.
 *
 * @param device Name of a device in this thread's network namespace.
 * @param mtuBytes Bytes of an IP packet.
 * @throws {LinkError} Where the kernel refuses.
 */
export function setMtu(device: string, mtuBytes: number): void {
  const argument = ifreq(device);
  argument.setInt32(IFREQ_ARGUMENT_AT, mtuBytes, true);
  request(
    AF_INET,
    SIOCSIFMTU,
    new Uint8Array(argument.buffer),
    `set the MTU of ${device} to ${mtuBytes} bytes`,
  );
}

/**
 * Switches a device on, without multicast: a link carries what the two hosts say to each
 * other, and no reports about groups that nobody has joined.
 *
 * @param device Name of a device in this thread's network namespace.
 * @throws {LinkError} Where the kernel refuses.
 */
export function switchOn(device: string): void {
  const argument = ifreq(device);
  argument.setInt16(IFREQ_ARGUMENT_AT, IFF_UP | IFF_RUNNING | IFF_NOARP, true);
  request(
    AF_INET,
    SIOCSIFFLAGS,
    new Uint8Array(argument.buffer),
    `switch ${device} on`,
  );
}

/**
 * Gives a device room for packets that wait for the link to read them.
 *
 * @param device Name of a TUN device in this thread's network namespace.
 * @throws {LinkError} Where the kernel refuses.
 */
export function setDeviceQueue(device: string): void {
  setQueueLength(device, indexOf(device), DEVICE_QUEUE_PACKETS);
}

/**
 * Gives a device an address, and with it the way to the other host of the link.
 *
 * @param device Name of a TUN device in this thread's network namespace.
 * @param address IPv4 (with a prefix of 24 bits) or IPv6 address (of 64 bits).
 * @throws {LinkError} Where the kernel refuses.
 */
export function addAddress(device: string, address: string): void {
  const bytes = parseIpAddress(address);
  const what = `give ${device} the address ${address}`;
  if (bytes.length === 16) {
    // struct in6_ifreq of linux/ipv6.h: address, prefix length, index of the device
    const argument = new Uint8Array(24);
    argument.set(bytes);
    const view = new DataView(argument.buffer);
    view.setUint32(16, IPV6_PREFIX_LENGTH, true);
    view.setInt32(20, indexOf(device), true);
    request(AF_INET6, SIOCSIFADDR, argument, what);
    return;
  }
  for (
    const [number, value] of [
      [SIOCSIFADDR, bytes],
      [SIOCSIFNETMASK, ipv4Mask(IPV4_PREFIX_LENGTH)],
    ] as const
  ) {
    const argument = ifreq(device);
    // struct sockaddr_in: family, port, address
    argument.setUint16(IFREQ_ARGUMENT_AT, AF_INET, true);
    new Uint8Array(argument.buffer).set(value, IFREQ_ARGUMENT_AT + 4);
    request(AF_INET, number, new Uint8Array(argument.buffer), what);
  }
}

function ipv4Mask(prefixLength: number): Uint8Array {
  const mask = new Uint8Array(4);
  new DataView(mask.buffer).setUint32(0, (-1 << (32 - prefixLength)) >>> 0);
  return mask;
}

/** Number of a device (netdevice(7)). */
function indexOf(device: string): number {
  const argument = ifreq(device);
  const bytes = new Uint8Array(argument.buffer);
  request(AF_INET, SIOCGIFINDEX, bytes, `find ${device}`);
  return argument.getInt32(IFREQ_ARGUMENT_AT, true);
}
