/**
 * iperf3's own figure over loopback, as a yardstick that owes nothing to this lab.
 *
 * @module
 */

import type { Skip } from "./experiment_plan.ts";

/** How long the iperf3 server may take to listen, in milliseconds. */
const START_TIMEOUT_MS = 5_000;

/**
 * Whether iperf3 can be run here.
 *
 * @returns What is missing, if anything.
 */
export function iperf3Missing(): Skip | undefined {
  try {
    const { success } = new Deno.Command("iperf3", {
      args: ["--version"],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).outputSync();
    if (success) return undefined;
    return {
      reason: "iperf3 --version fails",
      remedy: "reinstall the package iperf3",
    };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    return {
      reason: "iperf3 is not installed",
      remedy: "install the package iperf3",
    };
  }
}

/** The part of iperf3's report (`--json`) that is read here. */
interface Report {
  error?: string;
  end?: { sum_received?: { bits_per_second?: number } };
}

/**
 * Has iperf3 send bytes over TCP from a client to a server on 127.0.0.1.
 *
 * @param bytes How many, at least 1.
 * @returns What its server received per second, in bytes.
 * @throws {Error} Where iperf3 fails, with its own words.
 */
export async function iperf3OverLoopback(bytes: number): Promise<number> {
  const port = freePort();
  const server = new Deno.Command("iperf3", {
    args: [
      "--server",
      "--one-off",
      "--bind",
      "127.0.0.1",
      "--port",
      String(port),
      "--forceflush",
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    await untilItListens(server);
    const { stdout } = await new Deno.Command("iperf3", {
      args: [
        ...["--client", "127.0.0.1", "--port", String(port)],
        ...["--bytes", String(bytes), "--json"],
      ],
      stdin: "null",
      stderr: "null",
    }).output();
    const report: Report = JSON.parse(new TextDecoder().decode(stdout));
    const bitsPerSecond = report.end?.sum_received?.bits_per_second;
    if (bitsPerSecond === undefined) {
      throw new Error(`iperf3 failed: ${report.error}`);
    }
    return bitsPerSecond / 8;
  } finally {
    try {
      server.kill("SIGKILL");
    } catch {
      // --one-off has ended it already
    }
    await server.status;
  }
}

/** A port that was free a moment ago: iperf3 cannot be told to choose one itself. */
function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function untilItListens(server: Deno.ChildProcess): Promise<void> {
  let said = "";
  const limit = setTimeout(() => server.kill("SIGKILL"), START_TIMEOUT_MS);
  const decoder = new TextDecoder();
  try {
    // leaving the loop cancels the stream; what else the server prints is not wanted
    for await (const chunk of server.stdout) {
      said += decoder.decode(chunk, { stream: true });
      if (said.includes("listening")) return;
    }
  } finally {
    clearTimeout(limit);
  }
  throw new Error(`iperf3 --server did not listen; it said: ${said.trim()}`);
}
