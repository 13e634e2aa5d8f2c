/**
 * The endpoint: a process that serves and downloads books, told what to do over its
 * stdin. Started by {@link ./endpoint.ts}, not by hand.
 *
 * @module
 */

import { codeOf } from "../socket/socket_error.ts";
import { NoAnswer } from "../transfer/udp_client.ts";
import { EndpointCommands } from "./commands.ts";
import { jsonLine, jsonLines } from "./json_lines.ts";
import {
  type Call,
  type Failure,
  type Hello,
  PROTOCOL_VERSION,
  type Reply,
} from "./protocol.ts";

/** Lines go out one after the other, whole, however many calls end at once. */
let written: Promise<void> = Promise.resolve();

function say(message: Hello | Reply): Promise<void> {
  const line = jsonLine(message);
  return written = written.then(async () => {
    for (let sent = 0; sent < line.length;) {
      sent += await Deno.stdout.write(line.subarray(sent));
    }
  });
}

function failure(error: unknown): Failure {
  if (!(error instanceof Error)) {
    return { name: "Error", message: String(error), code: "" };
  }
  return {
    name: error.name,
    message: error.message,
    code: codeOf(error),
    ...(error instanceof NoAnswer ? { requests: error.requests } : {}),
  };
}

async function answer(
  commands: EndpointCommands,
  { id, do: name, with: given }: Call,
) {
  try {
    await say({ id, ok: await commands.run(name, given) });
  } catch (error) {
    await say({ id, error: failure(error) });
  }
}

/** Serves calls until stdin ends, which it does when the lab ends, in whatever way. */
async function main(): Promise<void> {
  const commands = new EndpointCommands();
  await say({
    hello: {
      protocol: PROTOCOL_VERSION,
      pid: Deno.pid,
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      os: Deno.build.os,
      arch: Deno.build.arch,
    },
  });
  for await (const call of jsonLines(Deno.stdin.readable)) {
    // not awaited: a server's `stop` must be heard while a download is on its way
    answer(commands, call as Call).catch(() => Deno.exit(1));
  }
}

if (import.meta.main) {
  // Ctrl-C reaches the whole process group; the lab, not the signal, ends an endpoint,
  // so that the trial in hand can be told from a server that died
  Deno.addSignalListener("SIGINT", () => {});
  await main();
  Deno.exit(0);
}
