import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { descriptorOf, type SocketAddress } from "./descriptor.ts";
import { libc } from "./libc.ts";

// opened before the first test, because it stays open after the last one
const ignore = libc() === undefined;

interface Ends {
  local: SocketAddress;
  remote: SocketAddress;
}

function endsOf(connection: Deno.TcpConn): Ends {
  const address = ({ hostname, port }: Deno.NetAddr) => ({
    address: hostname,
    port,
  });
  return {
    local: address(connection.localAddr),
    remote: address(connection.remoteAddr),
  };
}

function find({ local, remote }: Ends): number | undefined {
  return descriptorOf(local, remote);
}

/** Connects to a listener of this process, so that both ends are its own. */
async function pairFor(
  listener: Deno.TcpListener,
): Promise<[Deno.TcpConn, Deno.TcpConn]> {
  const { hostname, port } = listener.addr;
  return await Promise.all([
    Deno.connect({ hostname, port }),
    listener.accept(),
  ]);
}

/** Port that the kernel has for a descriptor. */
function portOf(descriptor: number): number {
  const address = new Uint8Array(128);
  const length = new Uint32Array([address.length]);
  assertEquals(libc()!.getsockname(descriptor, address, length), 0);
  return address[2]! * 256 + address[3]!;
}

for (const hostname of ["127.0.0.1", "::1"]) {
  const absent = hostname === "::1" && !hasIpv6();
  Deno.test({
    name: `both ends of a connection over ${hostname} have a descriptor` +
      (absent ? " (skipped: this machine has no ::1)" : ""),
    ignore: ignore || absent,
    async fn() {
      const listener = Deno.listen({ hostname, port: 0 });
      const [client, server] = await pairFor(listener);
      const clients = find(endsOf(client));
      const servers = find(endsOf(server));
      assert(clients !== undefined && servers !== undefined);
      assertNotEquals(clients, servers);
      assertEquals(portOf(clients), client.localAddr.port);
      assertEquals(portOf(servers), server.localAddr.port);
      for (const open of [client, server, listener]) open.close();
    },
  });
}

Deno.test({
  name: "fifty connections to one port have fifty descriptors",
  ignore,
  async fn() {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const pairs: Deno.TcpConn[][] = [];
    for (let pair = 0; pair < 50; pair++) pairs.push(await pairFor(listener));
    const found = pairs.flat().map((end) => find(endsOf(end)));
    assert(!found.includes(undefined));
    assertEquals(new Set(found).size, 100);
    for (const open of [...pairs.flat(), listener]) open.close();
  },
});

Deno.test({
  name: "a listener and a UDP socket on the same port are not taken for it",
  ignore,
  async fn() {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    const socket = Deno.listenDatagram({
      transport: "udp",
      hostname: "127.0.0.1",
      port,
    });
    const ends = { address: "127.0.0.1", port };
    assertEquals(
      descriptorOf(ends, { address: "127.0.0.1", port: 1 }),
      undefined,
    );
    const [client, server] = await pairFor(listener);
    assert(find(endsOf(server)) !== undefined);
    for (const open of [client, server, listener, socket]) open.close();
  },
});

Deno.test({
  name: "a closed connection has no descriptor",
  ignore,
  async fn() {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const [client, server] = await pairFor(listener);
    const ends = endsOf(client);
    client.close();
    // the runtime gives the descriptor back in its own time
    for (let look = 0; look < 100 && find(ends) !== undefined; look++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assertEquals(find(ends), undefined);
    for (const open of [server, listener]) open.close();
  },
});

function hasIpv6(): boolean {
  try {
    Deno.listen({ hostname: "::1", port: 0 }).close();
    return true;
  } catch {
    return false;
  }
}
