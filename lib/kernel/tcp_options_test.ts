import { assert, assertEquals, assertThrows } from "@std/assert";
import { descriptorOf } from "./descriptor.ts";
import { libc } from "./libc.ts";
import { hasNoDelay, setQuickAck } from "./tcp_options.ts";

// opened before the first test, because it stays open after the last one
const ignore = libc() === undefined;

const IPPROTO_TCP = 6;
const TCP_QUICKACK = 12;

async function withConnection(
  use: (client: Deno.TcpConn, descriptor: number) => Promise<void> | void,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [client, server] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  const { localAddr, remoteAddr } = client;
  const descriptor = descriptorOf(
    { address: localAddr.hostname, port: localAddr.port },
    { address: remoteAddr.hostname, port: remoteAddr.port },
  );
  assert(descriptor !== undefined);
  try {
    await use(client, descriptor);
  } finally {
    for (const open of [client, server, listener]) open.close();
  }
}

function quickAckOf(descriptor: number): number {
  const value = new Int32Array([-1]);
  const length = new Uint32Array([4]);
  assertEquals(
    libc()!.getsockopt(descriptor, IPPROTO_TCP, TCP_QUICKACK, value, length),
    0,
  );
  return value[0]!;
}

Deno.test({
  name: "Nagle's algorithm is on until setNoDelay switches it off",
  ignore,
  fn: () =>
    withConnection((client, descriptor) => {
      assertEquals(hasNoDelay(descriptor), false);
      client.setNoDelay(true);
      assertEquals(hasNoDelay(descriptor), true);
      client.setNoDelay(false);
      assertEquals(hasNoDelay(descriptor), false);
    }),
});

Deno.test({
  name: "setQuickAck leaves the delaying mode, as the kernel tells",
  ignore,
  fn: () =>
    withConnection((_client, descriptor) => {
      const off = new Int32Array([0]);
      assertEquals(
        libc()!.setsockopt(descriptor, IPPROTO_TCP, TCP_QUICKACK, off, 4),
        0,
      );
      assertEquals(quickAckOf(descriptor), 0);
      setQuickAck(descriptor);
      assertEquals(quickAckOf(descriptor), 1);
    }),
});

Deno.test({
  name: "what is no TCP socket is refused with the descriptor and the errno",
  ignore,
  fn() {
    assertThrows(() => setQuickAck(-1), Error, "descriptor -1: errno 9");
    assertThrows(() => hasNoDelay(-1), Error, "descriptor -1: errno 9");
    const ENOTSOCK = 88;
    const path = new TextEncoder().encode("/dev/null\0");
    const file = libc()!.open(path, 0);
    assertThrows(() => setQuickAck(file), Error, `errno ${ENOTSOCK}`);
    assertEquals(libc()!.close(file), 0);
  },
});
