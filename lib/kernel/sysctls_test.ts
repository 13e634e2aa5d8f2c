import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { readSysctl, TRANSPORT_SYSCTLS, transportSysctls } from "./sysctls.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

Deno.test("every setting is there, and null where the system has none", () => {
  const sysctls = transportSysctls();
  assertEquals(Object.keys(sysctls), [...TRANSPORT_SYSCTLS]);
  const onLinux = Deno.build.os === "linux";
  assertEquals(sysctls["net.ipv4.tcp_rmem"] !== null, onLinux);
});

Deno.test({
  name: "three sizes of a buffer are separated by one blank",
  ignore: Deno.build.os !== "linux",
  fn() {
    const sizes = readSysctl("net.ipv4.tcp_rmem");
    assert(/^\d+ \d+ \d+$/.test(sizes ?? ""), String(sizes));
  },
});

Deno.test("a setting that does not exist is null", () => {
  assertEquals(readSysctl("net.ipv4.no_such_setting"), null);
});
