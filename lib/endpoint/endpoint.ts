/**
 * Starts an endpoint on a host and talks to it.
 *
 * @module
 */

import { dirname } from "node:path";
import { jsonLine, jsonLines } from "./json_lines.ts";
import {
  type Call,
  type CommandName,
  type Failure,
  type Hello,
  type Parameters,
  PROTOCOL_VERSION,
  type Reply,
  type Result,
} from "./protocol.ts";

/** How to start an endpoint. */
export interface EndpointOptions {
  /** What it is called in error messages: `server`, `client 3`. */
  name: string;
  /** Command prefix that reaches the host, such as `["ip", "netns", "exec", "b"]`; empty: here. */
  host?: string[];
  /** Files and folders that it may read: the books. */
  read?: string[];
  /** Files and folders that it may write: a folder for large books. */
  write?: string[];
  /** Addresses that it may talk to, as for `--allow-net`; default loopback. */
  net?: string[];
}

/** Addresses that an endpoint may use unless told otherwise. */
const LOOPBACK = ["127.0.0.1", "[::1]"];

/** How long an endpoint may take to start, in milliseconds: generous, for a busy machine. */
const START_TIMEOUT_MS = 20_000;

/** How long an endpoint may take to end by itself. */
const END_TIMEOUT_MS = 2_000;

/** How much of its stderr is kept for the error message. */
const KEPT_STDERR_CHARACTERS = 4_000;

/** An endpoint could not be started, or died. */
export class EndpointError extends Error {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "EndpointError";
}

/** A command failed at an endpoint. */
export class CommandFailed extends Error {
  /** Name of the class, for stack traces and for the endpoint protocol. */
  override name = "CommandFailed";
  /** What the endpoint said. */
  readonly failure: Failure;

  /**
   * Names the endpoint in the message.
   *
   * @param endpoint Name of the endpoint.
   * @param failure What it said.
   */
  constructor(endpoint: string, failure: Failure) {
    super(`${endpoint}: ${failure.message}`);
    this.failure = failure;
  }
}

/** A running endpoint. Dispose of it: `await using endpoint = await Endpoint.start(…)`. */
export class Endpoint implements AsyncDisposable {
  /** What it is called in error messages. */
  readonly name: string;
  #child: Deno.ChildProcess;
  #stdin: WritableStreamDefaultWriter<Uint8Array>;
  #waiting = new Map<number, PromiseWithResolvers<unknown>>();
  #nextId = 1;
  #hello = Promise.withResolvers<Hello["hello"]>();
  #listening: Promise<void>;
  #stderr = "";
  #ended = Promise.withResolvers<never>();
  #collectingStderr: Promise<void>;
  #about: Hello["hello"] | undefined;
  /** Set once the process has ended, with its last words. */
  #gone: EndpointError | undefined;

  private constructor(name: string, child: Deno.ChildProcess) {
    this.name = name;
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
   * @param options Where, and with which rights.
   * @returns The endpoint, ready for calls.
   * @throws {EndpointError} Where it does not start, with what it said.
   */
  static async start(options: EndpointOptions): Promise<Endpoint> {
    const command = [
      ...(options.host ?? []),
      Deno.execPath(),
      ...denoArguments(options),
    ];
    let child;
    try {
      child = new Deno.Command(command[0]!, {
        args: command.slice(1),
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn();
    } catch (error) {
      throw new EndpointError(
        `Cannot start the ${options.name} with "${command[0]}": ${
          error instanceof Error ? error.message : error
        }`,
      );
    }
    const endpoint = new Endpoint(options.name, child);
    const limit = setTimeout(() => {
      endpoint.#hello.reject(
        new EndpointError(
          `The ${options.name} said nothing for ${START_TIMEOUT_MS} ms`,
        ),
      );
    }, START_TIMEOUT_MS);
    try {
      const about = await endpoint.#hello.promise;
      if (about.protocol !== PROTOCOL_VERSION) {
        throw new EndpointError(
          `The ${options.name} speaks version ${about.protocol} of the protocol, this is ` +
            `version ${PROTOCOL_VERSION}: run the same transport-lab on both hosts`,
        );
      }
      endpoint.#about = about;
      return endpoint;
    } catch (error) {
      await endpoint[Symbol.asyncDispose]();
      throw error;
    } finally {
      clearTimeout(limit);
    }
  }

  /**
   * Rejects when the process has ended, for whatever reason.
   *
   * @throws {EndpointError} With its last words.
   */
  get ended(): Promise<never> {
    return this.#ended.promise;
  }

  /** What the endpoint said of itself: process id, versions. */
  get about(): Hello["hello"] {
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
      this.#kill();
    }
    await this.#collectingStderr;
    const said = this.#stderr.trim();
    const gone = this.#gone = new EndpointError(
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
    if ("ok" in reply) waiting.resolve(reply.ok);
    else waiting.reject(new CommandFailed(this.name, reply.error));
  }

  async #collectStderr(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#child.stderr) {
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true }))
        .slice(-KEPT_STDERR_CHARACTERS);
    }
  }

  /**
   * Has the endpoint do something.
   *
   * @param name The command.
   * @param parameters What it needs.
   * @returns Its report.
   * @throws {CommandFailed} Where the command failed.
   * @throws {EndpointError} Where the endpoint has ended.
   */
  async call<Name extends CommandName>(
    name: Name,
    parameters: Parameters<Name>,
  ): Promise<Result<Name>> {
    if (this.#gone !== undefined) throw this.#gone;
    const id = this.#nextId++;
    const waiting = Promise.withResolvers<unknown>();
    // the process can end while the call is still being written, before anybody awaits
    waiting.promise.catch(() => {});
    this.#waiting.set(id, waiting);
    const call: Call<Name> = { id, do: name, with: parameters };
    try {
      await this.#stdin.write(jsonLine(call));
    } catch {
      // the pipe is closed: the listener is about to say why
      await this.#listening;
      throw this.#gone!;
    }
    return await waiting.promise as Result<Name>;
  }

  /** Ends the process at once, as kill -9 does. For tests of what the other side makes of it. */
  kill(): void {
    this.#kill();
  }

  #kill(): void {
    try {
      this.#child.kill("SIGKILL");
    } catch {
      // it has already ended
    }
  }

  /** Ends the process: its stdin is closed, and if that does not do, it is killed. */
  async [Symbol.asyncDispose](): Promise<void> {
    const limit = setTimeout(() => this.#kill(), END_TIMEOUT_MS);
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

/** The rights of an endpoint: its books, loopback, the C library, nothing else. */
function denoArguments(
  { read = [], write = [], net = LOOPBACK }: EndpointOptions,
) {
  const list = (flag: string, values: string[]) =>
    values.length === 0
      ? []
      : [`--allow-${flag}=${values.map(withoutComma).join(",")}`];
  return [
    "run",
    "--no-prompt",
    "--quiet",
    "--no-config",
    "--no-lock",
    "--unstable-net",
    ...list("net", net),
    ...list("read", read),
    ...list("write", write),
    // not for the C library alone: reading errno through a pointer needs all of it
    ...(Deno.build.os === "linux" ? ["--allow-ffi"] : []),
    new URL("main.ts", import.meta.url).href,
  ];
}

/**
 * The nearest folder that can stand in a list of permissions: Deno parts the list at
 * commas, and has no way to write one that belongs to a path.
 */
function withoutComma(path: string): string {
  return path.includes(",") ? withoutComma(dirname(path)) : path;
}
