import { assertEquals, assertRejects } from "@std/assert";
import { jsonLine, jsonLines } from "./json_lines.ts";

async function valuesOf(chunks: (string | Uint8Array)[]): Promise<unknown[]> {
  const encoder = new TextEncoder();
  const stream = ReadableStream.from(
    chunks.map((chunk) =>
      typeof chunk === "string" ? encoder.encode(chunk) : chunk
    ),
  );
  return await Array.fromAsync(jsonLines(stream));
}

Deno.test("each line is a value, however the stream is cut", async () => {
  const values = [{ a: 1 }, "ü – 名前", null, [1, 2], "line\nbreak"];
  const bytes = new TextEncoder().encode(
    values.map((value) => JSON.stringify(value)).join("\n") + "\n",
  );
  for (const chunkBytes of [1, 2, 3, 7, 1_000]) {
    const chunks: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      chunks.push(bytes.slice(at, at + chunkBytes));
    }
    assertEquals(await valuesOf(chunks), values);
  }
});

Deno.test("empty lines are skipped and the last newline may be missing", async () => {
  assertEquals(await valuesOf(["\n\n1\n \n2"]), [1, 2]);
  assertEquals(await valuesOf([]), []);
});

Deno.test("a line of megabytes in small chunks is one value", async () => {
  const text = "x".repeat(3_000_000);
  const chunks = [`"`, ...text.match(/.{1,1000}/g)!, `"\n1\n`];
  assertEquals(await valuesOf(chunks), [text, 1]);
});

Deno.test("what is not JSON is an error", async () => {
  await assertRejects(() => valuesOf(["1\n{oops\n"]), SyntaxError);
});

Deno.test("jsonLine writes what jsonLines reads", async () => {
  const value = { text: "a\nb", number: 0.1 };
  assertEquals(await valuesOf([jsonLine(value), jsonLine(7)]), [value, 7]);
});
