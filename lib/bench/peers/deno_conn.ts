/**
 * `Deno.listen` and `Deno.connect` and nothing else, for the benchmark. The convention
 * is that of {@link ../line_peer.ts}. Runs alone: it imports nothing.
 *
 * @module
 */

const LOOPBACK = "127.0.0.1";

async function serve(path: string): Promise<void> {
  const content = await Deno.readFile(path);
  const listener = Deno.listen({ hostname: LOOPBACK, port: 0 });
  console.log(listener.addr.port);
  for await (const connection of listener) {
    // a client that has gone away is no reason to end
    await answer(connection, content).catch(() => {});
    connection.close();
  }
}

async function answer(connection: Deno.Conn, content: Uint8Array) {
  const request = new Uint8Array(32);
  const length = await connection.read(request) ?? 0;
  const buffer = Number(new TextDecoder().decode(request.subarray(0, length)));
  for (let sent = 0; sent < content.length;) {
    sent += await connection.write(content.subarray(sent, sent + buffer));
  }
}

async function fetchOnce(port: number, bufferBytes: number): Promise<string> {
  const buffer = new Uint8Array(bufferBytes);
  const start = performance.now();
  const connection = await Deno.connect({ hostname: LOOPBACK, port });
  await connection.write(new TextEncoder().encode(`${bufferBytes}\n`));
  let received = 0;
  for (let read; (read = await connection.read(buffer)) !== null;) {
    received += read;
  }
  const seconds = (performance.now() - start) / 1000;
  connection.close();
  return `${received} ${seconds}`;
}

/** Calls back with each line of stdin, and ends the process with it. */
async function onLines(action: (line: string) => Promise<void>): Promise<void> {
  let text = "";
  const pieces = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  for await (const piece of pieces) {
    text += piece;
    for (let end; (end = text.indexOf("\n")) >= 0;) {
      await action(text.slice(0, end));
      text = text.slice(end + 1);
    }
  }
  Deno.exit(0);
}

if (import.meta.main) {
  const [role, , path] = Deno.args;
  if (role === "serve") {
    onLines(() => Promise.resolve());
    await serve(path!);
  } else {
    await onLines(async (line) => {
      const [port, bufferBytes] = line.split(" ").map(Number);
      console.log(await fetchOnce(port!, bufferBytes!));
    });
  }
}
