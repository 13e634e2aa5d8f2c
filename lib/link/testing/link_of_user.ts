/**
 * Says what a link is worth to the user who runs this: what is missing, or how many
 * datagrams have crossed.
 *
 * @module
 */

import { Link } from "../link.ts";
import { linkMissing, type Missing } from "../link_missing.ts";
import { linkOf } from "../link_spec.ts";
import { openSums } from "../account.ts";
import { Peers } from "./peer.ts";

/** What is said, as JSON. */
export interface LinkOfUser {
  /** Why there is no link. */
  missing?: Missing;
  /** Datagrams that came, of ten over each version of the Internet Protocol. */
  came?: number[];
  /** What does not add up. */
  openSums?: string[];
}

async function tried(): Promise<LinkOfUser> {
  const missing = await linkMissing();
  if (missing !== undefined) return { missing };
  await using link = await Link.open();
  await using peers = await Peers.start(link);
  const came: number[] = [];
  await link.begin(linkOf({}), { seed: "1" });
  for (const ipVersion of [4, 6] as const) {
    const at = (end: "server" | "client") =>
      peers[end].call("bind", { hostname: link.address(end, ipVersion) });
    const [, { port }] = await Promise.all([at("server"), at("client")]);
    const to = { hostname: link.address("client", ipVersion), port };
    await peers.server.call("send", { to, count: 10, bytes: 1_000 });
    const { numbers } = await peers.client.call("collected", {
      quietMs: 3_000,
      expected: 10,
    });
    came.push(numbers.length);
  }
  const { account } = await link.end();
  return { came, openSums: openSums(account) };
}

if (import.meta.main) console.log(JSON.stringify(await tried()));
