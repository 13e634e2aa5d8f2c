/**
 * Programs on the hosts of a link, for tests.
 *
 * @module
 */

import { fromFileUrl } from "@std/path";
import { SpokenProcess } from "../../process/spoken_process.ts";
import type { Link } from "../link.ts";
import { LINK_ENDS, type LinkEnd } from "../link_spec.ts";
import type { PeerCommands } from "./peer_protocol.ts";

/** A program on a host. */
export type Peer = SpokenProcess<PeerCommands>;

/**
 * Starts a program on a host of a link.
 *
 * @param link The link.
 * @param end Which host.
 * @returns The program; dispose of it.
 */
export function startPeer(link: Link, end: LinkEnd): Promise<Peer> {
  return SpokenProcess.start<PeerCommands>({
    name: `peer on the ${end}`,
    command: [
      ...link.prefix(end),
      Deno.execPath(),
      ...["run", "--quiet", "--no-prompt", "--no-config", "--no-lock"],
      ...["--unstable-net", "--allow-net"],
      fromFileUrl(new URL("peer_main.ts", import.meta.url)),
    ],
    helloTimeoutMs: 20_000,
    check: () => {},
    errors: {
      gone: (message) => new Error(message),
      failed: (name, { message }) => new Error(`${name}: ${message}`),
    },
  });
}

/** A program on each host. Dispose of them. */
export class Peers implements AsyncDisposable {
  /** The one on the server. */
  readonly server: Peer;
  /** The one on the client. */
  readonly client: Peer;

  private constructor(server: Peer, client: Peer) {
    this.server = server;
    this.client = client;
  }

  /**
   * Starts them.
   *
   * @param link The link.
   */
  static async start(link: Link): Promise<Peers> {
    const [server, client] = await Promise.all(
      LINK_ENDS.map((end) => startPeer(link, end)),
    );
    return new Peers(server!, client!);
  }

  /** Ends them. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([
      this.server[Symbol.asyncDispose](),
      this.client[Symbol.asyncDispose](),
    ]);
  }
}
