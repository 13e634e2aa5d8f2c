/**
 * What a UDP server sends to an address that has proved nothing.
 *
 * @module
 */

import type { SocketAddress } from "../socket/engine.ts";

/** How long answers are waited for. */
const PATIENCE_MS = 100;

/** A request for a book, without a token. */
const REQUEST = new TextEncoder().encode("GET 0 1024\n");

/**
 * Asks for a book once, and never repeats the token: all that whoever forges an address
 * can do.
 *
 * @param server The server's address.
 * @returns Bytes of the request, and bytes of everything that came back within 100 ms.
 */
export async function askWithoutProof(
  { address, port }: SocketAddress,
): Promise<{ requestBytes: number; answerBytes: number }> {
  const socket = Deno.listenDatagram({
    transport: "udp",
    hostname: "127.0.0.1",
    port: 0,
  });
  let answerBytes = 0;
  const listening = (async () => {
    for await (const [datagram] of socket) answerBytes += datagram.length;
  })();
  await socket.send(REQUEST, { transport: "udp", hostname: address, port });
  await new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  socket.close();
  await listening;
  return { requestBytes: REQUEST.length, answerBytes };
}
