/**
 * A small lab for a test to end: links with a program on each of their hosts. Says on its
 * stdout which processes there are. With the argument `draining` each link waits for the
 * end of a trial, for a minute and more.
 *
 * @module
 */

import { Link } from "../link.ts";
import { linkOf } from "../link_spec.ts";
import { Peers } from "./peer.ts";

/** The processes of a link. */
export interface LinkProcesses {
  /** The one that carries packets. */
  link: number;
  /** The programs on the hosts. */
  peers: number[];
}

/** Has a link wait for a packet that is long on its way. */
async function drain(link: Link, { server }: Peers): Promise<void> {
  await link.begin(linkOf({ both: { delayMs: 60_000 } }), { seed: "1" });
  await server.call("bind", { hostname: link.address("server") });
  const to = { hostname: link.address("client"), port: 9 };
  await server.call("send", { to, count: 1, bytes: 100 });
  link.end().catch(() => {});
  // time for the call to be heard
  await new Promise((resolve) => setTimeout(resolve, 200));
}

if (import.meta.main) {
  const processes: LinkProcesses[] = [];
  for (let count = 0; count < Number(Deno.args[0]); count++) {
    const link = await Link.open();
    const peers = await Peers.start(link);
    if (Deno.args[1] === "draining") await drain(link, peers);
    const { server, client } = peers;
    processes.push({
      link: link.pid,
      peers: [server.about.pid, client.about.pid],
    });
  }
  console.log(JSON.stringify(processes));
}
