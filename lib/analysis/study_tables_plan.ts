/**
 * What stands in which column of the reference study's tables, and which conditions of
 * this lab belong beside which row.
 *
 * @module
 */

import type { MetricName } from "../experiment/metric.ts";
import type { Factors } from "../experiment/record.ts";
import { PRINTED, type PrintedRow } from "./study_tables_printed.ts";

/** A column of the study. */
export interface PrintedColumn {
  /** Its header, without whose it is. */
  header: string;
  /** Name of the column in the file. */
  from: string;
  /** Whether it holds text; figures unless said. */
  isText?: boolean;
  /** Figures are divided by this; they stand as printed unless said. */
  divisor?: number;
}

/** A column with this machine's medians. */
export interface OurColumn {
  /** Its header, without whose it is. */
  header: string;
  /** The metric whose medians it has. */
  metric: MetricName;
  /** Figures are divided by this; without it they are counts and stand as they are. */
  divisor?: number;
  /** The experiment and the levels that a row of the study stands for; undefined for none. */
  condition: (
    row: PrintedRow,
  ) => { experiment: string; levels: Factors } | undefined;
}

/** One of the tables. */
export interface TablePlan {
  /** Name, such as `buffer-sweep`. */
  name: string;
  /** What it shows, a short title. */
  title: string;
  /** Its rows as printed. */
  printed: readonly PrintedRow[];
  /** The study's columns. */
  theirs: readonly PrintedColumn[];
  /** This machine's columns. */
  ours: readonly OurColumn[];
  /** What a reader has to know to compare the two, in sentences. */
  notes: readonly string[];
}

const PER_KILOBYTE = 1_000;
const PER_MILLISECOND = 1e-3;

const MEDIANS =
  "This machine's figures are medians with their 95% intervals in brackets, of as many trials as the run has blocks; the study's are single runs.";
const KILOBYTES =
  'The study\'s "kbps" and bytes per second are both printed here in kilobytes per second (1,000 bytes).';
const IDLE =
  "The study's times include 0.1 s that its client waits at the end; this machine's end with the last byte that arrived.";

/** The engine that a program in Deno gets, where an experiment has both. */
const ENGINE = "deno";

/** The tables in the study's order. */
export const TABLE_PLANS: readonly TablePlan[] = [
  {
    name: "buffer-sweep",
    title: "Both transports with five buffer sizes",
    printed: PRINTED.bufferSweep,
    theirs: [
      { header: "transport", from: "transport", isText: true },
      { header: "buffer (bytes)", from: "buffer" },
      { header: "time (s)", from: "time_seconds" },
      {
        header: "throughput (kB/s)",
        from: "reported_throughput_kilo_per_second",
      },
      { header: "words received", from: "words_received" },
      { header: "words reported lost", from: "words_reported_lost" },
      { header: "note", from: "note", isText: true },
    ],
    ours: [
      {
        header: "time (ms)",
        metric: "time_seconds",
        divisor: PER_MILLISECOND,
        condition: asTheStudyDid,
      },
      {
        header: "throughput (kB/s)",
        metric: "throughput_bytes_per_second",
        divisor: PER_KILOBYTE,
        condition: asTheStudyDid,
      },
      {
        header: "words asked for",
        metric: "words_sent",
        condition: asTheStudyDid,
      },
      {
        header: "words received",
        metric: "words_received",
        condition: asTheStudyDid,
      },
      {
        header: "words missing",
        metric: "words_lost",
        condition: asTheStudyDid,
      },
      {
        header: "throughput, datagrams of the buffer's size (kB/s)",
        metric: "throughput_bytes_per_second",
        divisor: PER_KILOBYTE,
        condition: datagramsThatFit,
      },
      {
        header: "bytes lost, datagrams of the buffer's size (%)",
        metric: "loss_ratio",
        divisor: 0.01,
        condition: datagramsThatFit,
      },
    ],
    notes: [
      MEDIANS,
      KILOBYTES,
      IDLE,
      "UDP here is measured twice: with datagrams of 2,050 bytes whatever the buffer, as the study sent them, and in the last two columns with datagrams as large as the buffer (65,507 bytes at most).",
      "Over TCP, and where datagrams have the buffer's size, a 1-byte buffer takes 32 KiB of the book here and a 32-byte buffer 1 MiB, unless the run was made with --full: the column of words asked for tells.",
      "Words that are missing with 2,050-byte datagrams were cut off by the buffer or lost; the study counted both as lost.",
    ],
  },
  {
    name: "nagle-and-delayed-ack",
    title: "Nagle's algorithm and delayed acknowledgements switched off",
    printed: PRINTED.nagleAndDelayedAck,
    theirs: [
      { header: "option", from: "experiment", isText: true },
      { header: "buffer (bytes)", from: "buffer" },
      { header: "off on", from: "disabled_on", isText: true },
      { header: "time (s)", from: "time_seconds" },
      {
        header: "throughput (kB/s)",
        from: "throughput_bytes_per_second",
        divisor: PER_KILOBYTE,
      },
      { header: "words received", from: "words_received" },
    ],
    ours: [
      {
        header: "time (ms)",
        metric: "time_seconds",
        divisor: PER_MILLISECOND,
        condition: optionOff("download"),
      },
      {
        header: "throughput (kB/s)",
        metric: "throughput_bytes_per_second",
        divisor: PER_KILOBYTE,
        condition: optionOff("download"),
      },
      {
        header: "words received",
        metric: "words_received",
        condition: optionOff("download"),
      },
      {
        header: "segments with data",
        metric: "server_data_segments_out",
        condition: optionOff("download"),
      },
      {
        header: "one request–response exchange (ms)",
        metric: "exchange_median_seconds",
        divisor: PER_MILLISECOND,
        condition: optionOff("request-response"),
      },
    ],
    notes: [
      MEDIANS,
      KILOBYTES,
      IDLE,
      "The study measured downloads. The last column is another workload, in which the client writes twice and waits for the answer: that is where the options matter.",
      "Delayed acknowledgements off means TCP_QUICKACK: set again after every receive here, set once in the study.",
      "A 32-byte buffer takes 1 MiB of the book here, unless the run was made with --full, so times and words do not compare; throughputs do.",
    ],
  },
  {
    name: "multi-client",
    title: "One client and two clients of a server that pauses",
    printed: PRINTED.multiClient,
    theirs: [
      { header: "book", from: "book", isText: true },
      { header: "transport", from: "transport", isText: true },
      { header: "buffer (bytes)", from: "buffer" },
      { header: "pause (µs)", from: "pause_microseconds" },
      { header: "clients", from: "clients" },
      { header: "time (s)", from: "time_seconds" },
      {
        header: "throughput (kB/s)",
        from: "throughput_bytes_per_second",
        divisor: PER_KILOBYTE,
      },
    ],
    ours: [
      {
        header: "time of all clients (ms)",
        metric: "time_seconds",
        divisor: PER_MILLISECOND,
        condition: together,
      },
      {
        header: "slowest client's throughput (kB/s)",
        metric: "client_throughput_min_bytes_per_second",
        divisor: PER_KILOBYTE,
        condition: together,
      },
      {
        header: "fastest client's throughput (kB/s)",
        metric: "client_throughput_max_bytes_per_second",
        divisor: PER_KILOBYTE,
        condition: together,
      },
      {
        header: "pause that was achieved (µs)",
        metric: "pause_median_microseconds",
        condition: together,
      },
    ],
    notes: [
      MEDIANS,
      KILOBYTES,
      IDLE,
      "Here each client takes 512 KiB of its book, unless the run was made with --full, so times do not compare; throughputs do.",
      "The figures here are of the clients together, not of a book, so the rows of two books have the same ones.",
      "The study's UDP datagrams have 2,050 bytes of which its 1,024-byte buffer keeps half; here they have the buffer's size.",
    ],
  },
  {
    name: "ports",
    title: "Ports of the clients and of the server",
    printed: PRINTED.ports,
    theirs: [
      { header: "transport", from: "transport", isText: true },
      { header: "clients", from: "clients" },
      { header: "book", from: "book", isText: true },
      { header: "client's address", from: "client_ip", isText: true },
      { header: "client's port", from: "client_port" },
      { header: "server's address", from: "server_ip", isText: true },
      { header: "server's port", from: "server_port" },
    ],
    ours: [
      {
        header: "step between successive client ports",
        metric: "port_step_median",
        condition: successive,
      },
      {
        header: "even client ports (%)",
        metric: "port_even_ratio",
        divisor: 0.01,
        condition: successive,
      },
    ],
    notes: [
      "This machine's figures are of 200 short transfers, one after the other, from one server port: medians over the trials with their 95% intervals in brackets. Its single ports stand in ports.csv.",
      "The study gave each client a server port of its own. Linux picks TCP client ports by their destination, so ports of connections to different server ports need not be near each other.",
    ],
  },
];

/** The study's UDP server sent datagrams of one size, whatever the buffer. */
function asTheStudyDid({ transport, buffer }: PrintedRow) {
  return {
    experiment: "buffer_sweep",
    levels: {
      engine: ENGINE,
      transport: transport === "udp" ? "udp-2050" : transport!,
      bufferBytes: Number(buffer),
    },
  };
}

function datagramsThatFit({ transport, buffer }: PrintedRow) {
  return transport !== "udp" ? undefined : {
    experiment: "buffer_sweep",
    levels: { engine: ENGINE, transport, bufferBytes: Number(buffer) },
  };
}

/** The factor that says on which side an option is off, by the experiment. */
const SIDE_FACTORS: Record<string, string> = {
  nagle: "noDelay",
  delayed_ack: "quickAck",
  nagle_and_delayed_ack: "disabledOn",
};

function optionOff(workload: string) {
  return ({ experiment, buffer, disabled_on: side }: PrintedRow) => ({
    experiment: experiment!,
    levels: {
      workload,
      bufferBytes: Number(buffer),
      [SIDE_FACTORS[experiment!]!]: side!,
    },
  });
}

function together({ transport, clients }: PrintedRow) {
  return {
    experiment: "multi_client",
    levels: {
      workload: "together",
      transport: transport!,
      clients: Number(clients),
    },
  };
}

function successive({ transport }: PrintedRow) {
  return {
    experiment: "multi_client",
    levels: { workload: "successive", transport: transport!, clients: 1 },
  };
}
