/**
 * For tests: runs the commands as people do, as processes with the rights that
 * `deno.json` gives them.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl, join } from "@std/path";

/** The project's folder. */
export const PROJECT: string = fromFileUrl(new URL("../../", import.meta.url));

/** How long a program may take to do what a test waits for: generous, for a busy machine. */
const PATIENCE_MS = 30_000;

/** A command of the project: the name of its module and of its permission set. */
export type ProgramName =
  | "bench"
  | "calibrate"
  | "check"
  | "corpus"
  | "download"
  | "lab"
  | "report"
  | "serve";

/** How to run a program. */
export interface ProgramOptions {
  /** Folder to run it in; the project's unless given. */
  cwd?: string;
  /** Rights as flags, in the place of the permission set. */
  permissions?: string[];
  /** Command that runs it, such as `["unshare", "-rn"]`. */
  prefix?: string[];
  /** Whether to run it as `deno task NAME`. */
  asTask?: boolean;
}

/** What a program did. */
export interface Outcome {
  /** Exit status; of a program that a signal killed 128 and its number. */
  code: number;
  /** All that it wrote to its standard output. */
  stdout: string;
  /** All that it wrote to its standard error. */
  stderr: string;
}

/**
 * Runs a program to its end.
 *
 * @param name Which one.
 * @param args Its words.
 * @param options How to run it.
 * @returns What it did.
 */
export async function runProgram(
  name: ProgramName,
  args: string[],
  options: ProgramOptions = {},
): Promise<Outcome> {
  await using program = Program.start(name, args, options);
  return await program.ended;
}

/**
 * Asserts that a program failed as it should: in one line for a person, without the
 * stack that a fault of ours would have.
 *
 * @param outcome What it did.
 * @param expected Exit status: 1 for a failure, 2 for a wrong option.
 * @param named What the line has to name: a flag, a file, an address.
 * @throws {AssertionError} Where it did anything else.
 */
export function assertFailed(
  { code, stdout, stderr }: Outcome,
  expected: 1 | 2,
  named: string | RegExp,
): void {
  assertEquals([code, stdout], [expected, ""], stderr);
  assertMatch(stderr, /^error: .*\n$/);
  assertMatch(stderr, typeof named === "string" ? literally(named) : named);
}

function literally(text: string): RegExp {
  return new RegExp(text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
}

/** A program that runs. Dispose of it: a process that a test has left is killed. */
export class Program implements AsyncDisposable {
  /** What it did, once it has ended. */
  readonly ended: Promise<Outcome>;
  #child: Deno.ChildProcess;
  #stdout = "";
  #running = true;
  #onOutput = () => {};

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.ended = this.#follow();
  }

  /**
   * Starts a program.
   *
   * @param name Which one.
   * @param args Its words.
   * @param options How to run it.
   * @returns The program; it may not have begun yet.
   */
  static start(
    name: ProgramName,
    args: string[],
    { cwd = PROJECT, permissions = [`-P=${name}`], prefix = [], asTask }:
      ProgramOptions = {},
  ): Program {
    const config = ["--quiet", "--config", join(PROJECT, "deno.json")];
    const module = join(PROJECT, `lib/cli/${name}.ts`);
    const [command, ...words] = [
      ...prefix,
      Deno.execPath(),
      ...(asTask
        ? ["task", ...config, name]
        : ["run", "--no-prompt", ...config, ...permissions, module]),
      ...args,
    ];
    // these two are inherited where the tests themselves run in a task
    const { INIT_CWD: _1, TRANSPORT_LAB_RUN: _2, ...env } = Deno.env.toObject();
    return new Program(
      new Deno.Command(command!, {
        args: words,
        cwd,
        clearEnv: true,
        env: { ...env, NO_COLOR: "1" },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
  }

  async #follow(): Promise<Outcome> {
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

  /**
   * Waits for something in its standard output.
   *
   * @param pattern What to wait for.
   * @returns The match.
   * @throws Where the program ends without having said it, or takes too long.
   */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = setTimeout(() => this.signal("SIGKILL"), PATIENCE_MS);
    try {
      while (true) {
        const match = pattern.exec(this.#stdout);
        if (match !== null) return match;
        if (!this.#running) {
          const { code, stdout, stderr } = await this.ended;
          throw new Error(
            `It ended with ${code} and never said ${pattern}:\n${stdout}${stderr}`,
          );
        }
        await new Promise<void>((resolve) => this.#onOutput = resolve);
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  /**
   * Sends it a signal. One that has ended is left in peace.
   *
   * @param signal Such as `SIGINT`.
   */
  signal(signal: Deno.Signal): void {
    try {
      if (this.#running) this.#child.kill(signal);
    } catch {
      // it has ended just now
    }
  }

  /** Kills it if it still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }
}

/** A running `serve`. */
export interface RunningServe extends AsyncDisposable {
  /** The process. */
  program: Program;
  /** Port that it listens on. */
  port: number;
}

/**
 * Starts `serve`.
 *
 * @param args Its words, all but `--port`.
 * @param options How to run it, and on which port; the kernel chooses unless one is given.
 * @returns The server, once it listens. Dispose of it.
 * @throws Where it does not start.
 */
export async function startServe(
  args: string[],
  { port: wanted = 0, ...options }: ProgramOptions & { port?: number } = {},
): Promise<RunningServe> {
  const program = Program.start(
    "serve",
    ["--port", String(wanted), ...args],
    options,
  );
  try {
    const [, port] = await program.says(/^Serving .* on 127\.0\.0\.1:(\d+);/);
    return {
      program,
      port: Number(port),
      [Symbol.asyncDispose]: () => program[Symbol.asyncDispose](),
    };
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Whether a command works on this machine. For tests that need what not every machine
 * has or allows.
 *
 * @param command Its words.
 * @returns True where it exits with 0.
 */
export function works(...command: string[]): boolean {
  try {
    return new Deno.Command(command[0]!, {
      args: command.slice(1),
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync().success;
  } catch {
    return false;
  }
}

/**
 * Prefix that takes from root the right to write everywhere (capabilities(7)); nothing
 * for anybody else, who has no such right.
 */
export const AS_ORDINARY_OWNER: string[] =
  Deno.build.os === "linux" && Deno.uid() === 0
    ? ["setpriv", "--bounding-set=-dac_override"]
    : [];
