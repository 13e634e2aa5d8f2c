/** Every contender that is installed here delivers the bytes that it is asked for. */

import { assert, assertEquals, assertGreater } from "@std/assert";
import { libc } from "../kernel/libc.ts";
import type { ContenderKind, Transfer } from "./contender.ts";
import { ENGINES, LIBC } from "./engine_contender.ts";
import { IPERF3, IPERF3_REVERSE } from "./iperf3.ts";
import { C_FLOOR, DENO_CONN, PYTHON } from "./line_peer.ts";
import { NUTTCP } from "./nuttcp.ts";
import { SOCKPERF } from "./sockperf.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();

const CONTENT_BYTES = 1_000_000;

interface Case {
  kind: ContenderKind;
  transfer: Pick<Transfer, "transport" | "bufferBytes" | "rateBytesPerSecond">;
  /** Least that has to arrive, of what was asked for; all of it unless said. */
  leastShare?: number;
}

const TCP = {
  transport: "tcp",
  bufferBytes: 1_000,
  rateBytesPerSecond: 0,
} as const;
const UDP = {
  transport: "udp",
  bufferBytes: 1_000,
  rateBytesPerSecond: 10e6,
} as const;

const CASES: Case[] = [
  ...[...ENGINES, DENO_CONN, PYTHON, C_FLOOR, IPERF3_REVERSE, NUTTCP].map((
    kind,
  ) => ({ kind, transfer: TCP })),
  // not iperf3 without --reverse: of so little its server may leave everything unread
  // a machine that is busy loses datagrams at any rate
  ...[LIBC, IPERF3, SOCKPERF].map((kind) => ({
    kind,
    transfer: UDP,
    leastShare: 0.01,
  })),
  ...[...ENGINES, PYTHON].map((kind) => ({
    kind,
    transfer: { ...UDP, rateBytesPerSecond: 0 },
    leastShare: 0.01,
  })),
];

for (const { kind, transfer, leastShare = 1 } of CASES) {
  const missing = await kind.missing();
  const { transport, rateBytesPerSecond } = transfer;
  const how = `${transport}${rateBytesPerSecond > 0 ? ", paced" : ""}`;
  Deno.test({
    name: `${kind.name} delivers (${how})${
      missing === undefined ? "" : ` (skipped: ${missing})`
    }`,
    ignore: missing !== undefined,
    async fn() {
      const scratch = await Deno.makeTempDir();
      try {
        const path = `${scratch}/content`;
        await Deno.writeFile(path, new Uint8Array(CONTENT_BYTES).fill(65));
        await using contender = await kind.open({
          content: { path, bytes: CONTENT_BYTES },
          scratch,
          signal: new AbortController().signal,
        });
        // twice, because most of them keep their processes; sockperf takes two seconds
        for (let time = 0; time < (kind === SOCKPERF ? 1 : 2); time++) {
          const { deliveredBytes, seconds, lossless } = await contender
            .transfer({ ...transfer, bytes: CONTENT_BYTES });
          assertGreater(seconds, 0);
          // nuttcp prints ten-thousandths of a mebibyte
          assertGreater(deliveredBytes, leastShare * CONTENT_BYTES - 105);
          if (transport === "tcp") assert(lossless);
        }
      } finally {
        await Deno.remove(scratch, { recursive: true });
      }
    },
  });
}

Deno.test("the contenders have names of their own", () => {
  const names = new Set(CASES.map(({ kind }) => kind.name));
  assertEquals(names.size, new Set(CASES.map(({ kind }) => kind)).size);
});
