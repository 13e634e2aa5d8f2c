/**
 * A child process that is spoken to: it says hello, answers calls, and ends when its
 * stdin does ({@link ./call_protocol.ts}).
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

/** How long a process may take to end by itself, in milliseconds. */
const END_TIMEOUT_MS = 2_000;

/** How much of its stderr is kept for the error message. */
const KEPT_STDERR_CHARACTERS = 4_000;

/** The errors that its users know a process by. */
export interface ProcessErrors {
  /** Makes the error of a process that could not be started, or has ended. */
  gone: (message: string) => Error;
  /** Makes the error of a command that failed in the process of that name. */
  failed: (process: string, failure: Failure) => Error;
}

/** How to start a process that is spoken to. */
export interface SpokenProcessOptions {
  /** What it is called in error messages: `server`, `client 3`. */
  name: string;
  /** Program and arguments. */
  command: string[];
  /**
   * Whether it gets a session of its own (setsid(2)): Ctrl-C at the terminal does not
   * reach it then, nor can it ask there for a password. Default false.
   */
  ownSession?: boolean;
  /** How long it may take to say hello, in milliseconds; generous, for a busy machine. */
  helloTimeoutMs: number;
  /** Throws where what the process says of itself will not do, such as another protocol. */
  check: (about: About) => void;
  /** What its errors are. */
  errors: ProcessErrors;
}

/**
 * A running process that does `Commands`. Dispose of it:
 * `await using process = await SpokenProcess.start(…)`.
 */
export class SpokenProcess<Commands extends CommandTable<keyof Commands>>
  implements AsyncDisposable {
  /** What it is called in error messages. */
  readonly name: string;
  readonly #errors: ProcessErrors;
  #child: Deno.ChildProcess;
  #stdin: WritableStreamDefaultWriter<Uint8Array>;
  #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #nextId = 1;
  #hello = Promise.withResolvers<About>();
  #listening: Promise<void>;
  #stderr = "";
  #ended = Promise.withResolvers<never>();
  #collectingStderr: Promise<void>;
  #about: About | undefined;
  /** Set once the process has ended, with its last words. */
  #gone: Error | undefined;

  private constructor(
    { name, errors }: SpokenProcessOptions,
    child: Deno.ChildProcess,
  ) {
    this.name = name;
    this.#errors = errors;
    this.#child = child;
    this.#stdin = child.stdin.getWriter();
    // who waits for them hears of the end; where nobody does, it is no error
    for (const { promise } of [this.#hello, this.#ended]) {
      promise.catch(() => {});
    }
    this.#listening = this.#listen();
    this.#collectingStderr = this.#collectStderr();
  }

  /**
   * Starts a process and waits for its first line.
   *
   * @param options What to start, and what to expect of it.
   * @returns The process, ready for calls.
   * @throws What `errors.gone` makes, where it does not start, with what it said; and
   * whatever `check` throws.
   */
  static async start<Commands extends CommandTable<keyof Commands>>(
    options: SpokenProcessOptions,
  ): Promise<SpokenProcess<Commands>> {
    const { name, errors, helloTimeoutMs } = options;
    const process = new SpokenProcess<Commands>(options, spawn(options));
    const limit = setTimeout(() => {
      process.#hello.reject(
        errors.gone(`The ${name} said nothing for ${helloTimeoutMs} ms`),
      );
    }, helloTimeoutMs);
    try {
      const about = await process.#hello.promise;
      options.check(about);
      process.#about = about;
      return process;
    } catch (error) {
      await process[Symbol.asyncDispose]();
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  /**
   * Rejects when the process has ended, for whatever reason.
   *
   * @throws What `errors.gone` makes, with its last words.
   */
  get ended(): Promise<never> {
    return this.#ended.promise;
  }

  /** What the process said of itself: process id, versions. */
  get about(): About {
    return this.#about!;
  }

  async #listen(): Promise<void> {
    try {
      for await (const message of jsonLines(this.#child.stdout)) {
        const line = message as Hello | Reply;
        if ("hello" in line) this.#hello.resolve(line.hello);
        else this.#settle(line);
      }
    } catch {
      // a line that is not JSON comes from a process that is not ours or has broken;
      // what follows treats it as gone
      this.kill();
    }
    await this.#collectingStderr;
    // ssh ends its lines as a terminal wants it
    const said = this.#stderr.replaceAll("\r\n", "\n").trim();
    const gone = this.#gone = this.#errors.gone(
      `The ${this.name} has ended${
        said === "" ? "" : `, its last words:\n${said}`
      }`,
    );
    this.#hello.reject(gone);
    this.#ended.reject(gone);
    for (const waiting of this.#waiting.values()) waiting.reject(gone);
    this.#waiting.clear();
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (waiting === undefined) return;
    this.#waiting.delete(reply.id);
    if ("error" in reply) {
      waiting.reject(this.#errors.failed(this.name, reply.error));
    } else waiting.resolve(reply.ok);
  }

  async #collectStderr(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#child.stderr) {
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true }))
        .slice(-KEPT_STDERR_CHARACTERS);
    }
  }

  /**
   * Has the process do something.
   *
   * @param name The command.
   * @param parameters What it needs.
   * @returns Its report.
   * @throws What `errors.failed` makes, where the command failed; what `errors.gone`
   * makes, where the process has ended.
   */
  async call<Name extends keyof Commands>(
    name: Name,
    parameters: Commands[Name]["parameters"],
  ): Promise<Commands[Name]["result"]> {
    if (this.#gone !== undefined) throw this.#gone;
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<unknown>();
    // the process can end while the call is still being written, before anybody awaits
    waiting.promise.catch(() => {});
    this.#waiting.set(id, waiting);
    const call: Call<Commands, Name> = { id, do: name, with: parameters };
    try {
      await this.#stdin.write(jsonLine(call));
    } catch {
      // the pipe is closed: the listener is about to say why
      await this.#listening;
      throw this.#gone!;
    }
    return await waiting.promise as Commands[Name]["result"];
  }

  /** Ends the process at once, as kill -9 does. For tests of what the other side makes of it. */
  kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // it has already ended
    }
  }

  /** Ends the process: its stdin is closed, and if that does not do, it is killed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const limit = setTimeout(() => this.kill(), END_TIMEOUT_MS);
    try {
      await this.#stdin.close();
    } catch {
      // already closed with the process
    }
    await this.#child.status;
    clearTimeout(limit);
    await this.#listening;
  }
}

function spawn(
  { name, command, errors, ownSession = false }: SpokenProcessOptions,
): Deno.ChildProcess {
  const [program, ...args] = command;
  try {
    return new Deno.Command(program!, {
      args,
      detached: ownSession,
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  } catch (error) {
    throw errors.gone(
      `Cannot start the ${name} with "${program}": ${reasonOf(error)}`,
    );
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such program";
  return error instanceof Error ? error.message : String(error);
}
