/**
 * What must hold in every trial, for any experiment that moves books.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { openSums } from "../link/account.ts";
import type { TransferRecord, TrialRecord } from "./record.ts";

/** An assertion about one trial. It throws where it does not hold. */
export interface Invariant {
  /** What must hold, as a sentence. */
  name: string;
  /** Checks one trial. */
  check: (record: TrialRecord) => void;
}

function transfersOver(
  transport: "tcp" | "udp",
  record: TrialRecord,
): TransferRecord[] {
  return record.transfers.filter((transfer) =>
    transfer.transport === transport
  );
}

/** TCP is a reliable byte stream (RFC 9293, 3.4). */
export const everyByteArrives: Invariant = {
  name: "TCP delivers every byte: digests equal, no word lost",
  check(record) {
    for (const transfer of transfersOver("tcp", record)) {
      assertEquals(
        transfer.received_bytes,
        transfer.asked_bytes,
        "bytes received",
      );
      assertEquals(transfer.sha256_received, transfer.sha256_sent, "digest");
      assert(
        transfer.content_intact,
        "the digest is not that of the book's file",
      );
      assertEquals(transfer.words_lost, 0, "words lost");
    }
  },
};

/** Every datagram and every byte has exactly one fate. */
export const ledgerAddsUp: Invariant = {
  name:
    "UDP's ledger adds up: sent = received + lost, in datagrams and in bytes",
  check(record) {
    for (const { ledger, book } of transfersOver("udp", record)) {
      assert(ledger !== undefined, `the transfer of ${book} has no ledger`);
      assertEquals(
        ledger.datagrams_received + ledger.datagrams_lost,
        ledger.datagrams_sent,
        "datagrams received + lost, against sent",
      );
      assertEquals(
        ledger.bytes_received + ledger.bytes_truncated + ledger.bytes_lost,
        ledger.bytes_sent,
        "bytes received + truncated + lost, against sent",
      );
    }
  },
};

/** UDP may lose, but the checksum and the header keep it from inventing (RFC 768). */
export const nothingIsInvented: Invariant = {
  name: "UDP: no byte arrives that was not sent",
  check(record) {
    for (const transfer of transfersOver("udp", record)) {
      assert(
        transfer.content_intact,
        `what was received of ${transfer.book} is not the book without its missing ranges`,
      );
      assertEquals(
        transfer.ledger?.datagrams_foreign,
        0,
        "datagrams of strangers",
      );
    }
  },
};

/**
 * Loopback has no wire and no queue that could lose a datagram: what is missing was
 * dropped at the receiver's full buffer, and the kernel has counted it there.
 */
export const everyLossIsAccountedFor: Invariant = {
  name:
    "UDP: every missing byte was truncated, refused, or dropped at the receiver's socket",
  check(record) {
    if (record.link !== "loopback") return;
    for (const { ledger, book } of transfersOver("udp", record)) {
      const attribution = ledger?.attribution;
      // only Linux counts drops by socket
      if (attribution === undefined) continue;
      assertEquals(
        attribution.datagrams_lost_on_the_way,
        0,
        `${book}: datagrams lost on the way; dropped: ` +
          JSON.stringify(attribution),
      );
      assertEquals(
        attribution.drops_unexplained,
        0,
        `${book}: datagrams dropped beyond those that are missing: ` +
          JSON.stringify(attribution),
      );
    }
  },
};

/** A link that we made loses nothing without saying so. */
export const linkAddsUp: Invariant = {
  name:
    "the link's account adds up: every packet was delivered, dropped for a cause, or is " +
    "still on its way, and both kernels counted the same",
  check({ link_account }) {
    assert(link_account !== undefined, "the link has no account");
    assertEquals(openSums(link_account), []);
  },
};

/** A connection is the pair of its ends' addresses and ports (RFC 9293, 3.1). */
export const bothEndsAgree: Invariant = {
  name: "both ends of every transfer report the same addresses and ports",
  check(record) {
    for (const { server_view, client, server } of record.transfers) {
      assert(
        server_view !== undefined,
        `the server knows nothing of client port ${client.port}`,
      );
      assertEquals(server_view.client, client, "the client's end");
      assertEquals(server_view.server, server, "the server's end");
    }
  },
};

/** What every experiment that moves books holds. */
export const integrity: Invariant[] = [
  everyByteArrives,
  ledgerAddsUp,
  nothingIsInvented,
  everyLossIsAccountedFor,
];

/** A response is right when every byte of it is what its request asked for. */
export const everyResponseIsRight: Invariant = {
  name: "request–response: every response is the one its request asked for",
  check(record) {
    if (record.exchange_seconds === undefined) return;
    assertEquals(
      record.observations?.echoed,
      true,
      "responses with the bytes asked for",
    );
  },
};
