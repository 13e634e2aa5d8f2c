/**
 * `deno task download`: the client alone.
 *
 * @module
 */

import { EndpointCommands } from "../endpoint/commands.ts";
import { CommandLine } from "../experiment/command_line.ts";
import {
  LARGEST_DATAGRAM_BYTES,
  LARGEST_TCP_BUFFER_BYTES,
} from "../transfer/request.ts";
import {
  type Command,
  fromHere,
  fromHereIfGiven,
  INTERRUPTED,
  onInterrupt,
  runCommand,
  shortPath,
} from "./command.ts";
import { describeDownload } from "./describe_download.ts";
import { knownOptions, type Option, optionsHelp } from "./option_list.ts";
import { ReceivedFile } from "./received_file.ts";
import { appendResult, checkResultFile } from "./result_file.ts";
import { resultRow } from "./result_row.ts";
import {
  HIGHEST_PORT,
  LONGEST_TIMEOUT_MS,
  resolveAddress,
  SOCKET_OPTIONS,
  socketChoice,
  TRANSPORT_OPTION,
} from "./transport_options.ts";

const DEFAULT_TIMEOUT_MS = 5_000;
const REPEAT_MS = 250;
const HIGHEST_INDEX = 999_999_999;

const OPTIONS: readonly Option[] = [
  TRANSPORT_OPTION,
  { name: "port", value: "N", help: "port of the server" },
  {
    name: "hostname",
    value: "HOST",
    help: "the server (default: 127.0.0.1)",
  },
  {
    name: "index",
    short: "i",
    value: "N",
    help: "number of the book, from 0",
  },
  {
    name: "buffer",
    short: "b",
    value: "BYTES",
    help: "size of a write and of the receive buffer; over UDP the book's " +
      `bytes in a datagram, at most ${LARGEST_DATAGRAM_BYTES} with its header`,
  },
  {
    name: "result",
    short: "r",
    value: "FILE",
    help: "append a row to this JSON array",
  },
  {
    name: "output",
    short: "o",
    value: "FILE",
    help:
      "where to write the received book (default: a name made of the book, " +
      "the transport and the buffer, in this folder)",
  },
  {
    name: "receive-buffer",
    value: "BYTES",
    transport: "udp",
    help: "a receive buffer of another size; shorter ones truncate datagrams",
  },
  {
    name: "one-request",
    transport: "udp",
    help: "do not repeat an unanswered request",
  },
  {
    name: "connected",
    transport: "udp",
    engine: "libc",
    help: "connect the socket: then a server that is not there refuses at once",
  },
  {
    name: "timeout",
    value: "MS",
    help:
      `give up when the server is silent so long (default: ${DEFAULT_TIMEOUT_MS})`,
  },
  ...SOCKET_OPTIONS,
];

const USAGE = `Downloads one book, says what was lost, and appends a result.

Usage: deno task download --transport tcp|udp --port N -i INDEX -b BUFFER [options]

Options:
${optionsHelp(OPTIONS)}

Exit status: 0 downloaded (over UDP, what arrived), 1 failed, 2 wrong option, 130
interrupted. A download that fails leaves no file.
`;

async function download(args: string[]): Promise<number> {
  const line = new CommandLine(args, knownOptions(OPTIONS));
  const { memory, ...socket } = socketChoice(line, OPTIONS);
  const { transport } = socket;
  const port = line.wholeNumber("port", { lowest: 1, highest: HIGHEST_PORT });
  const index = line.wholeNumber("index", {
    called: "-i, --index",
    lowest: 0,
    highest: HIGHEST_INDEX,
  });
  const largest = transport === "tcp"
    ? LARGEST_TCP_BUFFER_BYTES
    : LARGEST_DATAGRAM_BYTES;
  const bufferBytes = line.wholeNumber("buffer", {
    called: `-b, --buffer over ${transport}`,
    lowest: 1,
    highest: largest,
  });
  const receiveBufferBytes = line.wholeNumber("receive-buffer", {
    lowest: 1,
    highest: largest,
    otherwise: bufferBytes,
  });
  const timeoutMs = line.wholeNumber("timeout", {
    lowest: 1,
    highest: LONGEST_TIMEOUT_MS,
    otherwise: DEFAULT_TIMEOUT_MS,
  });
  const server = await resolveAddress(
    line.value("hostname") ?? "127.0.0.1",
    port,
  );
  const output = fromHereIfGiven(line.value("output"));
  const result = fromHereIfGiven(line.value("result"));
  // what can be said of the files is said before the transfer, not after it
  if (result !== undefined) await checkResultFile(result);
  using received = ReceivedFile.prepare(fromHere("."), output);
  onInterrupt(() => {
    received[Symbol.dispose]();
    Deno.exit(INTERRUPTED);
  });
  let report;
  try {
    report = await new EndpointCommands().download({
      ...socket,
      ...memory,
      server,
      index,
      bufferBytes,
      receiveBufferBytes,
      timeoutMs,
      repeatMs: line.flag("one-request") ? 0 : REPEAT_MS,
      expectedBytes: 0,
      spillPath: received.spill,
      saveAs: received.part,
      connected: line.flag("connected"),
      sampleTcpInfoMs: 0,
    });
  } catch (error) {
    throw received.explain(error);
  }
  const file = received.keep({ book: report.book, transport, bufferBytes });
  console.log(describeDownload(report, shortPath(file)));
  if (result !== undefined) {
    await appendResult(
      result,
      resultRow(report, { ...socket, bufferBytes, receiveBufferBytes }),
    );
  }
  return 0;
}

/** The command. */
export const DOWNLOAD: Command = { usage: USAGE, run: download };

if (import.meta.main) Deno.exit(await runCommand(DOWNLOAD, Deno.args));
