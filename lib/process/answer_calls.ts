/**
 * The other end of the pipe: a process that says hello and answers calls until its
 * stdin ends ({@link ./call_protocol.ts}).
 *
 * @module
 */

import type {
  About,
  Call,
  CommandTable,
  Failure,
  Hello,
  Reply,
} from "./call_protocol.ts";
import { jsonLine, jsonLines } from "./json_lines.ts";

/** How a process answers. */
export interface AnswerOptions<Commands extends CommandTable<keyof Commands>> {
  /** Version of the protocol, which the lab checks. */
  protocol: number;
  /** Does a command; throws where it is unknown. */
  run: <Name extends keyof Commands>(
    name: Name,
    parameters: Commands[Name]["parameters"],
  ) => Promise<Commands[Name]["result"]>;
  /** What is said beside class and message of an error: its errno, and what else is known. */
  details: (error: Error) => Omit<Failure, "name" | "message">;
}

/**
 * Answers calls until stdin ends, which it does when the lab ends, in whatever way.
 *
 * @param options What is done for which call.
 */
export async function answerCalls<
  Commands extends CommandTable<keyof Commands>,
>(options: AnswerOptions<Commands>): Promise<void> {
  const say = lineWriter();
  await say({ hello: aboutThisProcess(options.protocol) });
  const answer = async ({ id, do: name, with: given }: Call<Commands>) => {
    try {
      await say({ id, ok: await options.run(name, given) });
    } catch (error) {
      await say({ id, error: failureOf(error, options.details) });
    }
  };
  for await (const call of jsonLines(Deno.stdin.readable)) {
    // not awaited: the next call must be heard while this one is being done
    answer(call as Call<Commands>).catch(() => Deno.exit(1));
  }
}

/**
 * What this process says of itself in its hello.
 *
 * @param protocol Version of the protocol that it speaks.
 * @returns All that the lab wants to know.
 */
export function aboutThisProcess(protocol: number): About {
  return {
    protocol,
    pid: Deno.pid,
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    os: Deno.build.os,
    arch: Deno.build.arch,
  };
}

/** Lines go out one after the other, whole, however many calls end at once. */
function lineWriter(): (message: Hello | Reply) => Promise<void> {
  let written: Promise<void> = Promise.resolve();
  return (message) => {
    const line = jsonLine(message);
    return written = written.then(async () => {
      for (let sent = 0; sent < line.length;) {
        sent += await Deno.stdout.write(line.subarray(sent));
      }
    });
  };
}

/**
 * What was thrown, as it crosses the pipe.
 *
 * @param error What was thrown: an error, or anything else.
 * @param details What is said beside class and message of an error; no errno unless given.
 * @returns The failure.
 */
export function failureOf(
  error: unknown,
  details: (error: Error) => Omit<Failure, "name" | "message"> = () => ({
    code: "",
  }),
): Failure {
  return error instanceof Error
    ? { name: error.name, message: error.message, ...details(error) }
    : { name: "Error", message: String(error), code: "" };
}
