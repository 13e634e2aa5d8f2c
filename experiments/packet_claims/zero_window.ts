/**
 * Flow control when the reader stops (RFC 9293, 3.8.6).
 *
 * @module
 */

import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import {
  downloadTrial,
  type Lab,
  metricsOfTrace,
  type ReadTrace,
  readTrace,
  type TrialOutcome,
} from "../../lib/experiment/mod.ts";
import { counted, type PacketClaims } from "./packet_claim.ts";

/** The small buffer makes the download last long enough to be interrupted. */
const BUFFER_BYTES = 8 * 1024;
const BOOK_BYTES = 256 * 1024;
const DELAY_MS = 20;

/** The reader begins, stops for so long, and goes on. */
const READ_MS = 500;
const STOPPED_MS = 1_000;

async function interruptedReader(lab: Lab): Promise<TrialOutcome> {
  const download = downloadTrial(lab, {
    transport: "tcp",
    bufferBytes: BUFFER_BYTES,
    prefixBytes: BOOK_BYTES,
    clientSocket: { socketReceiveBytes: BUFFER_BYTES },
  });
  const reading = new Promise((resolve) => setTimeout(resolve, READ_MS));
  await Promise.race([download, reading]);
  await lab.suspendClient(0, STOPPED_MS);
  return {
    ...await download,
    inspect({ trace }) {
      const read = readTrace(trace!);
      const closedMs = zeroWindowAt(read);
      return {
        metrics: metricsOfTrace(read),
        observations: {
          window_closed: closedMs !== undefined,
          probe_followed: closedMs !== undefined &&
            probeFollows(read, closedMs),
        },
      };
    },
  };
}

/** When the client has first said that its window is closed. */
function zeroWindowAt({ packets, parsed }: ReadTrace): number | undefined {
  const index = packets.findIndex(({ direction }, index) => {
    const { tcp } = parsed[index]!;
    return direction === "client_to_server" && tcp !== undefined && !tcp.rst &&
      tcp.window === 0;
  });
  return packets[index]?.inMs;
}

/** Whether the server asks after that, with a segment from before its next byte. */
function probeFollows(
  { packets, events }: ReadTrace,
  closedMs: number,
): boolean {
  return packets.some(({ direction, inMs }, index) =>
    direction === "server_to_client" && inMs > closedMs &&
    (events[index] === "keep_alive" || events[index] === "zero_window_probe")
  );
}

/** The claims. */
export const ZERO_WINDOW: PacketClaims = {
  "reader stops": {
    claim:
      "the receive window closes when the reader stops, a zero-window probe follows (RFC " +
      "9293, 3.8.6.1), and all goes on when it reads again",
    link: { both: { delayMs: DELAY_MS } },
    trial: interruptedReader,
    check(record) {
      assertEquals(record.observations?.window_closed, true, "window closed");
      assertEquals(record.observations?.probe_followed, true, "probe followed");
      assertGreaterOrEqual(counted(record, "TcpExt.TCPToZeroWindowAdv"), 1);
      assertGreaterOrEqual(counted(record, "TcpExt.TCPWinProbe"), 1);
      assertGreaterOrEqual(counted(record, "TcpExt.TCPFromZeroWindowAdv"), 1);
    },
  },
};
