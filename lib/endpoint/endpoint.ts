/**
 * Starts an endpoint on a host and talks to it.
 *
 * @module
 */

import type { About } from "../process/call_protocol.ts";
import {
  type ProcessErrors,
  SpokenProcess,
} from "../process/spoken_process.ts";
import { isOlderDeno, olderDenoText } from "./deno_version.ts";
import { diagnoseHost } from "./diagnose_host.ts";
import { endpointCommand, type EndpointOptions } from "./endpoint_command.ts";
import {
  type CommandName,
  type Commands,
  type EndpointFailure,
  type Parameters,
  PROTOCOL_VERSION,
  type Result,
} from "./protocol.ts";

export type { EndpointOptions } from "./endpoint_command.ts";

/** How long an endpoint may take to start, in milliseconds: generous, for a busy machine. */
const START_TIMEOUT_MS = 20_000;

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
  readonly failure: EndpointFailure;

  /**
   * Names the endpoint in the message.
   *
   * @param endpoint Name of the endpoint.
   * @param failure What it said.
   */
  constructor(endpoint: string, failure: EndpointFailure) {
    super(`${endpoint}: ${failure.message}`);
    this.failure = failure;
  }
}

const ERRORS: ProcessErrors = {
  gone: (message) => new EndpointError(message),
  failed: (endpoint, failure) => new CommandFailed(endpoint, failure),
};

/** A running endpoint. Dispose of it: `await using endpoint = await Endpoint.start(…)`. */
export class Endpoint implements AsyncDisposable {
  /** What it is called in error messages. */
  readonly name: string;
  readonly #process: SpokenProcess<Commands>;

  private constructor(process: SpokenProcess<Commands>) {
    this.name = process.name;
    this.#process = process;
  }

  /**
   * Starts a process and waits for its first line.
   *
   * @param options Where, and with which rights.
   * @returns The endpoint, ready for calls.
   * @throws {EndpointError} Where it does not start, with what it said.
   */
  static async start(options: EndpointOptions): Promise<Endpoint> {
    const { name, host = [] } = options;
    try {
      const process = await SpokenProcess.start<Commands>({
        name,
        command: endpointCommand(options),
        // an endpoint outlives Ctrl-C, but what reaches a host, such as ssh, would not
        ownSession: host.length > 0,
        helloTimeoutMs: START_TIMEOUT_MS,
        check: (about) => checkVersions(name, about),
        errors: ERRORS,
      });
      return new Endpoint(process);
    } catch (error) {
      if (host.length === 0 || !(error instanceof EndpointError)) throw error;
      throw await hostError(error, options);
    }
  }

  /**
   * Rejects when the process has ended, for whatever reason.
   *
   * @throws {EndpointError} With its last words.
   */
  get ended(): Promise<never> {
    return this.#process.ended;
  }

  /** What the endpoint said of itself: process id, versions. */
  get about(): About {
    return this.#process.about;
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
  call<Name extends CommandName>(
    name: Name,
    parameters: Parameters<Name>,
  ): Promise<Result<Name>> {
    return this.#process.call(name, parameters);
  }

  /** Ends the process at once, as kill -9 does. For tests of what the other side makes of it. */
  kill(): void {
    this.#process.kill();
  }

  /** Ends the process: its stdin is closed, and if that does not do, it is killed. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#process[Symbol.asyncDispose]();
  }
}

function checkVersions(name: string, { protocol, deno }: About): void {
  if (protocol !== PROTOCOL_VERSION) {
    throw new EndpointError(
      `The ${name} speaks version ${protocol} of the protocol, this is version ` +
        `${PROTOCOL_VERSION}: run the same transport-lab on both hosts`,
    );
  }
  if (isOlderDeno(deno)) {
    throw new EndpointError(olderDenoText(`The ${name}`, deno));
  }
}

/** What went wrong on a host, with what can be found out about the reason. */
async function hostError(
  error: EndpointError,
  { host = [], hostOption }: EndpointOptions,
): Promise<EndpointError> {
  // a program that is not there has been named already
  const diagnosis = await diagnoseHost(host).catch(() => undefined);
  const message = [error.message, diagnosis ?? []].flat().join("\n");
  return new EndpointError(
    hostOption === undefined ? message : `${hostOption}: ${message}`,
    { cause: error },
  );
}
