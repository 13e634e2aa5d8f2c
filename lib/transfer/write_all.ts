/**
 * Sends all of some bytes.
 *
 * @module
 */

import type { TcpStream } from "../socket/engine.ts";

/**
 * Writes until the kernel has taken everything.
 *
 * @param stream Where to.
 * @param bytes What.
 */
export async function writeAll(
  stream: TcpStream,
  bytes: Uint8Array,
): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    const taken = stream.write(sent === 0 ? bytes : bytes.subarray(sent));
    sent += taken instanceof Promise ? await taken : taken;
  }
}
