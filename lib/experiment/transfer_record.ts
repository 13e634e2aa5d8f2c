/**
 * The record of one transfer, from what its client reports and what its server served.
 *
 * @module
 */

import type { Book } from "../corpus/corpus.ts";
import type { DownloadReport } from "../endpoint/protocol.ts";
import type { TcpInfo } from "../socket/engine.ts";
import type { Served } from "../transfer/served.ts";
import type { TcpInfoSample } from "../transfer/tcp_info_samples.ts";
import type { BookFacts } from "./book_facts.ts";
import { ledgerOf } from "./ledger_of.ts";
import { perSecond } from "./metrics_of.ts";
import type { ConnectionEvidence, TransferRecord } from "./record.ts";

/** Missing ranges that a record lists. */
const LISTED_RANGES = 2_000;

/** What one client's transfer came to, before the server's side is known. */
export interface Fetched {
  /** What the client reports. */
  report: DownloadReport;
  /** The book that was asked for. */
  book: Book;
  /** Bytes of one write, or of the book in one datagram. */
  bufferBytes: number;
  /** Room in the client's buffer, in bytes. */
  receiveBufferBytes: number;
  /** Where it was fetched from. */
  server: {
    transport: "tcp" | "udp";
    /** So much of each book is served; all of it where undefined. */
    prefixBytes?: number | undefined;
    /** Process id of its endpoint, where it is known. */
    pid?: number;
  };
  /** Process id of the client's endpoint. */
  clientPid: number;
}

/**
 * Makes the record.
 *
 * @param fetched What the client got.
 * @param known What all servers of the trial served, and what is known of the books.
 * @returns The record.
 */
export async function recordOf(
  fetched: Fetched,
  { served, facts: books }: { served: Served[]; facts: BookFacts },
): Promise<TransferRecord> {
  const { report, book, bufferBytes, receiveBufferBytes, server } = fetched;
  const { udp } = report;
  const bytes = askedBytes(book, server.prefixBytes);
  const facts = await books.of(book, bytes);
  const account = served.find(({ transport, client }) =>
    transport === server.transport && client.port === report.local.port &&
    (client.address === report.local.address || isAny(report.local.address))
  );
  const { pid = 0 } = server;
  return {
    transport: server.transport,
    book: book.name,
    asked_bytes: bytes,
    received_bytes: report.receivedBytes,
    sha256_sent: report.announcedSha256,
    sha256_received: report.receivedSha256,
    content_intact: report.announcedSha256 === facts.sha256 &&
      report.receivedSha256 ===
        await books.digestWithout(
          book,
          bytes,
          udp?.missingRanges ?? [],
        ),
    words_sent: facts.words,
    words_received: report.receivedWords,
    words_lost: facts.words - report.receivedWords,
    started_at_ms: report.startedAtMs,
    time_seconds: report.seconds,
    first_byte_seconds: report.firstByteSeconds,
    ...(report.connectSeconds === undefined
      ? {}
      : { connect_seconds: report.connectSeconds }),
    throughput_bytes_per_second: perSecond(
      report.receivedBytes,
      report.seconds,
    ),
    send_buffer_bytes: bufferBytes,
    receive_buffer_bytes: receiveBufferBytes,
    writes: account?.writes ?? 0,
    reads: report.reads,
    progress: report.progress,
    ...(account?.pauseMedianMicroseconds === undefined
      ? {}
      : { pause_median_microseconds: account.pauseMedianMicroseconds }),
    client: {
      pid: fetched.clientPid,
      ...(account !== undefined && isAny(report.local.address)
        ? account.client
        : report.local),
    },
    server: { pid, ...report.remote },
    ...(account === undefined ? {} : {
      server_view: {
        client: { pid: fetched.clientPid, ...account.client },
        server: { pid, ...account.server },
      },
    }),
    ...(server.transport === "tcp"
      ? { tcp_info: connectionEvidence(report, account) }
      : {}),
    ...(udp === undefined ? {} : {
      ledger: ledgerOf(udp, report),
      missing_ranges: udp.missingRanges.slice(0, LISTED_RANGES),
      missing_ranges_count: udp.missingRanges.length,
      requests: udp.requests,
    }),
  };
}

/** Whether a socket is bound to every address of its host, so that none can be named. */
function isAny(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

/**
 * Bytes of a book that a server offers.
 *
 * @param book The book.
 * @param prefixBytes So much of it; all of it where undefined.
 */
export function askedBytes(
  book: Book,
  prefixBytes: number | undefined,
): number {
  return Math.min(book.bytes, prefixBytes ?? book.bytes);
}

/** What either end says about its connection. */
export interface EndReport {
  /** The account at the end; absent where the kernel has none. */
  tcpInfo?: TcpInfo;
  /** The same meanwhile, where it was asked for. */
  tcpInfoSamples?: TcpInfoSample[];
}

/**
 * Puts what both ends say of one connection together.
 *
 * @param client What the client reports.
 * @param server The server's account; absent where it has none.
 * @returns What is known; nothing off Linux.
 */
export function connectionEvidence(
  client: EndReport,
  server: EndReport | undefined,
): ConnectionEvidence {
  return {
    ...(client.tcpInfo === undefined ? {} : { client: client.tcpInfo }),
    ...(server?.tcpInfo === undefined ? {} : { server: server.tcpInfo }),
    ...(client.tcpInfoSamples === undefined
      ? {}
      : { client_samples: client.tcpInfoSamples }),
    ...(server?.tcpInfoSamples === undefined
      ? {}
      : { server_samples: server.tcpInfoSamples }),
  };
}
