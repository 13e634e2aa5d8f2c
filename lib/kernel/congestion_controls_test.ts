import { assert, assertEquals } from "@std/assert";
import {
  availableCongestionControls,
  defaultCongestionControl,
} from "./congestion_controls.ts";
import { machineCalls } from "./machine_calls.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

Deno.test({
  name: "Linux has reno, which every kernel is built with, and a default",
  ignore: Deno.build.os !== "linux",
  fn() {
    const available = availableCongestionControls();
    assert(available.includes("reno"), available.join());
    const byDefault = defaultCongestionControl();
    assert(byDefault !== undefined && available.includes(byDefault));
  },
});

Deno.test("elsewhere there are none, and no error", () => {
  const onLinux = Deno.build.os === "linux";
  assertEquals(availableCongestionControls().length > 0, onLinux);
  assertEquals(defaultCongestionControl() !== undefined, onLinux);
});
