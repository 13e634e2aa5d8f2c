/**
 * A small lab for a test to kill: two endpoints, a download between them that takes
 * for ever, and their process ids on stdout.
 *
 * @module
 */

import { downloading, serving, startEndpoint } from "./endpoints.ts";

if (import.meta.main) {
  const [path, bytes] = Deno.args;
  const server = await startEndpoint({ read: [path!] });
  const client = await startEndpoint();
  const { address } = await server.call("serve", {
    ...serving("tcp", [{ name: "book", path: path!, bytes: Number(bytes) }]),
    pauseMicroseconds: 50_000,
  });
  client.call("download", {
    ...downloading("tcp", address),
    bufferBytes: 1,
  }).catch(() => {});
  console.log(JSON.stringify([server.about.pid, client.about.pid]));
}
