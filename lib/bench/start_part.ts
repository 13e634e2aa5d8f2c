/**
 * How long does a client take from the start of its process to its first byte?
 *
 * One instrument for all: the benchmark listens, starts the client and takes the time
 * at which its first byte is there.
 *
 * @module
 */

import { join } from "@std/path";
import { downloadParameters, type EngineName } from "./engine_calls.ts";
import { ENGINES, startEndpoint } from "./engine_contender.ts";
import { iperf3ClientCommand } from "../experiment/foreign/iperf3.ts";
import { IPERF3 } from "./iperf3.ts";
import {
  DENO_CONN,
  denoConnCommand,
  PYTHON,
  pythonCommand,
  pythonPath,
} from "./line_peer.ts";
import { OwnedProcess } from "../experiment/foreign/owned_process.ts";
import type { Part } from "./part.ts";
import type { Measurement, Workbench } from "./workbench.ts";

const NAME = "start";
const BUFFER_BYTES = 1024;
/** How long a client may take to come, in milliseconds. */
const PATIENCE_MS = 30_000;

/** Starts a client of the port; it is ended by disposing of what is returned. */
type Starter = (port: number) => AsyncDisposable | Promise<AsyncDisposable>;

/** See the module. */
export const START_PART: Part = {
  name: NAME,
  question: "How long does a client take from its start to its first byte?",
  goals: [],
  async run(bench) {
    const { repetitions, signal } = bench.options;
    const clients = await bench.present([
      ...ENGINES.map((kind) => ({
        ...kind,
        starter: () => endpointStarter(kind.engine, bench),
      })),
      {
        ...DENO_CONN,
        starter: () => lineStarter(denoConnCommand("fetch"), signal),
      },
      {
        ...PYTHON,
        starter: async () =>
          lineStarter([
            ...pythonCommand(await pythonPath(signal)),
            "fetch",
          ], signal),
      },
      { ...IPERF3, starter: () => iperf3Starter(signal) },
    ]);
    const tasks = await Promise.all(clients.map(async ({ name, starter }) => {
      const start = await starter();
      return {
        contender: name,
        condition: "",
        blocks: repetitions,
        // what is read from disk once is in the kernel's cache from then on
        warmsUp: true,
        measure: async () => [await firstByte(start, signal)],
      };
    }));
    await bench.measure(NAME, tasks);
  },
};

async function firstByte(
  start: Starter,
  signal: AbortSignal,
): Promise<Measurement> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  // a client that does not come: then nobody is waited for any more
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const close = () => listener.close();
  patience.addEventListener("abort", close);
  const arrival = (async () => {
    using connection = await listener.accept();
    await connection.read(new Uint8Array(1));
    return performance.now();
  })();
  arrival.catch(() => {});
  try {
    const before = performance.now();
    await using _client = await start(listener.addr.port);
    return {
      metric: "start_to_first_byte_seconds",
      unit: "seconds",
      value: (await arrival - before) / 1000,
    };
  } finally {
    patience.removeEventListener("abort", close);
    if (!patience.aborted) close();
  }
}

/** An endpoint that is told to download. */
function endpointStarter(engine: EngineName, bench: Workbench): Starter {
  const { scratch, signal } = bench.options;
  return async (port) => {
    const endpoint = await startEndpoint("client", signal);
    const downloading = endpoint.call(
      "download",
      downloadParameters({
        engine,
        transport: "tcp",
        server: { address: "127.0.0.1", port },
        bufferBytes: BUFFER_BYTES,
        bytes: 0,
        spillPath: join(scratch, "never written"),
      }),
    );
    // nobody is there to answer it
    downloading.catch(() => {});
    return endpoint;
  };
}

/** A peer that takes its orders on stdin. */
function lineStarter(command: string[], signal: AbortSignal): Starter {
  return async (port) => {
    const process = new OwnedProcess({ command: [...command, "tcp"], signal });
    await process.write(`${port} ${BUFFER_BYTES}`);
    return process;
  };
}

function iperf3Starter(signal: AbortSignal): Starter {
  return (port) =>
    new OwnedProcess({
      command: iperf3ClientCommand(port, {
        address: "127.0.0.1",
        transport: "tcp",
        sender: "client",
        amount: { bytes: BUFFER_BYTES },
        bufferBytes: BUFFER_BYTES,
      }),
      signal,
    });
}
