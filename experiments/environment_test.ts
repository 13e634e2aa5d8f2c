/**
 * Question: on which machine is this run made?
 *
 * Claims: every network interface has addresses that can be taken apart into netmask,
 * subnet address and, where that has a meaning, broadcast address, and it has an MTU;
 * the loopback interface is there. iperf3's own figure over loopback stands beside
 * ours as a yardstick, where iperf3 is installed.
 *
 * What else is known of the machine (kernel, sysctls, clock, CPU, memory) stands in
 * the run's manifest.
 */

import { assert, assertEquals, assertGreater } from "@std/assert";
import {
  experiment,
  iperf3Missing,
  iperf3OverLoopback,
} from "../lib/experiment/mod.ts";
import {
  type NetworkInterface,
  networkInterfaces,
} from "../lib/kernel/interfaces.ts";

const IPERF3_BYTES = 64 * 1024 * 1024;

/** Beside the addresses: whether a netmask is ones, then zeros, as the prefix says. */
function bitsOf(address: string): string {
  return address.split(".").map((part) =>
    Number(part).toString(2).padStart(8, "0")
  ).join("");
}

experiment("environment", {
  question: "On which machine is this run made?",
  factors: {},
  missingInPart: iperf3Missing,

  onlyOverLoopback: "it describes this machine",
  async trial() {
    return {
      metrics: iperf3Missing() === undefined
        ? {
          iperf3_throughput_bytes_per_second: await iperf3OverLoopback(
            IPERF3_BYTES,
          ),
        }
        : {},
      observations: { interfaces: JSON.stringify(networkInterfaces()) },
    };
  },

  invariants: [
    {
      name:
        "every interface's addresses have a netmask, a subnet and a broadcast address",
      check({ observations }) {
        for (const { name, flags, addresses } of interfacesOf(observations)) {
          for (const one of addresses) {
            assert(
              one.address !== "" && one.netmask !== "" &&
                one.subnet_address !== "",
              name,
            );
            if (one.family !== "IPv4") continue;
            const mask = "1".repeat(one.prefix_length).padEnd(32, "0");
            assertEquals(bitsOf(one.netmask), mask, `${name}: netmask`);
            const subnet = bitsOf(one.address).slice(0, one.prefix_length)
              .padEnd(32, "0");
            assertEquals(
              bitsOf(one.subnet_address),
              subnet,
              `${name}: subnet address`,
            );
            if (one.broadcast_address === null) {
              // it has no meaning on loopback, between two points, or in a subnet of one or two
              assert(
                one.prefix_length > 30 || !flags?.includes("BROADCAST"),
                `${name}: broadcast`,
              );
              continue;
            }
            const broadcast = bitsOf(one.address).slice(0, one.prefix_length)
              .padEnd(32, "1");
            assertEquals(
              bitsOf(one.broadcast_address),
              broadcast,
              `${name}: broadcast address`,
            );
          }
        }
      },
    },
    {
      name: "every interface has an MTU (on Linux, where it can be read)",
      check({ observations }) {
        for (const { name, mtu_bytes } of interfacesOf(observations)) {
          if (Deno.build.os === "linux") assertGreater(mtu_bytes ?? 0, 0, name);
        }
      },
    },
    {
      name: "the loopback interface is there and has 127.0.0.1",
      check({ observations }) {
        const addresses = interfacesOf(observations).flatMap((one) =>
          one.addresses
        );
        assert(addresses.some(({ address }) => address === "127.0.0.1"));
      },
    },
  ],
});

function interfacesOf(
  observations: Record<string, string | number | boolean> | undefined,
): NetworkInterface[] {
  return JSON.parse(String(observations?.interfaces));
}
