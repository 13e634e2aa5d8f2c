/**
 * The two hosts of a link: a network namespace each, with a TUN device, an address and
 * the settings of the machine.
 *
 * @module
 */

import { type Counters, kernelCounters } from "../kernel/counters.ts";
import { readKernelFile } from "../kernel/read_kernel_file.ts";
import { transportSysctls } from "../kernel/sysctls.ts";
import { writeSysctl } from "../kernel/write_sysctl.ts";
import { freeNetwork } from "./free_network.ts";
import { libc } from "../kernel/libc.ts";
import type { LinkHost } from "./link_protocol.ts";
import { LINK_ENDS, type LinkEnd } from "./link_spec.ts";
import { monotonicMs } from "./monotonic_clock.ts";
import {
  enterNewNamespace,
  type HeldNamespace,
  holdOwnNamespace,
  inNamespace,
} from "./network_namespaces.ts";
import {
  addAddress,
  openTunDevice,
  setDeviceQueue,
  setMtu,
  switchOn,
  type TunDevice,
} from "./tun_device.ts";

/** What the devices are called, each by what is at its other side. */
const DEVICE_NAMES: Record<LinkEnd, string> = {
  server: "to-client",
  client: "to-server",
};

/**
 * What is set differently from the machine. Nothing of a connection is remembered for
 * the next one to the same host, or trials would depend on each other
 * (Documentation/networking/ip-sysctl.rst). No host is asked for routes.
 */
const OWN_SYSCTLS: Readonly<Record<string, string>> = {
  "net.ipv4.tcp_no_metrics_save": "1",
  "net.ipv6.conf.default.accept_ra": "0",
  "net.ipv6.conf.default.addr_gen_mode": "1",
};

/** linux/if_addr.h: not to be used yet. */
const IFA_F_TENTATIVE = 0x40;

/** How long an address is waited for; it takes much less than a millisecond. */
const TENTATIVE_MS = 2_000;

/** What a kernel counts at the device of one host. */
export interface DeviceCounts {
  /** Packets handed to the link. */
  sent: number;
  /** Packets dropped because the link did not read them in time. */
  dropped: number;
  /** Packets that came from the link. */
  received: number;
}

interface Host {
  namespace: HeldNamespace;
  device: TunDevice;
  ipv4: string;
  ipv6: string;
}

/** Two hosts that can reach each other as soon as somebody carries their packets. */
export class LinkHosts {
  #home: HeldNamespace;
  #hosts: Record<LinkEnd, Host>;

  /**
   * Makes them. This thread may be in another network namespace afterwards.
   *
   * @param deviceNames What the devices are called.
   * @throws {LinkError} Where the system does not let that be done, or the addresses are
   * in use; what was made by then ends with the process.
   */
  constructor(deviceNames: Record<LinkEnd, string> = DEVICE_NAMES) {
    const settings = transportSysctls();
    const network = freeNetwork();
    const make = (end: LinkEnd): Host => {
      const namespace = enterNewNamespace();
      for (const [name, value] of Object.entries(settings)) {
        // most cannot be set in a namespace, or need not be
        if (value !== null) writeSysctl(name, value);
      }
      for (const [name, value] of Object.entries(OWN_SYSCTLS)) {
        writeSysctl(name, value);
      }
      const device = openTunDevice(deviceNames[end]);
      setDeviceQueue(device.name);
      switchOn("lo");
      switchOn(device.name);
      const addresses = network[end];
      addAddress(device.name, addresses.ipv4);
      if (network.hasIpv6) addIpv6(device.name, addresses.ipv6);
      return { namespace, device, ...addresses };
    };
    this.#hosts = { server: make("server"), client: make("client") };
    this.#home = holdOwnNamespace();
  }

  /**
   * One of the hosts, as others know it.
   *
   * @param end Which one.
   */
  host(end: LinkEnd): LinkHost {
    const { namespace, device, ipv4, ipv6 } = this.#hosts[end];
    return {
      namespaceDescriptor: namespace.descriptor,
      ipv4,
      ipv6,
      device: device.name,
    };
  }

  /**
   * The device of a host.
   *
   * @param end Which one.
   * @returns Its descriptor.
   */
  device(end: LinkEnd): number {
    return this.#hosts[end].device.descriptor;
  }

  /**
   * Sets the largest packet of both devices.
   *
   * @param mtuBytes Its size.
   * @throws {LinkError} Where the kernel refuses.
   */
  setMtu(mtuBytes: number): void {
    for (const end of LINK_ENDS) {
      this.#in(end, ({ device, ipv6 }) => {
        setMtu(device.name, mtuBytes);
        // below 1,280 bytes the kernel has taken the address away, and does not bring it back
        if (mtuBytes >= 1280 && ipv6Flags(device.name) === undefined) {
          try {
            addIpv6(device.name, ipv6);
          } catch {
            // a kernel without IPv6: who asks for it will hear so
          }
        }
      });
    }
  }

  /**
   * The kernel's counters of a host.
   *
   * @param end Which one.
   */
  counters(end: LinkEnd): Counters {
    return this.#in(end, kernelCounters);
  }

  /**
   * What the kernel counts at the device of a host since it was made.
   *
   * @param end Which one.
   */
  deviceCounts(end: LinkEnd): DeviceCounts {
    return this.#in(end, ({ device }) => {
      const table = readKernelFile("/proc/thread-self/net/dev") ?? "";
      const line = table.split("\n").find((one) =>
        one.trim().startsWith(`${device.name}:`)
      ) ?? "";
      const numbers = line.slice(line.indexOf(":") + 1).trim().split(/\s+/)
        .map(Number);
      // bytes, packets, errors, dropped … received, then the same sent
      return {
        received: numbers[1] ?? 0,
        sent: numbers[9] ?? 0,
        dropped: numbers[11] ?? 0,
      };
    });
  }

  /** TCP sockets of both hosts that are not closed yet; those in TIME-WAIT are. */
  openSockets(): number {
    return LINK_ENDS.reduce(
      (sum, end) => sum + this.#in(end, tcpSocketsInUse),
      0,
    );
  }

  #in<Result>(end: LinkEnd, act: (host: Host) => Result): Result {
    const host = this.#hosts[end];
    return inNamespace(host.namespace, this.#home, () => act(host));
  }
}

/** From /proc/net/sockstat, which tells at once; /proc/net/tcp takes milliseconds. */
function tcpSocketsInUse(): number {
  return ["sockstat", "sockstat6"].reduce((sum, file) => {
    const text = readKernelFile(`/proc/thread-self/net/${file}`) ?? "";
    const match = text.match(/^TCP6?: inuse (\d+)/m);
    return sum + Number(match?.[1] ?? 0);
  }, 0);
}

/**
 * Gives a device an IPv6 address, and waits until programs may use it: the kernel first
 * calls every new one tentative, and finds in a thread of its own that nobody else can
 * have it on a device without neighbours (`addrconf_dad_begin()` in net/ipv6/addrconf.c).
 */
function addIpv6(device: string, address: string): void {
  addAddress(device, address);
  const untilMs = monotonicMs() + TENTATIVE_MS;
  const millisecond = Int32Array.of(0, 0, 1e6, 0);
  while (
    (ipv6Flags(device) ?? IFA_F_TENTATIVE) & IFA_F_TENTATIVE &&
    monotonicMs() < untilMs
  ) libc()!.ppoll(new Int32Array(2), 0, millisecond, null);
}

/** Flags of a device's IPv6 address; undefined where it has none. */
function ipv6Flags(device: string): number | undefined {
  const text = readKernelFile("/proc/thread-self/net/if_inet6") ?? "";
  // address, number of the device, prefix length, scope, flags, name
  const fields = text.split("\n").map((line) => line.trim().split(/\s+/));
  const flags = fields.find((line) => line[5] === device)?.[4];
  return flags === undefined ? undefined : parseInt(flags, 16);
}
