import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { type NetworkInterface, networkInterfaces } from "./interfaces.ts";
import { programOutput } from "./program_output.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

/** What `ip -json address` prints, as far as it is compared. */
interface IpAddressOutput {
  ifname: string;
  mtu: number;
  link_type: string;
  address?: string;
  flags: string[];
  addr_info: {
    family: "inet" | "inet6";
    local: string;
    prefixlen: number;
    broadcast?: string;
  }[];
}

/** Both programs' interfaces in a form that can be compared. */
function comparable(interfaces: NetworkInterface[]) {
  return interfaces.map((one) => ({
    name: one.name,
    mtu_bytes: one.mtu_bytes,
    mac: one.mac,
    up: one.flags?.includes("UP"),
    addresses: one.addresses
      .map(({ address, prefix_length }) => `${address}/${prefix_length}`)
      .sort(),
  }));
}

function comparableToIp(output: IpAddressOutput[]) {
  return output.map((one) => ({
    name: one.ifname,
    mtu_bytes: one.mtu,
    mac: ["ether", "loopback"].includes(one.link_type)
      ? one.address ?? null
      : null,
    up: one.flags.includes("UP"),
    addresses: one.addr_info
      .map(({ local, prefixlen }) => `${local}/${prefixlen}`)
      .sort(),
  }));
}

Deno.test("loopback has its addresses, and no broadcast address", () => {
  const addresses = networkInterfaces().flatMap((one) => one.addresses);
  const loopback = addresses.find(({ address }) => address === "127.0.0.1");
  assertEquals(loopback, {
    family: "IPv4",
    address: "127.0.0.1",
    netmask: "255.0.0.0",
    prefix_length: 8,
    subnet_address: "127.0.0.0",
    broadcast_address: null,
  });
});

const ip = await programOutput("ip", { args: ["-json", "address"] });

Deno.test({
  name: ip === null
    ? "iproute2 sees the same (skipped: `ip -json address` does not work here)"
    : "iproute2 sees the same",
  ignore: ip === null,
  fn() {
    const output: IpAddressOutput[] = JSON.parse(ip!);
    const interfaces = networkInterfaces();
    assertEquals(comparable(interfaces), comparableToIp(output));
    const broadcast = new Map(
      interfaces.flatMap((one) => one.addresses)
        .map((one) => [one.address, one.broadcast_address]),
    );
    for (
      const { local, broadcast: configured } of output.flatMap((one) =>
        one.addr_info
      )
    ) {
      // One may be configured nowhere, and is then computed all the same.
      if (configured !== undefined) {
        assertEquals(broadcast.get(local), configured);
      }
    }
  },
});

/** Sets up interfaces of every kind in a namespace of their own. */
const SET_UP = [
  "ip link set lo up",
  "ip link add left mtu 9000 type veth peer name right",
  "ip address add 198.51.100.1/31 dev left",
  "ip address add 10.24.16.5/20 dev left label left:two",
  "ip address add 2001:db8:0:cd30:123:4567:89ab:cdef/60 dev left nodad",
  "ip link set left up",
].join(" && ");

const namespace = await programOutput("unshare", {
  args: ["--map-root-user", "--user", "--net", "sh", "-c", SET_UP],
});

Deno.test({
  name: namespace === null
    ? "a network namespace of its own (skipped: `unshare --user --net` with a veth pair does not work here)"
    : "a network namespace of its own is seen as it is, not as /sys shows it",
  ignore: namespace === null,
  async fn() {
    const module = import.meta.resolve("./interfaces.ts");
    const script = `
      import { networkInterfaces } from ${JSON.stringify(module)};
      console.log(JSON.stringify(networkInterfaces()));
    `;
    const text = await programOutput("unshare", {
      args: [
        "--map-root-user",
        "--user",
        "--net",
        "sh",
        "-c",
        `${SET_UP} && exec "$0" eval "$1"`,
        Deno.execPath(),
        script,
      ],
    });
    const interfaces: NetworkInterface[] = JSON.parse(text!);
    const named = (name: string) =>
      interfaces.find((one) => one.name === name)!;
    assertEquals(interfaces.map((one) => one.name).sort(), [
      "left",
      "lo",
      "right",
    ]);
    const left = named("left");
    assertEquals(left.mtu_bytes, 9000);
    assertEquals(left.state, "no_carrier");
    assert(left.mac !== null);
    const global = left.addresses.filter((one) =>
      !one.address.startsWith("fe80:")
    );
    assertEquals(
      global.map((
        one,
      ) => [one.address, one.subnet_address, one.broadcast_address]),
      [
        ["198.51.100.1", "198.51.100.0", null],
        ["10.24.16.5", "10.24.16.0", "10.24.31.255"],
        ["2001:db8:0:cd30:123:4567:89ab:cdef", "2001:db8:0:cd30::", null],
      ],
    );
    const right = named("right");
    assertEquals(right.state, "down");
    assertEquals(right.addresses, []);
    assertEquals(named("lo").state, "up");
  },
});
