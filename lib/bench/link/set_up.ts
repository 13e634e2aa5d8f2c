/**
 * How long does it take to make a link and to take it away, and is it then gone?
 *
 * @module
 */

import { outputOf } from "../../experiment/foreign/owned_process.ts";
import { Link } from "../../link/link.ts";
import { LINK_ENDS } from "../../link/link_spec.ts";
import type { Measurement, Task } from "../workbench.ts";

/** From the wish for a link to one that carries packets. */
export const SET_UP = "set_up_seconds";
/** From the wish to be rid of it to the end of its process. */
export const TEAR_DOWN = "tear_down_seconds";
/** Both. */
export const SET_UP_AND_TEAR_DOWN = "set_up_and_tear_down_seconds";
/** Processes and mounts that hold a network namespace of the link afterwards. */
export const LEFT_BEHIND = "left_behind";

/**
 * One link that is made and taken away.
 *
 * @param contender The link's name.
 * @param blocks How often.
 * @returns The task.
 */
export function setUpTask(contender: string, blocks: number): Task {
  return { contender, condition: "", blocks, warmsUp: true, measure };
}

async function measure(): Promise<Measurement[]> {
  const beginMs = performance.now();
  const link = await Link.open();
  const openMs = performance.now();
  const namespaces = await namespacesOf(link);
  const closeMs = performance.now();
  await link[Symbol.asyncDispose]();
  const endMs = performance.now();
  const setUp = (openMs - beginMs) / 1000;
  const tearDown = (endMs - closeMs) / 1000;
  return [
    { metric: SET_UP, unit: "seconds", value: setUp },
    { metric: TEAR_DOWN, unit: "seconds", value: tearDown },
    {
      metric: SET_UP_AND_TEAR_DOWN,
      unit: "seconds",
      value: setUp + tearDown,
    },
    {
      metric: LEFT_BEHIND,
      unit: "count",
      value: await leftBehind(namespaces),
    },
  ];
}

/** Names such as `net:[4026532000]`, as the hosts' own programs see them. */
function namespacesOf(link: Link): Promise<string[]> {
  return Promise.all(LINK_ENDS.map(async (end) => {
    const command = [...link.prefix(end), "readlink", "/proc/self/ns/net"];
    return (await outputOf({ command })).trim();
  }));
}

/** Everything that holds a network namespace, whoever's it is. */
async function leftBehind(namespaces: string[]): Promise<number> {
  // processes that end meanwhile or are somebody else's make readlink(1) fail
  const script = "readlink /proc/[0-9]*/ns/net; cat /proc/self/mountinfo";
  const held = await outputOf({ command: ["sh", "-c", script] });
  return namespaces.reduce(
    (count, name) => count + held.split(name).length - 1,
    0,
  );
}
