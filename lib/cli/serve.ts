/**
 * `deno task serve`: the server alone.
 *
 * @module
 */

import { openCorpus } from "../corpus/corpus.ts";
import { CommandLine, OptionError } from "../experiment/command_line.ts";
import { availableCongestionControls } from "../kernel/congestion_controls.ts";
import { engineByName } from "../socket/engines.ts";
import { codeOf, formatAddress } from "../socket/socket_error.ts";
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
import { knownOptions, type Option, optionsHelp } from "./option_list.ts";
import {
  HIGHEST_PORT,
  ifGiven,
  LONGEST_TIMEOUT_MS,
  SOCKET_OPTIONS,
  socketChoice,
  TRANSPORT_OPTION,
} from "./transport_options.ts";

const DEFAULT_TIMEOUT_MS = 30_000;

/** After Ctrl-C a transfer in hand may take so long, also one that is in a long pause. */
const FAREWELL_MS = 1_500;

/** Longest pause: beyond it a typing error is more likely than a wish. */
const LONGEST_PAUSE_MICROSECONDS = 60_000_000;

/** More than any machine sends. */
const HIGHEST_RATE_BYTES_PER_SECOND = 1_000_000_000_000;

/** What the kernel takes for TCP_MAXSEG: TCP_MIN_MSS and MAX_TCP_WINDOW of net/tcp.h. */
const SEGMENT_BYTES = { lowest: 88, highest: 32_767 };

const OPTIONS: readonly Option[] = [
  TRANSPORT_OPTION,
  {
    name: "port",
    value: "N",
    help: "port to listen on; 0 lets the kernel choose",
  },
  {
    name: "hostname",
    value: "ADDR",
    help:
      "address to listen on (default: 127.0.0.1, so that only this machine can connect)",
  },
  {
    name: "corpus",
    value: "DIR",
    help: "a folder of any files to use as books (default: stand-ins)",
  },
  {
    name: "pause",
    value: "N",
    help: "pause after every transmission, in microseconds (default: 0)",
  },
  {
    name: "rate",
    value: "BYTES_PER_SECOND",
    transport: "udp",
    help:
      "send the book no faster than this to each client (default: as fast as it goes)",
  },
  {
    name: "timeout",
    value: "MS",
    transport: "tcp",
    help:
      `drop a client that stands still so long (default: ${DEFAULT_TIMEOUT_MS})`,
  },
  ...SOCKET_OPTIONS,
  {
    name: "congestion-control",
    value: "NAME",
    transport: "tcp",
    engine: "libc",
    help: "such as cubic or reno (TCP_CONGESTION)",
  },
  {
    name: "maximum-segment-bytes",
    value: "N",
    transport: "tcp",
    engine: "libc",
    help:
      `largest segment, ${SEGMENT_BYTES.lowest} to ${SEGMENT_BYTES.highest} (TCP_MAXSEG)`,
  },
  {
    name: "cork",
    transport: "tcp",
    engine: "libc",
    help: "send full segments only, for up to 200 ms (TCP_CORK)",
  },
];

const USAGE = `Offers the books over TCP or UDP, until Ctrl-C.

Usage: deno task serve --transport tcp|udp --port N [options]

Options:
${optionsHelp(OPTIONS)}

Any program can be the client: echo GET 0 1024 | nc 127.0.0.1 PORT
`;

async function serve(args: string[]): Promise<number> {
  const line = new CommandLine(args, knownOptions(OPTIONS));
  const directory = fromHereIfGiven(line.value("corpus"));
  const { transport, start } = serverOf(line);
  const corpus = await openCorpus(directory === undefined ? {} : { directory });
  const books = corpus.books.map((book) => new BookSource(book));
  // begun before the first client comes, so that it waits for no digest; a book that
  // cannot be read is told to whoever asks for it
  for (const book of books) book.sha256().catch(() => {});
  const server = start(books);
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

/** Reads the options, all of them before anything is done; `start` starts the server. */
function serverOf(line: CommandLine): {
  transport: "tcp" | "udp";
  start: (books: BookSource[]) => TcpServer | UdpServer;
} {
  const { transport, engine, noDelay, quickAck, datagramsPerCall, memory } =
    socketChoice(line, OPTIONS);
  const common = {
    engine: engineByName(engine),
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
  if (transport === "udp") {
    const rateBytesPerSecond = line.given("rate")
      ? line.wholeNumber("rate", {
        lowest: 1,
        highest: HIGHEST_RATE_BYTES_PER_SECOND,
      })
      : 0;
    const options = { ...common, memory, datagramsPerCall, rateBytesPerSecond };
    return {
      transport,
      start: (books) => new UdpServer({ ...options, books }),
    };
  }
  const congestionControl = line.value("congestion-control");
  const options = {
    ...common,
    timeoutMs: line.wholeNumber("timeout", {
      lowest: 1,
      highest: LONGEST_TIMEOUT_MS,
      otherwise: DEFAULT_TIMEOUT_MS,
    }),
    sampleTcpInfoMs: 0,
    tcp: {
      ...memory,
      noDelay,
      quickAck,
      cork: line.flag("cork"),
      ...ifGiven(line, "maximum-segment-bytes", (name) => ({
        maximumSegmentBytes: line.wholeNumber(name, SEGMENT_BYTES),
      })),
      ...(congestionControl === undefined ? {} : { congestionControl }),
    },
  };
  return {
    transport,
    start(books) {
      try {
        return new TcpServer({ ...options, books });
      } catch (error) {
        throw explained(error, congestionControl);
      }
    },
  };
}

/** Names the option where the kernel refuses a congestion control. */
function explained(error: unknown, congestionControl?: string): unknown {
  // listening itself has no "no such file" and no "not permitted" (tcp(7), listen(2))
  if (
    congestionControl === undefined ||
    !["ENOENT", "EPERM"].includes(codeOf(error))
  ) return error;
  const available = availableCongestionControls();
  return new OptionError(
    `--congestion-control ${congestionControl} cannot be used here: ` +
      (codeOf(error) === "EPERM"
        ? "it is for privileged users (net.ipv4.tcp_allowed_congestion_control)"
        : `the kernel does not have it; it has ${available.join(", ")}`),
  );
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
