/**
 * Captures a trial on loopback with tcpdump(8).
 *
 * @module
 */

import { LinkError } from "../link/link_spec.ts";
import { readPcap } from "../link/read_pcap.ts";
import type { Trace } from "../link/trace.ts";
import type { Skip } from "./experiment_plan.ts";

/** Headers, and what little of the payload fits behind them. */
const SNAPSHOT_BYTES = 142;

/** Memory in the kernel for packets that tcpdump has not read yet, in KiB. */
const BUFFER_KIBIBYTES = 16 * 1024;

/** How long tcpdump may take until it listens; generous, for a busy machine. */
const START_TIMEOUT_MS = 10_000;

/** Packets reach tcpdump in blocks, the last of which may take so long to be handed over. */
const SETTLE_MS = 50;

/** What tcpdump is told. */
const TCPDUMP = [
  "--interface=lo",
  `--snapshot-length=${SNAPSHOT_BYTES}`,
  `--buffer-size=${BUFFER_KIBIBYTES}`,
  "--time-stamp-precision=nano",
  // each packet at once, so that none is missing at the end
  "--immediate-mode",
  "-U",
  "-w",
  "-",
  "tcp or udp",
];

/** A capture that is running. */
export class Capture implements AsyncDisposable {
  #child: Deno.ChildProcess;
  #output: Promise<Uint8Array<ArrayBuffer>>;
  #said = "";
  #saying: Promise<void>;
  #listens = Promise.withResolvers<void>();

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#output = new Response(child.stdout).bytes();
    this.#saying = this.#listen();
    this.#listens.promise.catch(() => {});
  }

  /**
   * Begins to capture.
   *
   * @returns The capture, once it listens.
   * @throws {LinkError} Where tcpdump is not there, or may not be run or capture.
   */
  static async start(): Promise<Capture> {
    let child;
    try {
      child = new Deno.Command("tcpdump", {
        args: TCPDUMP,
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      throw startError(error);
    }
    const capture = new Capture(child);
    const limit = setTimeout(() => {
      capture.#listens.reject(
        new LinkError(`tcpdump did not listen within ${START_TIMEOUT_MS} ms`),
      );
    }, START_TIMEOUT_MS);
    try {
      await capture.#listens.promise;
      return capture;
    } catch (error) {
      await capture[Symbol.asyncDispose]();
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  async #listen(): Promise<void> {
    const pieces = this.#child.stderr.pipeThrough(new TextDecoderStream());
    for await (const piece of pieces) {
      this.#said += piece;
      if (this.#said.includes("listening on")) this.#listens.resolve();
    }
    // it breaks its sentences into lines
    const said = this.#said.trim().replaceAll("\n", " ");
    this.#listens.reject(
      new LinkError(
        `tcpdump cannot capture: ${said}. Run it as root, or have root allow it: ` +
          "`setcap cap_net_raw+ep $(which tcpdump)`.",
      ),
    );
  }

  /**
   * Ends the capture.
   *
   * @returns What was captured, and how many packets tcpdump has missed.
   */
  async stop(): Promise<{ trace: Trace; missed: number }> {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    await this[Symbol.asyncDispose]();
    const missed = this.#said.match(/(\d+) packets? dropped by kernel/);
    return {
      trace: readPcap(await this.#output),
      missed: Number(missed?.[1] ?? 0),
    };
  }

  /** Ends tcpdump. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGINT");
    } catch {
      // it has ended
    }
    await this.#child.status;
    await this.#saying;
    await this.#output;
  }
}

/** What tcpdump that cannot be started means to a person. */
function startError(error: unknown): unknown {
  if (error instanceof Deno.errors.NotFound) {
    return new LinkError(
      "tcpdump is not installed. Install it (Debian: apt-get install tcpdump).",
    );
  }
  const isForbidden = error instanceof Deno.errors.PermissionDenied ||
    // Deno's own refusal
    error instanceof Deno.errors.NotCapable;
  return isForbidden
    ? new LinkError(
      `tcpdump cannot be started: ${error.message}. Allow this user, and Deno with ` +
        "--allow-run, to run it.",
    )
    : error;
}

let answer: Promise<Skip | undefined> | undefined;

/**
 * Captures for a moment to see whether that can be done.
 *
 * @returns What is missing, if anything.
 */
export function captureMissing(): Promise<Skip | undefined> {
  return answer ??= tryCapture();
}

async function tryCapture(): Promise<Skip | undefined> {
  try {
    const capture = await Capture.start();
    await capture[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    if (!(error instanceof LinkError)) throw error;
    const [reason, ...remedy] = error.message.split(". ");
    return {
      reason: `nothing is captured: ${reason}`,
      remedy: remedy.join(". ").replace(/\.$/, ""),
    };
  }
}
