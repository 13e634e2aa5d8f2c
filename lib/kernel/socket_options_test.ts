import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  availableCongestionControls,
  defaultCongestionControl,
} from "./congestion_controls.ts";
import { libc } from "./libc.ts";
import { machineCalls } from "./machine_calls.ts";
import {
  congestionControlOf,
  getOption,
  OPTIONS,
  setCongestionControl,
  setOption,
  setQuickAck,
  setSocketMemory,
} from "./socket_options.ts";
import { SystemCallError } from "./system_call_error.ts";

// opened before the first test, because they stay open after the last one
const calls = libc();
machineCalls();
const ignore = calls === undefined;

const AF_INET = 2;
const SOCK_STREAM = 1;
const SOCK_DGRAM = 2;

/** Uses a socket that is not connected and closes it. */
function withSocket(type: number, use: (descriptor: number) => void): void {
  const descriptor = calls!.socket(AF_INET, type, 0);
  assert(descriptor >= 0);
  try {
    use(descriptor);
  } finally {
    calls!.close(descriptor);
  }
}

for (const name of ["TCP_NODELAY", "TCP_CORK", "SO_REUSEADDR"] as const) {
  Deno.test({
    name: `${name} is off, and then as it was set`,
    ignore,
    fn: () =>
      withSocket(SOCK_STREAM, (descriptor) => {
        assertEquals(getOption(descriptor, OPTIONS[name]), 0);
        setOption(descriptor, OPTIONS[name], 1);
        assertEquals(getOption(descriptor, OPTIONS[name]), 1);
        setOption(descriptor, OPTIONS[name], 0);
        assertEquals(getOption(descriptor, OPTIONS[name]), 0);
      }),
  });
}

Deno.test({
  name: "the kernel doubles the memory of a socket",
  ignore,
  fn: () =>
    withSocket(SOCK_DGRAM, (descriptor) => {
      const before = getOption(descriptor, OPTIONS.SO_SNDBUF);
      setSocketMemory(descriptor, { socketReceiveBytes: 50_000 });
      assertEquals(getOption(descriptor, OPTIONS.SO_RCVBUF), 100_000);
      // what is not named stays as it is
      assertEquals(getOption(descriptor, OPTIONS.SO_SNDBUF), before);
      setSocketMemory(descriptor, { socketSendBytes: 20_000 });
      assertEquals(getOption(descriptor, OPTIONS.SO_SNDBUF), 40_000);
      assertEquals(getOption(descriptor, OPTIONS.SO_RCVBUF), 100_000);
    }),
});

Deno.test({
  name: "a congestion control can be chosen among those that the kernel has",
  ignore,
  fn: () =>
    withSocket(SOCK_STREAM, (descriptor) => {
      assertEquals(
        congestionControlOf(descriptor),
        defaultCongestionControl(),
      );
      assert(availableCongestionControls().includes("reno"));
      setCongestionControl(descriptor, "reno");
      assertEquals(congestionControlOf(descriptor), "reno");
      const error = assertThrows(
        () => setCongestionControl(descriptor, "no_such"),
        SystemCallError,
        "TCP_CONGESTION to no_such",
      );
      assertEquals(error.code, "ENOENT");
      assertEquals(congestionControlOf(descriptor), "reno");
    }),
});

Deno.test({
  name: "setQuickAck leaves the delaying mode, as the kernel tells",
  ignore,
  async fn() {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    const accepting = listener.accept();
    const descriptor = calls!.socket(AF_INET, SOCK_STREAM, 0);
    const name = new Uint8Array(16);
    name.set([AF_INET, 0, port >> 8, port & 0xff, 127, 0, 0, 1]);
    // the kernel finishes the handshake without the listener's help
    assertEquals(calls!.connect(descriptor, name, name.length), 0);
    setOption(descriptor, OPTIONS.TCP_QUICKACK, 0);
    assertEquals(getOption(descriptor, OPTIONS.TCP_QUICKACK), 0);
    setQuickAck(descriptor);
    assertEquals(getOption(descriptor, OPTIONS.TCP_QUICKACK), 1);
    calls!.close(descriptor);
    (await accepting).close();
    listener.close();
  },
});

Deno.test({
  name: "what the kernel refuses is an error with option, value and errno",
  ignore,
  fn() {
    const failures: [() => unknown, string][] = [
      [() => setOption(-1, OPTIONS.TCP_CORK, 1), "setsockopt TCP_CORK to 1"],
      [() => getOption(-1, OPTIONS.SO_ERROR), "getsockopt SO_ERROR"],
      [() => setQuickAck(-1), "setsockopt TCP_QUICKACK to 1"],
      [() => congestionControlOf(-1), "getsockopt TCP_CONGESTION"],
      [
        () => setSocketMemory(-1, { socketSendBytes: 9 }),
        "setsockopt SO_SNDBUF to 9",
      ],
    ];
    for (const [fail, words] of failures) {
      const error = assertThrows(fail, SystemCallError, words);
      assertEquals(error.code, "EBADF");
    }
    withSocket(SOCK_DGRAM, (descriptor) => {
      const error = assertThrows(
        () => setOption(descriptor, OPTIONS.TCP_MAXSEG, 500),
        SystemCallError,
      );
      assertEquals(error.code, "ENOPROTOOPT");
    });
  },
});
