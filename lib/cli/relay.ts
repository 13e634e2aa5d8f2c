/**
 * For tests: stands between a client and a server on this machine and tells when their
 * transfer is under way, so that no test has to guess when that is.
 *
 * @module
 */

import { codeOf } from "../socket/socket_error.ts";

const LOOPBACK = "127.0.0.1";

/** More than an announcement; what is beyond are bytes of the book. */
const UNDER_WAY_BYTES = 10_000;

/** A relay for one client. Dispose of it when the client or the server has ended. */
export interface Relay extends AsyncDisposable {
  /** Where the client finds the server. */
  port: number;
  /** Once some of the book has gone to the client. */
  underWay: Promise<void>;
}

/**
 * Relays one TCP connection.
 *
 * @param server Port of the server.
 * @returns The relay. It ends with the server's side of the connection.
 */
export function relayTcp(server: number): Relay {
  const listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  let closed = false;
  const underWay = Promise.withResolvers<void>();
  const relaying = (async () => {
    using client = await listener.accept();
    using upstream = await Deno.connect({ hostname: LOOPBACK, port: server });
    const request = new Uint8Array(256);
    const length = await client.read(request);
    await upstream.write(request.subarray(0, length ?? 0));
    const piece = new Uint8Array(4096);
    let bytes = 0;
    for (let read; (read = await upstream.read(piece)) !== null;) {
      await client.write(piece.subarray(0, read));
      if ((bytes += read) > UNDER_WAY_BYTES) underWay.resolve();
    }
  })().catch((error) => {
    // a side that is killed resets the connection; a client may not have come at all
    if (!closed && !["ECONNRESET", "EPIPE"].includes(codeOf(error))) {
      throw error;
    }
  });
  return {
    port: listener.addr.port,
    underWay: underWay.promise,
    async [Symbol.asyncDispose]() {
      closed = true;
      listener.close();
      await relaying;
    },
  };
}

/**
 * Relays the datagrams of one client and a server.
 *
 * @param server Port of the server.
 * @returns The relay. It ends when it is disposed of.
 */
export function relayUdp(server: number): Relay {
  const socket = Deno.listenDatagram({
    transport: "udp",
    hostname: LOOPBACK,
    port: 0,
  });
  const underWay = Promise.withResolvers<void>();
  const relaying = (async () => {
    let client: Deno.Addr | undefined;
    let bytes = 0;
    for await (const [datagram, from] of socket) {
      if ((from as Deno.NetAddr).port === server) {
        await socket.send(datagram, client!);
        if ((bytes += datagram.length) > UNDER_WAY_BYTES) underWay.resolve();
      } else {
        client = from;
        await socket.send(datagram, {
          transport: "udp",
          hostname: LOOPBACK,
          port: server,
        });
      }
    }
  })();
  return {
    port: (socket.addr as Deno.NetAddr).port,
    underWay: underWay.promise,
    async [Symbol.asyncDispose]() {
      socket.close();
      await relaying;
    },
  };
}
