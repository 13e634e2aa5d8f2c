/**
 * The machine's network interfaces, with every address, its mask, subnet and
 * broadcast address, and the MTU.
 *
 * @module
 */

import { broadcastAddress, subnetAddress } from "./ip_address.ts";
import {
  type DeviceFlag,
  type NetworkDevice,
  networkDevices,
} from "./network_device.ts";

/** One address of an interface. */
export interface InterfaceAddress {
  /** `IPv4` or `IPv6`. */
  family: "IPv4" | "IPv6";
  /** The address. */
  address: string;
  /** Mask with the bits of the prefix at 1, in the form of an address. */
  netmask: string;
  /** Bits of the prefix: 0 to 32 for IPv4, 0 to 128 for IPv6. */
  prefix_length: number;
  /** The address with all bits after the prefix at 0. */
  subnet_address: string;
  /**
   * Computed: the address with all bits after the prefix at 1, which the kernel
   * treats as broadcast whether or not one was configured. `null` where it has
   * no meaning: IPv6, a prefix of 31 or 32 bits, and devices without the flag
   * BROADCAST, such as loopback and point-to-point ones. Outside Linux the flags
   * are not known and 127.0.0.0/8 alone is taken for such a device.
   */
  broadcast_address: string | null;
}

/** One network interface. What is not known here is `null`. */
export interface NetworkInterface {
  /** Name, such as `lo` or `eth0`. */
  name: string;
  /** Largest packet of the network layer, in bytes; Linux only. */
  mtu_bytes: number | null;
  /** Hardware address in the form `02:fc:00:00:00:01`. */
  mac: string | null;
  /**
   * `up` when packets can pass, `no_carrier` when it is switched on and the
   * other side is missing, `down` when it is switched off; Linux only.
   */
  state: "up" | "no_carrier" | "down" | null;
  /** Flags that are set (netdevice(7)); Linux only. */
  flags: DeviceFlag[] | null;
  /** Addresses, IPv4 first; may be empty on Linux. */
  addresses: InterfaceAddress[];
}

function stateOf(device: NetworkDevice): NetworkInterface["state"] {
  if (!device.flags.includes("UP")) return "down";
  return device.flags.includes("RUNNING") ? "up" : "no_carrier";
}

/** Whether a broadcast address means anything there. */
function canBroadcast(
  address: string,
  device: NetworkDevice | undefined,
): boolean {
  return device === undefined
    ? !address.startsWith("127.")
    : device.flags.includes("BROADCAST");
}

function describeAddress(
  info: Deno.NetworkInterfaceInfo,
  device: NetworkDevice | undefined,
): InterfaceAddress {
  const prefixLength = Number(info.cidr.split("/")[1]);
  const broadcast = canBroadcast(info.address, device)
    ? broadcastAddress(info.address, prefixLength)
    : undefined;
  return {
    family: info.family,
    address: info.address,
    netmask: info.netmask,
    prefix_length: prefixLength,
    subnet_address: subnetAddress(info.address, prefixLength),
    broadcast_address: broadcast ?? null,
  };
}

/**
 * Every network interface: on Linux all of the calling thread's network
 * namespace, elsewhere those that have an address, without MTU, state and flags
 * (Deno does not tell them). Needs `--allow-sys=networkInterfaces`, and
 * `--allow-ffi` for what only Linux tells.
 *
 * @returns The interfaces in the kernel's order.
 * @throws {Error} When the kernel refuses.
 */
export function networkInterfaces(): NetworkInterface[] {
  const addresses = Map.groupBy(
    Deno.networkInterfaces(),
    // An address can have a label of its own, "eth0:backup" (ip-address(8)).
    (info) => Deno.build.os === "linux" ? info.name.split(":")[0]! : info.name,
  );
  const devices = new Map(
    networkDevices()?.map((device) => [device.name, device]),
  );
  const names = new Set([...devices.keys(), ...addresses.keys()]);
  return [...names].map((name) => {
    const device = devices.get(name);
    const own = addresses.get(name) ?? [];
    return {
      name,
      mtu_bytes: device?.mtu_bytes ?? null,
      mac: (device ? device.mac : own[0]?.mac) ?? null,
      state: device ? stateOf(device) : null,
      flags: device?.flags ?? null,
      addresses: own.map((info) => describeAddress(info, device)),
    };
  });
}
