/**
 * What the kernel knows about a network device beyond its addresses: MTU, flags,
 * hardware address.
 *
 * Asked with ioctl(2) as netdevice(7) describes. /sys/class/net would be easier
 * to read, but shows the network namespace in which /sys was mounted: after
 * `unshare -n` that is another one than the process is in.
 *
 * @module
 */

import { errno, libc } from "./libc.ts";
import { cString, machineCalls } from "./machine_calls.ts";
import { readKernelFile } from "./read_kernel_file.ts";

/** socket(2) */
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;

/** Requests of linux/sockios.h. */
const SIOCGIFFLAGS = 0x8913;
const SIOCGIFMTU = 0x8921;
const SIOCGIFHWADDR = 0x8927;

/** `struct ifreq`: a name of at most 15 bytes and a zero, then the answer. */
const IFREQ_BYTES = 40;
const IFREQ_ANSWER_AT = 16;

/** "No such device" (errno(3)). */
const ENODEV = 19;

/** Kinds of linux/if_arp.h with a hardware address of six bytes: Ethernet, loopback. */
const KINDS_WITH_MAC = [1, 772];

/**
 * Flags of linux/if.h in the order of their bits, without `IFF_`; the answer has
 * room for these 16.
 */
export const DEVICE_FLAGS = [
  "UP",
  "BROADCAST",
  "DEBUG",
  "LOOPBACK",
  "POINTOPOINT",
  "NOTRAILERS",
  "RUNNING",
  "NOARP",
  "PROMISC",
  "ALLMULTI",
  "MASTER",
  "SLAVE",
  "MULTICAST",
  "PORTSEL",
  "AUTOMEDIA",
  "DYNAMIC",
] as const;

/** One of {@linkcode DEVICE_FLAGS}; netdevice(7) tells what it means. */
export type DeviceFlag = typeof DEVICE_FLAGS[number];

/** A network device of the calling thread's network namespace. */
export interface NetworkDevice {
  /** Name, such as `lo` or `eth0`. */
  name: string;
  /** Largest packet of the network layer, in bytes. */
  mtu_bytes: number;
  /** Hardware address in the form `02:fc:00:00:00:01`; absent where the device has none of six bytes. */
  mac?: string;
  /** The flags that are set. */
  flags: DeviceFlag[];
}

/**
 * Reads the names of the devices in /proc/net/dev.
 *
 * @param text Text of the file.
 * @returns The names in the kernel's order.
 */
export function parseDeviceNames(text: string): string[] {
  return [...text.matchAll(/^\s*([^\s|]+):/gm)].map((match) => match[1]!);
}

/** Asks ioctl(2) about one device; `undefined` when the device is gone. */
type Ask = (name: string, request: number) => DataView | undefined;

/** Everything about one device; `undefined` when it is gone. */
function describeDevice(name: string, ask: Ask): NetworkDevice | undefined {
  const mtu = ask(name, SIOCGIFMTU);
  const flags = ask(name, SIOCGIFFLAGS);
  // A sockaddr: the kind of hardware in 16 bits, then the address.
  const hardware = ask(name, SIOCGIFHWADDR);
  if (mtu === undefined || flags === undefined || hardware === undefined) {
    return undefined;
  }
  const mac = Array.from(
    { length: 6 },
    (_, index) => hardware.getUint8(2 + index).toString(16).padStart(2, "0"),
  ).join(":");
  const bits = flags.getUint16(0, true);
  return {
    name,
    mtu_bytes: mtu.getInt32(0, true),
    ...(KINDS_WITH_MAC.includes(hardware.getUint16(0, true)) ? { mac } : {}),
    flags: DEVICE_FLAGS.filter((_, bit) => (bits >> bit & 1) === 1),
  };
}

/**
 * Every network device of the calling thread's network namespace, with or
 * without an address, up or down.
 *
 * @returns The devices, or `undefined` where they cannot be asked for: not
 * Linux, or no `--allow-ffi`.
 * @throws {Error} When the kernel refuses.
 */
export function networkDevices(): NetworkDevice[] | undefined {
  const names = readKernelFile("/proc/thread-self/net/dev");
  const calls = libc();
  const machine = machineCalls();
  if (names === undefined || calls === undefined || machine === undefined) {
    return undefined;
  }
  const socket = machine.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) {
    throw new Error(
      "Cannot ask for the network devices: " +
        `socket() failed with errno ${errno(calls)}`,
    );
  }
  const ask: Ask = (name, request) => {
    const ifreq = new Uint8Array(IFREQ_BYTES);
    ifreq.set(cString(name));
    if (machine.ioctl(socket, BigInt(request), ifreq) >= 0) {
      return new DataView(ifreq.buffer, IFREQ_ANSWER_AT);
    }
    const error = errno(calls);
    if (error === ENODEV) return undefined;
    throw new Error(
      `Cannot ask for network device ${name}: ` +
        `ioctl(0x${request.toString(16)}) failed with errno ${error}`,
    );
  };
  try {
    return parseDeviceNames(names)
      .map((name) => describeDevice(name, ask))
      .filter((device) => device !== undefined);
  } finally {
    calls.close(socket);
  }
}
