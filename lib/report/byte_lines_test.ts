import { assertEquals } from "@std/assert";
import { byteLines } from "./byte_lines.ts";

/** The lines of a text that arrives in pieces of a given size. */
async function split(text: string, pieceBytes: number) {
  const bytes = new TextEncoder().encode(text);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        controller.enqueue(bytes.subarray(at, at + pieceBytes));
      }
      controller.close();
    },
  });
  const lines = await Array.fromAsync(byteLines(stream));
  return lines.map(({ bytes, finished }) =>
    new TextDecoder().decode(bytes) + (finished ? "" : "…")
  );
}

Deno.test("byteLines() does not depend on how the bytes arrive", async () => {
  for (const pieceBytes of [1, 2, 3, 100]) {
    assertEquals(await split("one\n\ntwo é\n", pieceBytes), [
      "one",
      "",
      "two é",
    ]);
  }
});

Deno.test("byteLines() tells that the last line is not finished", async () => {
  assertEquals(await split("one\ntw", 4), ["one", "tw…"]);
});

Deno.test("byteLines() has no line in an empty stream", async () => {
  assertEquals(await split("", 4), []);
});
