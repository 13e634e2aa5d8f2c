/**
 * Can a server serve a thousand clients at once, fairly and in little memory?
 *
 * All of them connect first and then ask at the same moment, as the streams of iperf3 do:
 * else a few would be through before the others have started, which says something about
 * the start and nothing about the server. How long the fastest and the slowest took stands
 * beside Jain's index in the samples.
 *
 * @module
 */

import { join } from "@std/path";
import { describe } from "../statistics/describe.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type { DownloadReport } from "../endpoint/protocol.ts";
import { metricsOfSharing, perSecond } from "../experiment/metrics_of.ts";
import { kernelText } from "../kernel/read_kernel_file.ts";
import type { Content } from "./contender.ts";
import { bookOfAbout, copyBook } from "./contents.ts";
import {
  downloadParameters,
  type EngineName,
  serveParameters,
} from "./engine_calls.ts";
import { ENGINES, LIBC, startEndpoint } from "./engine_contender.ts";
import type { Goal } from "./goal.ts";
import type { Part } from "./part.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import type { Measurement, Workbench } from "./workbench.ts";

const NAME = "clients";
const CLIENTS = 1_000;
/** Processes that the clients are spread over: one would be busier than the server. */
const CLIENT_PROCESSES = 4;
const BOOK_BYTES = 1_800_000;
const BUFFER_BYTES = 65_536;

const CONDITION = `clients=${CLIENTS}`;

/** Time for all of them to connect, in milliseconds: several times what it takes. */
const CONNECTING_MS = 2_000;

/** Open files of a process beside its connections: generous. */
const OTHER_FILES = 100;

/** Trials take seconds: one for so many repetitions. */
const REPETITIONS_PER_BLOCK = 2;

/** See the module. */
export const CLIENTS_PART: Part = {
  name: NAME,
  question: `Can a server serve ${CLIENTS} TCP clients at once?`,
  goals: [
    goal("intact_downloads", "at least", CLIENTS),
    goal("jain_fairness", "at least", 0.9),
    goal("server_peak_memory_bytes", "below", 300e6),
  ],
  async run(bench, corpus) {
    const { repetitions, scratch } = bench.options;
    const book = bookOfAbout(corpus, BOOK_BYTES);
    checkLimits(book.bytes);
    const content = await copyBook(book, scratch);
    const engines = await bench.present(ENGINES);
    await bench.measure(
      NAME,
      engines.map(({ engine }) => ({
        contender: engine,
        condition: CONDITION,
        blocks: Math.ceil(repetitions / REPETITIONS_PER_BLOCK),
        warmsUp: false,
        measure: () => serveAll(engine, content, bench),
      })),
    );
  },
};

function goal(
  metric: string,
  direction: Goal["direction"],
  bound: number,
): Goal {
  const contender = LIBC.name;
  return {
    part: NAME,
    condition: CONDITION,
    contender,
    metric,
    direction,
    bound,
  };
}

/** Says before it is tried that the machine does not allow it. */
function checkLimits(bookBytes: number): void {
  // Deno raises its soft limit to the hard one
  const limits = kernelText("/proc/self/limits") ?? "";
  const files = Number(/^Max open files\s+\S+\s+(\d+)/m.exec(limits)?.[1]);
  if (files < CLIENTS + OTHER_FILES) {
    throw new PeerError(
      `Cannot serve ${CLIENTS} clients: a process may have ${files} open files only; ` +
        `raise the limit: ulimit -Hn ${CLIENTS + OTHER_FILES}`,
    );
  }
  // each client keeps its book in memory
  const needed = 1.5 * CLIENTS * bookBytes;
  const { available } = Deno.systemMemoryInfo();
  if (available < needed) {
    throw new PeerError(
      `Cannot have ${CLIENTS} clients: their books need ${needed} bytes of memory, ` +
        `${available} are available`,
    );
  }
}

/** One server, fresh so that its peak is of this trial, and all of the clients. */
async function serveAll(
  engine: EngineName,
  content: Content,
  bench: Workbench,
): Promise<Measurement[]> {
  const { scratch, signal } = bench.options;
  await using stack = new AsyncDisposableStack();
  const start = async (
    name: string,
    rights: Parameters<typeof startEndpoint>[2],
  ) => stack.use(await startEndpoint(name, signal, rights));
  const server = await start("server", { read: [content.path] });
  const clients: Endpoint[] = [];
  for (let number = 0; number < CLIENT_PROCESSES; number++) {
    clients.push(await start(`client ${number}`, {}));
  }
  const { address } = await server.call(
    "serve",
    serveParameters({ engine, transport: "tcp", content }),
  );
  const parameters = () =>
    downloadParameters({
      engine,
      transport: "tcp",
      server: address,
      bufferBytes: BUFFER_BYTES,
      bytes: content.bytes,
      spillPath: join(scratch, "never written"),
      askAtMs: performance.timeOrigin + performance.now() + CONNECTING_MS,
    });
  const downloadAll = () => {
    const alike = parameters();
    return Promise.allSettled(
      Array.from(
        { length: CLIENTS },
        (_, number) =>
          clients[number % CLIENT_PROCESSES]!.call("download", alike),
      ),
    );
  };
  // once before it counts: memory that a client has to be given first delays it
  await downloadAll();
  const downloads = await downloadAll();
  // one that failed is not intact, which is what is counted
  const reports = downloads.flatMap((download) =>
    download.status === "fulfilled" ? [download.value] : []
  );
  const [first] = downloads;
  if (reports.length === 0 && first?.status === "rejected") throw first.reason;
  const { peakMemoryBytes } = await server.call("usage", {});
  return measurementsOf(reports, content.bytes, peakMemoryBytes);
}

function measurementsOf(
  reports: DownloadReport[],
  bytes: number,
  peakMemoryBytes: number,
): Measurement[] {
  const intact = reports.filter((report) =>
    report.receivedBytes === bytes &&
    report.receivedSha256 === report.announcedSha256
  );
  const { minimum, median, maximum } = describe(
    reports.map((report) => report.seconds),
  );
  const shares = reports.map((report) => ({
    throughput_bytes_per_second: perSecond(
      report.receivedBytes,
      report.seconds,
    ),
  }));
  return [
    { metric: "intact_downloads", unit: "count", value: intact.length },
    {
      metric: "jain_fairness",
      unit: "ratio",
      value: metricsOfSharing(shares).jain_fairness!,
      details: {
        fastest_client_seconds: minimum,
        median_client_seconds: median,
        slowest_client_seconds: maximum,
      },
    },
    {
      metric: "server_peak_memory_bytes",
      unit: "bytes",
      value: peakMemoryBytes,
    },
    {
      metric: "delivered_bytes_per_second",
      unit: "bytes per second",
      value: perSecond(bytes * reports.length, maximum),
      details: { time_seconds: maximum },
    },
  ];
}
