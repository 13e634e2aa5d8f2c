import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { networkDevices, parseDeviceNames } from "./network_device.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

function sample(name: string): string {
  return Deno.readTextFileSync(
    new URL(`../../fixtures/proc/${name}`, import.meta.url),
  );
}

Deno.test("/proc/net/dev: the names in their order", () => {
  assertEquals(parseDeviceNames(sample("net_dev_linux_6_18")), [
    "lo",
    "ifb0",
    "ifb1",
    "eth0",
  ]);
});

Deno.test("/proc/net/dev: a name may touch the first number, or hold odd characters", () => {
  assertEquals(parseDeviceNames(sample("net_dev_odd")), [
    "lo",
    "averylongname15",
    "veth-a.100@x",
  ]);
});

Deno.test("an empty text has no devices", () => {
  assertEquals(parseDeviceNames(""), []);
});

Deno.test({
  name: "loopback is a loopback device with an MTU and an address of zeros",
  ignore: Deno.build.os !== "linux",
  fn() {
    const lo = networkDevices()!.find((device) => device.name === "lo")!;
    assert(lo.mtu_bytes > 0);
    assertEquals(lo.mac, "00:00:00:00:00:00");
    assert(lo.flags.includes("LOOPBACK"));
    assert(!lo.flags.includes("BROADCAST"));
  },
});
