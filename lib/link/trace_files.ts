/**
 * Writes the files of a trace.
 *
 * @module
 */

import { dirname } from "@std/path";
import { replaceFile } from "../corpus/replace_file.ts";
import { LinkError } from "./link_spec.ts";
import { packetsCsv } from "./packets_csv.ts";
import { pcapng } from "./pcapng.ts";
import type { Trace } from "./trace.ts";

/** How the names of a trace's files end, after their common beginning. */
export const TRACE_ENDINGS = {
  server: ".server.pcapng",
  client: ".client.pcapng",
  packets: ".packets.csv",
} as const;

/**
 * Writes `BASE.server.pcapng` and `BASE.client.pcapng`, what tcpdump would have seen on
 * either side, and `BASE.packets.csv`, every packet with its fate. Each file appears whole
 * or not at all; folders that are missing are made.
 *
 * @param trace The trace.
 * @param base Path that the files' names begin with, such as `traces/nagle-12`.
 * @throws {LinkError} Where they cannot be written.
 */
export async function writeTrace(trace: Trace, base: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(base), { recursive: true });
    for (
      const [ending, content] of [
        [TRACE_ENDINGS.server, () => pcapng(trace, "server")],
        [TRACE_ENDINGS.client, () => pcapng(trace, "client")],
        [
          TRACE_ENDINGS.packets,
          () => new TextEncoder().encode(packetsCsv(trace)),
        ],
      ] as const
    ) {
      await replaceFile(
        base + ending,
        (path) => Deno.writeFile(path, content()),
      );
    }
  } catch (error) {
    throw new LinkError(
      `Cannot write the trace ${base}: ${
        error instanceof Error ? error.message : String(error)
      }. Make its folder writable, and room on its disk.`,
      { cause: error },
    );
  }
}
