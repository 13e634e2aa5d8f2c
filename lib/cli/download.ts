/**
 * `deno task download`: the client alone.
 *
 * @module
 */

import { EndpointCommands } from "../endpoint/commands.ts";
import type { DownloadReport, UdpReport } from "../endpoint/protocol.ts";
import { ledgerOf } from "../experiment/ledger_of.ts";
import { perSecond } from "../experiment/metrics_of.ts";
import { CommandLine, OptionError } from "../experiment/command_line.ts";
import { ENGINE_NAMES, engineByName } from "../socket/engines.ts";
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
  printable,
  runCommand,
  shortPath,
} from "./command.ts";
import { ReceivedFile } from "./received_file.ts";
import { appendResult, checkResultFile } from "./result_file.ts";
import {
  HIGHEST_PORT,
  LONGEST_TIMEOUT_MS,
  resolveAddress,
  TRANSPORTS,
} from "./transport_options.ts";

const DEFAULT_TIMEOUT_MS = 5_000;
const REPEAT_MS = 250;
const HIGHEST_INDEX = 999_999_999;

const USAGE = `Downloads one book, says what was lost, and appends a result.

Usage: deno task download --transport tcp|udp --port N -i INDEX -b BUFFER [options]

Options:
  --transport NAME       tcp or udp
  --port N               port of the server
  --hostname HOST        the server (default: 127.0.0.1)
  -i, --index N          number of the book, from 0
  -b, --buffer BYTES     size of a write and of the receive buffer; over UDP the
                         book's bytes in a datagram, at most ${LARGEST_DATAGRAM_BYTES}
                         with its header
  -r, --result FILE      append a row to this JSON array
  -o, --output FILE      where to write the received book (default: a name made of
                         the book, the transport and the buffer, in this folder)
  --receive-buffer BYTES UDP: a receive buffer of another size; shorter ones
                         truncate datagrams
  --one-request          UDP: do not repeat an unanswered request
  --no-delay             switch Nagle's algorithm off (TCP_NODELAY)
  --quick-ack            acknowledge at once: TCP_QUICKACK after every receive (Linux)
  --timeout MS           give up when the server is silent so long (default: ${DEFAULT_TIMEOUT_MS})
  --engine NAME          how to do socket I/O: ${
  ENGINE_NAMES.join(", ")
} (default: deno)
  --help                 show this

Exit status: 0 downloaded (over UDP, what arrived), 1 failed, 2 wrong option, 130
interrupted. A download that fails leaves no file.
`;

async function download(args: string[]): Promise<number> {
  const line = new CommandLine(args, {
    values: [
      "transport",
      "port",
      "hostname",
      "index",
      "buffer",
      "result",
      "output",
      "receive-buffer",
      "timeout",
      "engine",
    ],
    flags: ["one-request", "no-delay", "quick-ack"],
    alias: { i: "index", b: "buffer", r: "result", o: "output" },
  });
  const transport = line.oneOf("transport", TRANSPORTS);
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
  if (transport === "tcp" && receiveBufferBytes !== bufferBytes) {
    throw new OptionError("--receive-buffer needs --transport udp");
  }
  const timeoutMs = line.wholeNumber("timeout", {
    lowest: 1,
    highest: LONGEST_TIMEOUT_MS,
    otherwise: DEFAULT_TIMEOUT_MS,
  });
  const engine = engineByName(line.oneOf("engine", ENGINE_NAMES, "deno"));
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
    report = await new EndpointCommands(engine).download({
      transport,
      server,
      index,
      bufferBytes,
      receiveBufferBytes,
      timeoutMs,
      repeatMs: line.flag("one-request") ? 0 : REPEAT_MS,
      expectedBytes: 0,
      spillPath: received.spill,
      saveAs: received.part,
      noDelay: line.flag("no-delay"),
      quickAck: line.flag("quick-ack"),
    });
  } catch (error) {
    throw received.explain(error);
  }
  const file = received.keep({ book: report.book, transport, bufferBytes });
  console.log(describe(report, shortPath(file)));
  if (result !== undefined) {
    await appendResult(
      result,
      resultRow(report, { transport, bufferBytes, receiveBufferBytes }),
    );
  }
  return 0;
}

/** A row of the result file. */
function resultRow(
  report: DownloadReport,
  how: {
    transport: "tcp" | "udp";
    bufferBytes: number;
    receiveBufferBytes: number;
  },
): Record<string, unknown> {
  const { udp } = report;
  return {
    book: report.book,
    transport: how.transport,
    pid: Deno.pid,
    buffer_bytes: how.bufferBytes,
    receive_buffer_bytes: how.receiveBufferBytes,
    time_seconds: report.seconds,
    first_byte_seconds: report.firstByteSeconds,
    original_bytes: report.announcedBytes,
    received_bytes: report.receivedBytes,
    throughput_bytes_per_second: perSecond(
      report.receivedBytes,
      report.seconds,
    ),
    words_received: report.receivedWords,
    reads: report.reads,
    sha256_sent: report.announcedSha256,
    sha256_received: report.receivedSha256,
    client_address: report.local.address,
    client_port: report.local.port,
    server_address: report.remote.address,
    server_port: report.remote.port,
    ...(udp === undefined ? {} : {
      ...ledgerOf(udp, report),
      missing_ranges: udp.missingRanges,
    }),
  };
}

function describe(report: DownloadReport, file: string): string {
  const whole = report.receivedSha256 === report.announcedSha256;
  return [
    `${
      printable(JSON.stringify(report.book))
    }: ${report.receivedBytes} of ${report.announcedBytes} bytes ` +
    `in ${(report.seconds * 1000).toFixed(2)} ms, ` +
    `${perSecond(report.receivedBytes, report.seconds).toFixed(0)} bytes/s, ` +
    `${report.receivedWords} words, in ${file}`,
    whole
      ? "Nothing was lost: the digests agree."
      : "It is not the whole book.",
    ...(report.udp === undefined ? [] : [describeLoss(report.udp)]),
  ].join("\n");
}

function describeLoss(udp: UdpReport): string {
  return `Datagrams: ${udp.sent} sent, ${udp.received} received, ` +
    `${
      udp.missing - udp.refused
    } lost (${udp.missingBytes} bytes), ${udp.refused} refused, ` +
    `${udp.duplicated} duplicated, ${udp.reordered} reordered, ${udp.truncated} truncated ` +
    `(${udp.truncatedBytes} bytes cut off); ${udp.missingRanges.length} range(s) missing`;
}

/** The command. */
export const DOWNLOAD: Command = { usage: USAGE, run: download };

if (import.meta.main) Deno.exit(await runCommand(DOWNLOAD, Deno.args));
