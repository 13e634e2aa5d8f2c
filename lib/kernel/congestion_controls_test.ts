import { assert, assertEquals } from "@std/assert";
import {
  availableCongestionControls,
  defaultCongestionControl,
  permittedCongestionControls,
} from "./congestion_controls.ts";
import { libc, libcMissing } from "./libc.ts";
import { machineCalls } from "./machine_calls.ts";
import { setCongestionControl } from "./socket_options.ts";

/** Of socket(2), the same on x86-64 and AArch64. */
const AF_INET = 2;
const SOCK_STREAM = 1;

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

Deno.test("permitted are the default and nothing that is not there", () => {
  const permitted = permittedCongestionControls();
  const available = availableCongestionControls();
  assertEquals(available.filter((name) => permitted.includes(name)), permitted);
  const byDefault = defaultCongestionControl();
  assert(byDefault === undefined || permitted.includes(byDefault));
});

Deno.test({
  name:
    "permitted are exactly those that the kernel lets a socket of this process have",
  ignore: libcMissing() !== undefined,
  fn() {
    const { socket, close } = libc()!;
    const settable = availableCongestionControls().filter((name) => {
      const descriptor = socket(AF_INET, SOCK_STREAM, 0);
      try {
        setCongestionControl(descriptor, name);
        return true;
      } catch {
        return false;
      } finally {
        close(descriptor);
      }
    });
    assertEquals(permittedCongestionControls(), settable);
  },
});

Deno.test("elsewhere there are none, and no error", () => {
  const onLinux = Deno.build.os === "linux";
  assertEquals(availableCongestionControls().length > 0, onLinux);
  assertEquals(defaultCongestionControl() !== undefined, onLinux);
});
