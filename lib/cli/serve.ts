/**
 * `deno task serve`: the server alone.
 *
 * @module
 */

import { openCorpus } from "../corpus/corpus.ts";
import { CommandLine } from "../experiment/command_line.ts";
import { ENGINE_NAMES, engineByName } from "../socket/engines.ts";
import { formatAddress } from "../socket/socket_error.ts";
import { BookSource } from "../transfer/book_source.ts";
import type { Served } from "../transfer/served.ts";
import { TcpServer } from "../transfer/tcp_server.ts";
import { UdpServer } from "../transfer/udp_server.ts";
import {
  type Command,
  fromHereIfGiven,
  onInterrupt,
  runCommand,
} from "./command.ts";
import {
  HIGHEST_PORT,
  LONGEST_TIMEOUT_MS,
  TRANSPORTS,
} from "./transport_options.ts";

const DEFAULT_TIMEOUT_MS = 30_000;

/** After Ctrl-C a transfer in hand may take so long, also one that is in a long pause. */
const FAREWELL_MS = 1_500;

const USAGE = `Offers the books over TCP or UDP, until Ctrl-C.

Usage: deno task serve --transport tcp|udp --port N [options]

Options:
  --transport NAME  tcp or udp
  --port N          port to listen on; 0 lets the kernel choose
  --hostname ADDR   address to listen on (default: 127.0.0.1, so that only this
                    machine can connect)
  --corpus DIR      a folder of any files to use as books (default: stand-ins)
  --pause N         pause after every transmission, in microseconds (default: 0)
  --no-delay        switch Nagle's algorithm off (TCP_NODELAY)
  --quick-ack       acknowledge at once: TCP_QUICKACK after every receive (Linux)
  --timeout MS      drop a TCP client that stands still so long (default: ${DEFAULT_TIMEOUT_MS})
  --engine NAME     how to do socket I/O: ${
  ENGINE_NAMES.join(", ")
} (default: deno)
  --help            show this

Any program can be the client: echo GET 0 1024 | nc 127.0.0.1 PORT
`;

/** Longest pause: beyond it a typing error is more likely than a wish. */
const LONGEST_PAUSE_MICROSECONDS = 60_000_000;

async function serve(args: string[]): Promise<number> {
  const line = new CommandLine(args, {
    values: [
      "transport",
      "port",
      "hostname",
      "corpus",
      "pause",
      "timeout",
      "engine",
    ],
    flags: ["no-delay", "quick-ack"],
  });
  const transport = line.oneOf("transport", TRANSPORTS);
  const directory = fromHereIfGiven(line.value("corpus"));
  const common = {
    engine: engineByName(line.oneOf("engine", ENGINE_NAMES, "deno")),
    bind: {
      hostname: line.value("hostname") ?? "127.0.0.1",
      port: line.wholeNumber("port", { lowest: 0, highest: HIGHEST_PORT }),
    },
    pauseMicroseconds: line.wholeNumber("pause", {
      lowest: 0,
      highest: LONGEST_PAUSE_MICROSECONDS,
      otherwise: 0,
    }),
    onServed: (served: Served) => console.log(describe(served)),
  };
  const timeoutMs = line.wholeNumber("timeout", {
    lowest: 1,
    highest: LONGEST_TIMEOUT_MS,
    otherwise: DEFAULT_TIMEOUT_MS,
  });
  const corpus = await openCorpus(directory === undefined ? {} : { directory });
  const books = corpus.books.map((book) => new BookSource(book));
  // begun before the first client comes, so that it waits for no digest; a book that
  // cannot be read is told to whoever asks for it
  for (const book of books) book.sha256().catch(() => {});
  const server = transport === "tcp"
    ? new TcpServer({
      ...common,
      books,
      timeoutMs,
      tcp: { noDelay: line.flag("no-delay"), quickAck: line.flag("quick-ack") },
    })
    : new UdpServer({ ...common, books });
  // before it says that it serves: whoever reads that may send a signal at once
  const interrupted = new Promise<void>((resolve) => onInterrupt(resolve));
  console.log(
    `Serving ${books.length} book(s) of ${corpus.directory} over ${transport} on ` +
      `${formatAddress(server.local)}; Ctrl-C stops`,
  );
  for (const { index, name, bytes } of corpus.books) {
    console.log(`  ${index}  ${JSON.stringify(name)}  ${bytes} bytes`);
  }
  await interrupted;
  await Promise.race([
    server.close(),
    new Promise((resolve) => setTimeout(resolve, FAREWELL_MS)),
  ]);
  return 0;
}

function describe(served: Served): string {
  const { client, request, bytes, writes, refused, seconds, error } = served;
  return `${formatAddress(client)} ${JSON.stringify(request)}: ` + [
    `${bytes} bytes in ${writes} writes`,
    `${(seconds * 1000).toFixed(1)} ms`,
    ...(refused === 0 ? [] : [`${refused} datagrams refused`]),
    ...(served.pauseMedianMicroseconds === undefined
      ? []
      : [`median pause ${served.pauseMedianMicroseconds.toFixed(0)} µs`]),
    ...(error === undefined ? [] : [error]),
  ].join(", ");
}

/** The command. */
export const SERVE: Command = { usage: USAGE, run: serve };

if (import.meta.main) Deno.exit(await runCommand(SERVE, Deno.args));
