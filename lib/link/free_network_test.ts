import { assert, assertEquals, assertThrows } from "@std/assert";
import { libc } from "../kernel/libc.ts";
import { freeNetwork, routedIpv4, routedIpv6 } from "./free_network.ts";
import { LinkError } from "./link_spec.ts";

// Opened before the first test, because it stays open after the last one.
libc();

const IPV4_HEADER =
  "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT";

/** A line of /proc/net/route, of an address such as 198.18.0.0/24. */
function ipv4Route(network: string, device = "eth0"): string {
  const [address, bits] = network.split("/") as [string, string];
  const hexadecimal = (bytes: number[]) =>
    bytes.toReversed().map((byte) => byte.toString(16).padStart(2, "0"))
      .join("").toUpperCase();
  const mask = [0, 8, 16, 24].map((from) =>
    256 - 2 ** (8 - Math.min(8, Math.max(0, Number(bits) - from)))
  );
  return [
    device,
    hexadecimal(address.split(".").map(Number)),
    ...["00000000", "0001", "0", "0", "0"],
    hexadecimal(mask),
    ...["0", "0", "0"],
  ].join("\t");
}

/** A line of /proc/net/ipv6_route, of an address without its colons. */
function ipv6Route(digits: string, bits: number): string {
  return `${digits.padEnd(32, "0")} ${bits.toString(16).padStart(2, "0")} ` +
    `${"0".repeat(32)} 00 ${
      "0".repeat(32)
    } 00000100 00000001 00000000 00000001     eth0`;
}

/** Which network is free, with these routes. */
function free(ipv4: string[], ipv6: string[] = []): string {
  const { server } = freeNetwork({
    ipv4: [IPV4_HEADER, ...ipv4.map((one) => ipv4Route(one))].join("\n") + "\n",
    ipv6: ipv6.join("\n") + "\n",
  });
  return server.ipv4;
}

Deno.test("the kernel's tables are read, without default routes", () => {
  // a container of Docker, and a machine with a default route of IPv6
  const ipv4 = `${IPV4_HEADER}
eth0\t00000000\t010011AC\t0003\t0\t0\t0\t00000000\t0\t0\t0
eth0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
`;
  assertEquals(routedIpv4(ipv4), [
    { device: "eth0", address: 0xac11_0000, mask: 0xffff_0000 },
  ]);
  const ipv6 = [
    ipv6Route("fe80", 64),
    ipv6Route("", 0),
    ipv6Route(`${"0".repeat(31)}1`, 128),
  ].join("\n");
  assertEquals(routedIpv6(ipv6).map(({ bits }) => bits), [64, 128]);
});

Deno.test("both hosts have addresses of one network in either version", () => {
  assertEquals(freeNetwork({ ipv4: `${IPV4_HEADER}\n`, ipv6: "" }), {
    server: { ipv4: "198.18.0.1", ipv6: "2001:2:0:0::1" },
    client: { ipv4: "198.18.0.2", ipv6: "2001:2:0:0::2" },
    hasIpv6: true,
  });
  const { hasIpv6 } = freeNetwork({ ipv4: "", ipv6: undefined });
  assertEquals(hasIpv6, false);
});

Deno.test("a network that is routed is left to the machine", () => {
  const cases: [ipv4: string[], server: string][] = [
    [["10.0.0.0/8", "192.168.1.0/24"], "198.18.0.1"],
    [["198.18.0.0/24"], "198.18.1.1"],
    [["198.18.0.7/32"], "198.18.1.1"],
    [["198.18.0.128/25", "198.18.1.0/24"], "198.18.2.1"],
    [["198.18.0.0/22"], "198.18.4.1"],
    [["198.18.0.0/17"], "198.18.128.1"],
    [["198.18.1.0/24"], "198.18.0.1"],
  ];
  for (const [routes, server] of cases) {
    assertEquals(free(routes), server, routes.join(", "));
  }
});

Deno.test("so is one whose IPv6 addresses are routed", () => {
  assertEquals(free([], [ipv6Route("2001000200000000", 64)]), "198.18.1.1");
  assertEquals(
    free([], [ipv6Route("20010002000000010000000000000009", 128)]),
    "198.18.0.1",
  );
  assertEquals(
    free(["198.18.0.0/24"], [ipv6Route("2001000200000001", 64)]),
    "198.18.2.1",
  );
  // 16 networks at once
  assertEquals(free([], [ipv6Route("2001000200000000", 60)]), "198.18.16.1");
  const { server } = freeNetwork({
    ipv4: ipv4Route("198.18.0.0/16"),
    ipv6: "",
  });
  assertEquals(server.ipv6, "2001:2:0:0::1", "the first line is a heading");
});

Deno.test("routes that stand for the whole internet are no reason to refuse", () => {
  assertEquals(
    free(["0.0.0.0/1", "128.0.0.0/1"], [ipv6Route("2", 3)]),
    "198.18.0.1",
  );
});

Deno.test("a machine that has routed all of it is told so, with the device", () => {
  const table = `${IPV4_HEADER}\n${ipv4Route("198.18.0.0/15", "tun7")}\n`;
  const error = assertThrows(
    () => freeNetwork({ ipv4: table, ipv6: "" }),
    LinkError,
    "is routed on this machine already (tun7)",
  );
  assert(error.message.includes("`ip route` shows how"));
  assertThrows(() => free([], [ipv6Route("20010002", 32)]), LinkError);
});

Deno.test({
  name: "this machine has a network for a link",
  ignore: libc() === undefined,
  fn() {
    const { server, client } = freeNetwork();
    assert(/^198\.18\.\d+\.1$/.test(server.ipv4), server.ipv4);
    assert(client.ipv6.startsWith("2001:2:0:"), client.ipv6);
  },
});
