/**
 * Question: what does the size of the buffer do to TCP and to UDP, what of it is
 * truncation that only looks like loss, and what of it is Deno's own cost?
 *
 * Claims: TCP delivers every byte whatever the buffer. Over UDP the ledger adds up.
 * There are no datagrams of 64 KiB: a payload of 65,508 bytes is refused with EMSGSIZE
 * (RFC 768, RFC 791), so the largest point has datagrams of 65,507 bytes. A receive
 * buffer shorter than the datagram cuts it, silently (recv(2)): that is truncation,
 * and is never counted as loss on the way.
 *
 * Large datagrams over UDP have two modes: where server and client share a core, the
 * server has sent the book before the client runs, and all that the receive buffer does not
 * hold is lost. `core_placement_test.ts` looks at that alone.
 *
 * Every condition is measured with both engines: what a Deno program gets from Deno's
 * sockets beside what the kernel's own calls give, one system call for each buffer.
 *
 * The condition `udp-2050` is what the reference study really did: its server sent
 * datagrams of 2,050 bytes into whatever buffer the client had.
 */

import { assert, assertEquals } from "@std/assert";
import {
  downloadTrial,
  experiment,
  integrity,
  steps,
} from "../lib/experiment/mod.ts";

const KIBIBYTE = 1024;

const BUFFER_BYTES = [1, 32, KIBIBYTE, 32 * KIBIBYTE, 64 * KIBIBYTE] as const;

/** What is asked for of the book, where all of it would take too long (see `--full`). */
const PREFIX_BYTES: Record<number, number> = {
  1: 32 * KIBIBYTE,
  32: 1024 * KIBIBYTE,
};

/** The largest UDP payload over IPv4: 65,535 less 20 of IP and 8 of UDP. */
const LARGEST_PAYLOAD_BYTES = 65_507;

/** Datagrams of the reference study: 1,024 characters in UTF-16 with a byte-order mark. */
const STUDY_DATAGRAM_BYTES = 2_050;

experiment("buffer_sweep", {
  question:
    "What does the buffer size do to TCP and UDP, what of it is truncation, and what is Deno's cost?",
  factors: {
    engine: ["deno", "libc"],
    transport: ["tcp", "udp", "udp-2050"],
    bufferBytes: BUFFER_BYTES,
  },

  async trial({ transport, bufferBytes }, lab) {
    const prefix = PREFIX_BYTES[bufferBytes];
    const part = prefix === undefined ? {} : { prefixBytes: prefix };
    if (transport === "tcp") {
      return await downloadTrial(lab, { transport, bufferBytes, ...part });
    }
    if (transport === "udp-2050") {
      return await downloadTrial(lab, {
        transport: "udp",
        bufferBytes: STUDY_DATAGRAM_BYTES,
        receiveBufferBytes: bufferBytes,
      });
    }
    const largest = Math.min(bufferBytes, LARGEST_PAYLOAD_BYTES);
    const outcome = await downloadTrial(lab, {
      transport,
      bufferBytes: largest,
      ...part,
    });
    if (largest < LARGEST_PAYLOAD_BYTES) return outcome;
    return {
      ...outcome,
      observations: {
        largest_payload_refused_with: await lab.probeDatagram(
          LARGEST_PAYLOAD_BYTES,
        ),
        one_byte_more_refused_with: await lab.probeDatagram(
          LARGEST_PAYLOAD_BYTES + 1,
        ),
      },
    };
  },

  invariants: [
    ...integrity,
    {
      name:
        "a payload of 65,508 bytes is refused with EMSGSIZE, one of 65,507 is not",
      check({ factors, observations }) {
        if (
          factors.transport !== "udp" || factors.bufferBytes !== 64 * KIBIBYTE
        ) return;
        assertEquals(observations?.largest_payload_refused_with, "");
        assertEquals(observations?.one_byte_more_refused_with, "EMSGSIZE");
      },
    },
    {
      name:
        "a short receive buffer truncates every datagram that it receives whole otherwise",
      check({ factors, transfers }) {
        for (
          const { ledger, receive_buffer_bytes, send_buffer_bytes } of transfers
        ) {
          if (ledger === undefined) continue;
          if (receive_buffer_bytes >= send_buffer_bytes) {
            assertEquals(
              ledger.datagrams_truncated,
              0,
              "truncated by a buffer that is not short",
            );
            continue;
          }
          assertEquals(factors.transport, "udp-2050");
          // what does not fit is what the kernel says it has cut off, where it says so
          assertEquals(
            ledger.bytes_truncated_by_kernel ?? ledger.bytes_truncated,
            ledger.bytes_truncated,
            "bytes truncated, by the kernel's word",
          );
          // the last piece of a book may be short enough to fit
          const fitted = ledger.datagrams_received - ledger.datagrams_truncated;
          assert(
            fitted >= 0 && fitted <= 1,
            `${fitted} datagrams were not truncated`,
          );
          assert(
            ledger.bytes_received <=
              ledger.datagrams_received * receive_buffer_bytes,
            "more bytes were kept than the buffer holds",
          );
        }
      },
    },
  ],

  comparisons: [
    {
      metric: "throughput_bytes_per_second",
      factor: "bufferBytes",
      pairs: steps(BUFFER_BYTES),
      where: { transport: "tcp" },
    },
    {
      metric: "throughput_bytes_per_second",
      factor: "bufferBytes",
      pairs: steps(BUFFER_BYTES),
      where: { transport: "udp", engine: "deno" },
    },
    {
      metric: "loss_ratio",
      factor: "bufferBytes",
      pairs: steps(BUFFER_BYTES.slice(1)),
      where: { transport: "udp", engine: "deno" },
    },
    {
      metric: "words_lost",
      factor: "bufferBytes",
      pairs: steps(BUFFER_BYTES.slice(1)),
      where: { transport: "udp-2050", engine: "deno" },
    },
    {
      metric: "throughput_bytes_per_second",
      factor: "engine",
      pairs: [["deno", "libc"]],
      where: { transport: "tcp" },
    },
  ],
  twin: {
    metric: "throughput_bytes_per_second",
    levels: { transport: "tcp", bufferBytes: KIBIBYTE },
  },
  charts: [
    {
      kind: "curve",
      metric: "throughput_bytes_per_second",
      over: "bufferBytes",
    },
    { kind: "trials", metric: "throughput_bytes_per_second" },
    { kind: "trials", metric: "loss_ratio", where: { transport: "udp" } },
    { kind: "trials", metric: "words_lost", where: { transport: "udp-2050" } },
    { kind: "lost-bytes" },
  ],
});
