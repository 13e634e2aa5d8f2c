/**
 * The command that runs an endpoint, here or on another host, and the rights that it
 * gives it.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { permission } from "../process/permission.ts";
import { denoOnHost } from "./host.ts";

/** How to start an endpoint. */
export interface EndpointOptions {
  /** What it is called in error messages: `server`, `client 3`. */
  name: string;
  /**
   * Command prefix that reaches the host, such as `["ip", "netns", "exec", "b"]` or
   * `["docker", "exec", "-i", "b"]`: it has to hand stdin on, and to ask for no password.
   * Empty: here. The lab and what is read have to be at the same paths there.
   */
  host?: string[];
  /** How the host was told, such as `--server-host`; errors about it begin with this. */
  hostOption?: string;
  /** Files and folders that it may read: the books. */
  read?: string[];
  /** Files and folders that it may write: a folder for large books. */
  write?: string[];
  /**
   * Addresses that it may listen on and talk to, as for `--allow-net`; default loopback.
   * A UDP server talks to its clients' addresses, a UDP client of a server that is not
   * on loopback listens on `0.0.0.0` or `[::]`.
   */
  net?: string[] | "all";
}

const MAIN = new URL("main.ts", import.meta.url);

/** Addresses that an endpoint may use unless told otherwise. */
const LOOPBACK = ["127.0.0.1", "[::1]"];

/**
 * The command that runs an endpoint.
 *
 * @param options Where, and with which rights.
 * @returns Program and arguments.
 */
export function endpointCommand(options: EndpointOptions): string[] {
  const { host = [], read = [], write = [] } = options;
  const args = denoArguments(options);
  if (host.length === 0) return [Deno.execPath(), ...args];
  return denoOnHost(host, {
    ownPath: Deno.execPath(),
    module: fileURLToPath(MAIN),
    // what is to be written need not be there yet
    read: read.filter((path) => !write.includes(path)),
  }, args);
}

/** The rights of an endpoint: its books, loopback, the C library, nothing else. */
function denoArguments(
  { read = [], write = [], net = LOOPBACK }: EndpointOptions,
) {
  return [
    "run",
    "--no-prompt",
    "--quiet",
    "--no-config",
    "--no-lock",
    "--unstable-net",
    ...(net === "all" ? ["--allow-net"] : permission("net", net)),
    ...permission("read", read),
    ...permission("write", write),
    // not for the C library alone: reading errno through a pointer needs all of it
    ...(Deno.build.os === "linux" ? ["--allow-ffi"] : []),
    MAIN.href,
  ];
}
