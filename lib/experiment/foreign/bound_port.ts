/**
 * Ports for servers that cannot choose one themselves, and waiting until they are bound.
 *
 * @module
 */

import { readKernelFile } from "../../kernel/read_kernel_file.ts";
import type { OwnedProcess } from "./owned_process.ts";
import { PeerError } from "./peer_error.ts";

const LOOPBACK = "127.0.0.1";

/** How long a server may take to bind its port, in milliseconds. */
const PATIENCE_MS = 10_000;

const POLL_MS = 2;

/** States of /proc/net/tcp that stand for a listening socket (linux/tcp_states.h, TCP_LISTEN). */
const LISTENING = "0A";

/**
 * A port that was free a moment ago, for TCP and for UDP.
 *
 * @returns The port.
 */
export function freePort(): number {
  while (true) {
    using listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
    const { port } = listener.addr;
    try {
      Deno.listenDatagram({ transport: "udp", hostname: LOOPBACK, port })
        .close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}

/**
 * Waits until a server has bound its port. The kernel is asked (proc_net(5)), because a
 * connection to find out would be taken for a client.
 *
 * @param transport Of the port.
 * @param port The port.
 * @param server The process that is to bind it, in its own network namespace.
 * @throws {PeerError} Where it ends instead, or takes too long.
 */
export async function untilBound(
  transport: "tcp" | "udp",
  port: number,
  server: OwnedProcess,
): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!isBound(transport, port, server.pid)) {
    if (!server.running || performance.now() > end) {
      const { stderr } = await server.outcome();
      throw new PeerError(
        `A server did not listen at ${transport} port ${port}: ${stderr.trim()}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function isBound(
  transport: "tcp" | "udp",
  port: number,
  pid: number,
): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return ["", "6"].some((version) => {
    const table = readKernelFile(`/proc/${pid}/net/${transport}${version}`);
    return table?.split("\n").some((line) => {
      const [, local, , state] = line.trim().split(/\s+/);
      return local?.endsWith(`:${hex}`) &&
        (transport === "udp" || state === LISTENING);
    });
  });
}
