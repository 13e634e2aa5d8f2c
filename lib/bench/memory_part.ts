/**
 * How much memory does a server take for a connection that only stands open?
 *
 * What counts is the server's resident memory (VmRSS of proc_pid_status(5)); what the
 * kernel keeps for a socket is not in it.
 *
 * @module
 */

import type { Content } from "./contender.ts";
import { copyBook, largestBook } from "./contents.ts";
import { type EngineName, serveParameters } from "./engine_calls.ts";
import { ENGINES, startEndpoint } from "./engine_contender.ts";
import { parseColonFields } from "../kernel/colon_fields.ts";
import { kernelText } from "../kernel/read_kernel_file.ts";
import type { Part } from "./part.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import type { Measurement, Workbench } from "./workbench.ts";

const NAME = "memory";
const CONNECTIONS = 500;
const CONDITION = `connections=${CONNECTIONS}`;

/** See the module. */
export const MEMORY_PART: Part = {
  name: NAME,
  question: "How much memory does a server take for an idle connection?",
  goals: [],
  async run(bench, corpus) {
    const { repetitions, scratch } = bench.options;
    const content = await copyBook(largestBook(corpus), scratch);
    const engines = await bench.present(ENGINES);
    await bench.measure(
      NAME,
      engines.map(({ engine }) => ({
        contender: engine,
        condition: CONDITION,
        blocks: repetitions,
        warmsUp: false,
        measure: () => memoryOf(engine, content, bench),
      })),
    );
  },
};

async function memoryOf(
  engine: EngineName,
  content: Content,
  { options: { signal } }: Workbench,
): Promise<Measurement[]> {
  // a fresh one each time: a process does not give back what it once had
  await using server = await startEndpoint("server", signal, {
    read: [content.path],
  });
  const { address } = await server.call(
    "serve",
    serveParameters({ engine, transport: "tcp", content }),
  );
  await untilServed(address.port);
  const before = residentBytes(server.about.pid);
  using connections = new DisposableStack();
  for (let number = 0; number < CONNECTIONS; number++) {
    connections.use(
      await Deno.connect({ hostname: "127.0.0.1", port: address.port }),
    );
  }
  await untilServed(address.port);
  const after = residentBytes(server.about.pid);
  return [
    {
      metric: "memory_per_connection_bytes",
      unit: "bytes",
      value: (after - before) / CONNECTIONS,
    },
    { metric: "idle_server_memory_bytes", unit: "bytes", value: before },
  ];
}

/** Asks for the catalogue: a server accepts in order, so it then has all that came before. */
async function untilServed(port: number): Promise<void> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode("LIST\n"));
  const answer = new Uint8Array(4096);
  while (await connection.read(answer) !== null);
}

function residentBytes(pid: number): number {
  const status = kernelText(`/proc/${pid}/status`) ?? "";
  const resident = parseColonFields(status).get("VmRSS")?.match(/^(\d+) kB$/);
  if (!resident) {
    throw new PeerError(`/proc/${pid}/status does not tell the memory in use`);
  }
  return 1024 * Number(resident[1]);
}
