/**
 * A program of somebody else's that runs as long as it is wanted, and never longer.
 *
 * @module
 */

import { PeerError } from "./peer_error.ts";

/** How to start a process. */
export interface ProcessOptions {
  /** Program and its words. */
  command: string[];
  /** Ends the process, whatever it does; without it nothing does but {@linkcode OwnedProcess}. */
  signal?: AbortSignal | undefined;
}

/** How long a program may say nothing that is waited for, in milliseconds: generous, for a busy machine. */
const PATIENCE_MS = 60_000;

/** What a process did. */
export interface ProcessOutcome {
  /** Exit status. */
  code: number;
  /** All that it wrote to its standard output. */
  stdout: string;
  /** All that it wrote to its standard error. */
  stderr: string;
}

/** A process that is killed when it is disposed of. */
export class OwnedProcess implements AsyncDisposable {
  readonly #name: string;
  readonly #child: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #outcome: Promise<ProcessOutcome>;
  readonly #release: () => void;
  #stdout = "";
  #taken = 0;
  #running = true;
  #onOutput = () => {};

  /**
   * Starts it.
   *
   * @param options The program, and what ends it.
   * @throws {PeerError} Where it cannot be started.
   */
  constructor({ command, signal }: ProcessOptions) {
    signal?.throwIfAborted();
    const [program, ...args] = command as [string, ...string[]];
    this.#name = program;
    try {
      this.#child = new Deno.Command(program, {
        args,
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      throw new PeerError(
        `Cannot start ${program}: ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
    this.#stdin = this.#child.stdin.getWriter();
    // what cannot be written shows in the output that does not come
    this.#stdin.closed.catch(() => {});
    const end = () => this.send("SIGKILL");
    signal?.addEventListener("abort", end);
    this.#release = () => signal?.removeEventListener("abort", end);
    this.#outcome = this.#follow();
  }

  async #follow(): Promise<ProcessOutcome> {
    const readStdout = async () => {
      const pieces = this.#child.stdout.pipeThrough(new TextDecoderStream());
      for await (const piece of pieces) {
        this.#stdout += piece;
        this.#onOutput();
      }
    };
    const [{ code }, stderr] = await Promise.all([
      this.#child.status,
      new Response(this.#child.stderr).text(),
      readStdout(),
    ]);
    this.#running = false;
    this.#onOutput();
    return { code, stdout: this.#stdout, stderr };
  }

  /** Its process id. */
  get pid(): number {
    return this.#child.pid;
  }

  /** Whether it has not ended yet. */
  get running(): boolean {
    return this.#running;
  }

  /**
   * Sends it a signal. One that has ended is left in peace.
   *
   * @param signal Such as `SIGINT`.
   */
  send(signal: Deno.Signal): void {
    try {
      this.#child.kill(signal);
    } catch {
      // it has ended just now
    }
  }

  /**
   * Writes a line to its standard input.
   *
   * @param line Without the line end.
   */
  async write(line: string): Promise<void> {
    try {
      await this.#stdin.write(new TextEncoder().encode(`${line}\n`));
    } catch {
      // it has ended; who waits for its answer hears of that
    }
  }

  /**
   * The next line of its standard output.
   *
   * @returns The line without its end.
   * @throws {PeerError} Where the process ends without one, or takes too long.
   */
  async line(): Promise<string> {
    return await this.#patiently(async () => {
      while (true) {
        const end = this.#stdout.indexOf("\n", this.#taken);
        if (end >= 0) {
          const line = this.#stdout.slice(this.#taken, end);
          this.#taken = end + 1;
          return line;
        }
        if (!this.#running) throw await this.#ended();
        await new Promise<void>((resolve) => this.#onOutput = resolve);
      }
    });
  }

  /**
   * Waits for its end.
   *
   * @returns What it did.
   * @throws {PeerError} Where it takes too long.
   */
  async outcome(): Promise<ProcessOutcome> {
    return await this.#patiently(() => this.#outcome);
  }

  /** Kills the process where what it is to do takes too long. */
  async #patiently<Result>(work: () => Promise<Result>): Promise<Result> {
    let late = false;
    const limit = setTimeout(() => {
      late = true;
      this.send("SIGKILL");
    }, PATIENCE_MS);
    try {
      const result = await work();
      if (!late) return result;
    } catch (error) {
      if (!late) throw error;
    } finally {
      clearTimeout(limit);
    }
    throw new PeerError(
      `${this.#name} was killed: it had not answered for ${PATIENCE_MS} ms`,
    );
  }

  async #ended(): Promise<PeerError> {
    const { code, stdout, stderr } = await this.#outcome;
    return new PeerError(lastWords(this.#name, { code, stdout, stderr }));
  }

  /** Kills it if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.send("SIGKILL");
    await this.#outcome;
    this.#release();
    // closing fails where the process has closed the other end; both are closed then
    await this.#stdin.close().catch(() => {});
  }
}

/**
 * Runs a program to its end.
 *
 * @param options The program, and what ends it early.
 * @returns Its standard output.
 * @throws {PeerError} Where it cannot be started, fails or takes too long.
 */
export async function outputOf(options: ProcessOptions): Promise<string> {
  await using process = new OwnedProcess(options);
  const outcome = await process.outcome();
  if (outcome.code === 0) return outcome.stdout;
  throw new PeerError(lastWords(options.command[0]!, outcome));
}

/** Why a program failed, in its own words. */
function lastWords(
  name: string,
  { code, stdout, stderr }: ProcessOutcome,
): string {
  const said = (stderr.trim() || stdout.trim()).split("\n").slice(-5);
  return `${name} ended with status ${code}${
    said[0] === "" ? "" : `: ${said.join("; ")}`
  }`;
}
