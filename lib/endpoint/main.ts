/**
 * The endpoint: a process that serves and downloads books, told what to do over its
 * stdin. Started by {@link ./endpoint.ts}, not by hand.
 *
 * @module
 */

import { answerCalls } from "../process/answer_calls.ts";
import { codeOf } from "../socket/socket_error.ts";
import { NoAnswer } from "../transfer/udp_client.ts";
import { EndpointCommands } from "./commands.ts";
import {
  type Commands,
  type EndpointFailure,
  PROTOCOL_VERSION,
} from "./protocol.ts";

function details(error: Error): Omit<EndpointFailure, "name" | "message"> {
  return {
    code: codeOf(error),
    ...(error instanceof NoAnswer ? { requests: error.requests } : {}),
  };
}

/** Serves calls until stdin ends. */
async function main(): Promise<void> {
  const commands = new EndpointCommands();
  await answerCalls<Commands>({
    protocol: PROTOCOL_VERSION,
    run: (name, parameters) => commands.run(name, parameters),
    details,
  });
}

if (import.meta.main) {
  // Ctrl-C reaches the whole process group; the lab, not the signal, ends an endpoint,
  // so that the trial in hand can be told from a server that died
  Deno.addSignalListener("SIGINT", () => {});
  await main();
  Deno.exit(0);
}
