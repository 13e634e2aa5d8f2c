/**
 * Peers that are written here, in other languages or without this lab: two processes
 * that do nothing but send and receive, and that speak one convention.
 *
 * - `PROGRAM serve TRANSPORT FILE` prints its port, and sends FILE to each client that
 *   asks, in pieces of the size that the client names. The request is that size in
 *   decimal and a newline.
 * - `PROGRAM fetch TRANSPORT` reads lines `PORT BUFFER`. For each it fetches the file,
 *   with reads of BUFFER bytes, and prints `RECEIVED SECONDS`: bytes that came, and the
 *   time from before connect to the last of them.
 *
 * Both end when their stdin ends. They live as long as the endpoints that they are
 * compared with, so that neither side is measured cold.
 *
 * @module
 */

import { fromFileUrl, join } from "@std/path";
import type {
  Contender,
  ContenderKind,
  Delivery,
  OpenOptions,
  Transfer,
} from "./contender.ts";
import { keepOnCoreOf } from "./cores.ts";
import { outputOf, OwnedProcess } from "../experiment/foreign/owned_process.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import { programMissing } from "./programs.ts";

/** `Deno.listen` and `Deno.connect` in bare processes, without this lab. TCP only. */
export const DENO_CONN: ContenderKind = {
  name: "Deno.Conn",
  missing: () => Promise.resolve(undefined),
  open: (options) => {
    const { path } = options.content;
    const commands = {
      serve: denoConnCommand("serve", path),
      fetch: denoConnCommand("fetch"),
    };
    return Promise.resolve(new LinePeer("Deno.Conn", options, commands));
  },
};

/** Blocking sockets in Python. */
export const PYTHON: ContenderKind = {
  name: "Python",
  missing: () => programMissing("python3"),
  async open(options) {
    const python = await pythonPath(options.signal);
    return new LinePeer("Python", options, {
      serve: [...pythonCommand(python), "serve"],
      fetch: [...pythonCommand(python), "fetch"],
    });
  },
};

/** Blocking send(2) and recv(2) in C: nothing can be much faster. TCP only. */
export const C_FLOOR: ContenderKind = {
  name: "C floor",
  missing: () => programMissing("cc"),
  async open(options) {
    const program = join(options.scratch, "floor");
    await outputOf({
      command: ["cc", "-O2", "-Wall", "-o", program, peerFile("floor.c")],
      signal: options.signal,
    });
    return new LinePeer("C floor", options, {
      serve: [program, "serve"],
      fetch: [program, "fetch"],
    });
  },
};

/**
 * How the bare Deno program is started.
 *
 * @param role What it is to be.
 * @param path File that it may read, if any.
 * @returns Program and words, all but the transport.
 */
export function denoConnCommand(
  role: "serve" | "fetch",
  path?: string,
): string[] {
  return [
    Deno.execPath(),
    "run",
    "--quiet",
    "--no-prompt",
    "--no-config",
    "--no-lock",
    "--allow-net=127.0.0.1",
    ...(path === undefined ? [] : [`--allow-read=${path}`]),
    peerFile("deno_conn.ts"),
    role,
  ];
}

/**
 * How the Python program is started.
 *
 * @param python The interpreter.
 * @returns Program and words, all but the role and the transport.
 */
export function pythonCommand(python: string): string[] {
  return [python, peerFile("python_sockets.py")];
}

/**
 * The interpreter itself. What is found as `python3` may be a script that looks for it
 * (pyenv), whose time would be charged to Python.
 *
 * @param signal Ends the search.
 * @returns Its path.
 * @throws {PeerError} Where it does not run.
 */
export async function pythonPath(signal: AbortSignal): Promise<string> {
  const command = ["python3", "-c", "import sys; print(sys.executable)"];
  return (await outputOf({ command, signal })).trim();
}

function peerFile(name: string): string {
  return fromFileUrl(new URL(`peers/${name}`, import.meta.url));
}

/** Program and words of both roles, without transport and file. */
interface LineCommands {
  serve: string[];
  fetch: string[];
}

class LinePeer implements Contender {
  readonly #name: string;
  readonly #options: OpenOptions;
  readonly #commands: LineCommands;
  readonly #processes = new AsyncDisposableStack();
  /** A pair of processes per transport, started at its first transfer. */
  readonly #pairs = new Map<
    Transfer["transport"],
    Promise<{ port: string; client: OwnedProcess }>
  >();

  constructor(name: string, options: OpenOptions, commands: LineCommands) {
    this.#name = name;
    this.#options = options;
    this.#commands = commands;
  }

  async #startPair(transport: Transfer["transport"]) {
    const { signal, content } = this.#options;
    const { serve, fetch } = this.#commands;
    const server = this.#processes.use(
      new OwnedProcess({
        command: [...serve, transport, content.path],
        signal,
      }),
    );
    const client = this.#processes.use(
      new OwnedProcess({
        command: [...fetch, transport],
        signal,
      }),
    );
    const port = await server.line();
    keepOnCoreOf("server", server.pid);
    keepOnCoreOf("client", client.pid);
    return { port, client };
  }

  async transfer(transfer: Transfer): Promise<Delivery> {
    const { transport, bufferBytes, bytes } = transfer;
    let pair = this.#pairs.get(transport);
    if (pair === undefined) {
      this.#pairs.set(transport, pair = this.#startPair(transport));
    }
    const { port, client } = await pair;
    await client.write(`${port} ${bufferBytes}`);
    const [delivered, seconds] = (await client.line()).split(" ").map(Number);
    const deliveredBytes = delivered!;
    const lossless = deliveredBytes === bytes;
    if (transport === "tcp" && !lossless) {
      throw new PeerError(
        `${this.#name} delivered ${deliveredBytes} of ${bytes} bytes`,
      );
    }
    return { deliveredBytes, seconds: seconds!, connectSeconds: 0, lossless };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#processes.disposeAsync();
  }
}
