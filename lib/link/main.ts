/**
 * The process of a link: makes the two hosts, then carries packets between them and
 * listens to the lab. Started by {@link ./link.ts}, not by hand.
 *
 * It never waits for a promise while it carries: all of it happens in one thread, one
 * call of the kernel after the other.
 *
 * @module
 */

import { libc } from "../kernel/libc.ts";
import { aboutThisProcess, failureOf } from "../process/answer_calls.ts";
import { jsonLine } from "../process/json_lines.ts";
import { LinkCommandRunner } from "./link_commands.ts";
import { LinkHosts } from "./link_hosts.ts";
import { LINK_PROTOCOL_VERSION, type LinkCommands } from "./link_protocol.ts";

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

const INPUT_BYTES = 65_536;

/** A line from the lab. */
interface LinkCall {
  id: number;
  do: keyof LinkCommands;
  with: never;
}

/** Writes all of it; the pipe may take it in parts. */
function writeAll(descriptor: number, text: Uint8Array): void {
  const bytes = new Uint8Array(text);
  for (let sent = 0; sent < bytes.length;) {
    const rest = bytes.subarray(sent);
    const written = Number(
      libc()!.write(descriptor, rest, BigInt(rest.length)),
    );
    // the lab is gone, and with it whoever could read this
    if (written <= 0) Deno.exit(1);
    sent += written;
  }
}

/** The lines that have come; undefined at the end of stdin. */
function readLines(rest: { text: string }): string[] | undefined {
  const buffer = new Uint8Array(INPUT_BYTES);
  const bytes = Number(
    libc()!.read(STDIN, buffer, BigInt(buffer.length)),
  );
  if (bytes <= 0) return undefined;
  // calls are in ASCII but for names of files, which a chunk's end could cut
  const text = rest.text + decoder.decode(buffer.subarray(0, bytes), {
    stream: true,
  });
  const lines = text.split("\n");
  rest.text = lines.pop()!;
  return lines.filter((line) => line !== "");
}

const decoder = new TextDecoder();

/** Makes the link, or says why not and ends the process. */
function makeHosts(): LinkHosts {
  try {
    return new LinkHosts();
  } catch (error) {
    const { message } = failureOf(error);
    writeAll(STDERR, new TextEncoder().encode(`${message}\n`));
    Deno.exit(1);
  }
}

/** Serves calls until stdin ends, which it does when the lab ends, in whatever way. */
async function main(): Promise<void> {
  const runner = new LinkCommandRunner(makeHosts(), STDIN);
  writeAll(
    STDOUT,
    jsonLine({ hello: aboutThisProcess(LINK_PROTOCOL_VERSION) }),
  );
  const rest = { text: "" };
  for (;;) {
    runner.carrier.carry(STDIN);
    const lines = readLines(rest);
    if (lines === undefined) return;
    for (const line of lines) {
      const { id, do: name, with: given } = JSON.parse(line) as LinkCall;
      let reply;
      try {
        reply = { id, ok: await runner.run(name, given) };
      } catch (error) {
        reply = { id, error: failureOf(error) };
      }
      writeAll(STDOUT, jsonLine(reply));
    }
  }
}

if (import.meta.main) {
  // Ctrl-C reaches the whole process group; the lab, not the signal, ends a link
  Deno.addSignalListener("SIGINT", () => {});
  await main();
  Deno.exit(0);
}
