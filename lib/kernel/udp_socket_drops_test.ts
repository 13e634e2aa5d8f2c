import { assert, assertEquals, assertThrows } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import { parseUdpSockets, udpSocketDrops } from "./udp_socket_drops.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

const onLinux = Deno.build.os === "linux";

function sample(name: string): string {
  return Deno.readTextFileSync(
    new URL(`../../fixtures/proc/${name}`, import.meta.url),
  );
}

function bind(hostname: string): Deno.DatagramConn {
  return Deno.listenDatagram({ transport: "udp", hostname, port: 0 });
}

function hasIpv6(): boolean {
  try {
    bind("::1").close();
    return true;
  } catch {
    return false;
  }
}

function addressOf(socket: Deno.DatagramConn) {
  const { hostname, port } = socket.addr as Deno.NetAddr;
  return { address: hostname, port };
}

Deno.test("/proc/net/udp: the address comes out of its byte order", () => {
  assertEquals(parseUdpSockets(sample("udp_linux_6_18")), [
    { address: "0.0.0.0", port: 35174, drops: 0 },
    { address: "127.0.0.1", port: 38412, drops: 44 },
  ]);
});

Deno.test("/proc/net/udp6: every four bytes of the address do", () => {
  assertEquals(parseUdpSockets(sample("udp6_linux_6_18")), [
    { address: "::", port: 35718, drops: 0 },
    { address: "::1", port: 37476, drops: 45 },
  ]);
  const [mapped] = parseUdpSockets(
    "1: 0000000000000000FFFF00000100007F:0035 x x x x x x x x x x 7\n",
  );
  assertEquals(mapped, { address: "::ffff:7f00:1", port: 53, drops: 7 });
});

Deno.test("a kernel that does not count drops has none to tell", () => {
  assertEquals(parseUdpSockets(sample("udp_linux_2_6_26")), []);
  assertEquals(parseUdpSockets(""), []);
});

for (const hostname of ["127.0.0.1", "::1"]) {
  const absent = hostname === "::1" && !hasIpv6();
  Deno.test({
    name:
      `at ${hostname}, what was dropped and what is received is what was sent` +
      (absent ? " (skipped: this machine has no ::1)" : ""),
    ignore: !onLinux || absent,
    async fn() {
      const receiver = bind(hostname);
      const sender = bind(hostname);
      const local = addressOf(receiver);
      try {
        assertEquals(udpSocketDrops(local), 0);
        const sent = 1_000;
        for (let count = 0; count < sent; count++) {
          await sender.send(new Uint8Array(1_000), receiver.addr);
        }
        const drops = udpSocketDrops(local)!;
        let received = 0;
        for (; received + drops < sent; received++) {
          assertEquals((await receiver.receive())[0].length, 1_000);
        }
        assert(received > 0 && drops > 0, `${drops} of ${sent} dropped`);
        // The buffer is empty now: what is sent next is what comes next.
        await sender.send(new Uint8Array(1), receiver.addr);
        assertEquals((await receiver.receive())[0].length, 1);
        assertEquals(udpSocketDrops(local), drops);
        assertEquals(udpSocketDrops(addressOf(sender)), 0);
      } finally {
        receiver.close();
        sender.close();
      }
    },
  });
}

Deno.test("only the exact address is the socket's", () => {
  const socket = bind("127.0.0.1");
  const { port } = addressOf(socket);
  try {
    for (const address of ["0.0.0.0", "127.0.0.2", "::1"]) {
      assertEquals(udpSocketDrops({ address, port }), undefined, address);
    }
    assertEquals(
      udpSocketDrops({ address: "127.0.0.1", port }) !== undefined,
      onLinux,
    );
  } finally {
    socket.close();
  }
});

Deno.test("one of several sockets at the same address cannot be told apart", () => {
  const first = Deno.listenDatagram({
    transport: "udp",
    hostname: "127.0.0.1",
    port: 0,
    reuseAddress: true,
  });
  const local = addressOf(first);
  assertEquals(udpSocketDrops(local) !== undefined, onLinux);
  const second = Deno.listenDatagram({
    transport: "udp",
    hostname: local.address,
    port: local.port,
    reuseAddress: true,
  });
  try {
    assertEquals(udpSocketDrops(local), undefined);
  } finally {
    first.close();
    second.close();
  }
});

Deno.test("what is no address is refused", () => {
  assertThrows(
    () => udpSocketDrops({ address: "localhost", port: 1 }),
    RangeError,
    '"localhost"',
  );
});
