/**
 * What every command of the lab does alike: `--help`, errors for a person, exit status.
 *
 * @module
 */

import { relative, resolve } from "@std/path";
import { CorpusError } from "../corpus/corpus_error.ts";
import { EndpointError } from "../endpoint/endpoint.ts";
import { OptionError } from "../experiment/command_line.ts";
import { LockError } from "../experiment/measuring_lock.ts";
import { RecordError } from "../experiment/run_folder.ts";
import { LinkError } from "../link/link_spec.ts";
import { ReportError } from "../report/report_error.ts";
import { SocketError, UnsupportedOption } from "../socket/socket_error.ts";
import { RequestError } from "../transfer/request.ts";
import { IncompleteDownload } from "../transfer/tcp_client.ts";
import { ReceivedFileError } from "./received_file.ts";
import { ResultFileError } from "./result_file.ts";

/** Exit status after Ctrl-C: 128 and the number of SIGINT, as shells have it. */
export const INTERRUPTED = 130;

const WRONG_OPTION = 2;
const FAILED = 1;

/** Errors whose message explains itself; anything else is a fault of ours and keeps its stack. */
const FOR_A_PERSON = [
  CorpusError,
  EndpointError,
  IncompleteDownload,
  LinkError,
  LockError,
  ReceivedFileError,
  RecordError,
  ReportError,
  RequestError,
  ResultFileError,
  SocketError,
  UnsupportedOption,
  Deno.errors.NotCapable,
  Deno.errors.PermissionDenied,
];

/** A command. */
export interface Command {
  /** What `--help` shows. */
  usage: string;
  /** Does it; returns the exit status. */
  run: (args: string[]) => Promise<number>;
}

/**
 * Runs a command to its end.
 *
 * @param command What to run.
 * @param args Words of the command line.
 * @returns The exit status: 0 done, 1 failed, 2 wrong option, 130 interrupted.
 */
export async function runCommand(
  command: Command,
  args: string[],
): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    console.log(command.usage.trimEnd());
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof OptionError) {
      console.error(`error: ${printable(error.message)}`);
      return WRONG_OPTION;
    }
    if (
      error instanceof Error &&
      FOR_A_PERSON.some((known) => error instanceof known)
    ) {
      console.error(`error: ${printable(error.message)}`);
      return FAILED;
    }
    throw error;
  }
}

/**
 * Text that a server or a file has a part in, safe to show: control characters could
 * move the cursor of a terminal, or change its title. Newlines stay.
 *
 * @param text Anything.
 * @returns The same with U+FFFD for each other control character.
 */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, "\ufffd");
}

/**
 * Has something done at Ctrl-C, or at a polite request to end (SIGTERM). The process
 * goes on; whoever asks for this ends it.
 *
 * @param action What to do.
 * @returns Takes the request back.
 */
export function onInterrupt(action: () => void): () => void {
  // Windows knows no SIGTERM
  const signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  for (const signal of signals) Deno.addSignalListener(signal, action);
  return () => {
    for (const signal of signals) Deno.removeSignalListener(signal, action);
  };
}

/**
 * A path as the person meant it: `deno task` runs in the project's folder, and tells
 * in `INIT_CWD` where it was started.
 *
 * @param path From the command line.
 * @returns The absolute path.
 */
export function fromHere(path: string): string {
  return resolve(startFolder() ?? Deno.cwd(), path);
}

/** Without the right to read the variable the command was not started as a task. */
function startFolder(): string | undefined {
  const right = { name: "env", variable: "INIT_CWD" } as const;
  return Deno.permissions.querySync(right).state === "granted"
    ? Deno.env.get("INIT_CWD")
    : undefined;
}

/**
 * The same for an option that may be missing.
 *
 * @param path From the command line, or `undefined`.
 * @returns The absolute path, or `undefined`.
 */
export function fromHereIfGiven(path: string | undefined): string | undefined {
  return path === undefined ? undefined : fromHere(path);
}

/**
 * A path as it is best named to the person: from the folder where they are.
 *
 * @param path An absolute path.
 * @returns The relative path; the absolute one where that would lead upwards.
 */
export function shortPath(path: string): string {
  const short = relative(fromHere("."), path);
  return short.startsWith("..") ? path : short || ".";
}
