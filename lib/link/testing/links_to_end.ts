/**
 * A small lab for a test to end: links with a program on each of their hosts. Says on its
 * stdout which processes there are.
 *
 * @module
 */

import { Link } from "../link.ts";
import { Peers } from "./peer.ts";

/** The processes of a link. */
export interface LinkProcesses {
  /** The one that carries packets. */
  link: number;
  /** The programs on the hosts. */
  peers: number[];
}

if (import.meta.main) {
  const processes: LinkProcesses[] = [];
  for (let count = 0; count < Number(Deno.args[0]); count++) {
    const link = await Link.open();
    const { server, client } = await Peers.start(link);
    processes.push({
      link: link.pid,
      peers: [server.about.pid, client.about.pid],
    });
  }
  console.log(JSON.stringify(processes));
}
