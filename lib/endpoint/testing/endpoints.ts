/**
 * Endpoints for tests: real processes with the rights that a lab gives them.
 *
 * @module
 */

import { Endpoint, type EndpointOptions } from "../endpoint.ts";
import type {
  BookToServe,
  DownloadParameters,
  ServeParameters,
  SideOptions,
} from "../protocol.ts";

/** The engine `deno`, and nothing set. */
const PLAIN_SIDE: SideOptions = {
  engine: "deno",
  noDelay: false,
  quickAck: false,
  sampleTcpInfoMs: 0,
  datagramsPerCall: 1,
};

/**
 * Starts an endpoint.
 *
 * @param options What differs from an endpoint here.
 * @returns The endpoint; dispose of it.
 */
export function startEndpoint(
  options: Partial<EndpointOptions> = {},
): Promise<Endpoint> {
  return Endpoint.start({ name: "endpoint", ...options });
}

/**
 * A server on any port of loopback, with patience.
 *
 * @param transport Of the server.
 * @param books What it serves.
 * @returns Parameters of `serve`.
 */
export function serving(
  transport: "tcp" | "udp",
  books: BookToServe[],
): ServeParameters {
  return {
    transport,
    books,
    hostname: "127.0.0.1",
    port: 0,
    pauseMicroseconds: transport === "udp" ? 100 : 0,
    rateBytesPerSecond: 0,
    timeoutMs: 10_000,
    ...PLAIN_SIDE,
  };
}

/**
 * A download of the first book.
 *
 * @param transport Of the server.
 * @param server Where it is.
 * @returns Parameters of `download`.
 */
export function downloading(
  transport: "tcp" | "udp",
  server: DownloadParameters["server"],
): DownloadParameters {
  return {
    transport,
    server,
    index: 0,
    bufferBytes: 1_000,
    receiveBufferBytes: 1_000,
    timeoutMs: 10_000,
    repeatMs: 100,
    connected: false,
    expectedBytes: 0,
    spillPath: "/nonexistent/spill",
    ...PLAIN_SIDE,
  };
}

/**
 * Whether a process is there. A zombie, which has ended and only waits for its parent
 * to ask, is not.
 *
 * @param pid Its process id.
 * @returns True while it runs.
 */
export async function isRunning(pid: number): Promise<boolean> {
  // ps is not everywhere on Linux, /proc is, and Deno may not read it by itself
  const [program, ...args] = Deno.build.os === "linux"
    ? ["cat", `/proc/${pid}/stat`]
    : ["ps", "-o", "stat=", "-p", String(pid)];
  const { stdout } = await new Deno.Command(program!, { args, stderr: "null" })
    .output();
  // proc_pid_stat(5): the state follows the name, which stands in parentheses
  const state = new TextDecoder().decode(stdout).split(")").at(-1)!.trim();
  return state !== "" && !state.startsWith("Z");
}

/**
 * Waits until none of some processes is there.
 *
 * @param pids Their process ids.
 * @param patienceMs How long to wait, in milliseconds.
 * @returns The ones that are still there then.
 */
export async function stillRunning(
  pids: number[],
  patienceMs: number,
): Promise<number[]> {
  const end = performance.now() + patienceMs;
  let left = pids;
  while (true) {
    const states = await Promise.all(left.map(isRunning));
    left = left.filter((_, index) => states[index]);
    if (left.length === 0 || performance.now() > end) return left;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
