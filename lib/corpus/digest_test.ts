import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { digest } from "./digest.ts";

/** SHA-256 of nothing (NIST, FIPS 180-4 example values). */
const DIGEST_OF_NOTHING =
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

async function withFile(
  content: Uint8Array,
  use: (path: string) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  try {
    await Deno.writeFile(path, content);
    await use(path);
  } finally {
    await Deno.remove(path);
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

Deno.test("digest: of a whole file, of several pieces or none", async () => {
  await withFile(new Uint8Array(), async (path) => {
    assertEquals(await digest(path), DIGEST_OF_NOTHING);
  });
  for (const bytes of [1, 256 * 1024, 600_001]) {
    const content = new Uint8Array(bytes).map((_, index) => index * 31);
    await withFile(content, async (path) => {
      assertEquals(await digest(path), digestOf(content));
    });
  }
});

Deno.test("digest: of the beginning of a file", async () => {
  const content = new Uint8Array(600_000).map((_, index) => index * 31);
  await withFile(content, async (path) => {
    for (const prefixBytes of [0, 1, 256 * 1024, 300_000, 600_000, 600_001]) {
      assertEquals(
        await digest(path, { prefixBytes }),
        digestOf(content.subarray(0, prefixBytes)),
      );
    }
  });
});

Deno.test("digest: lets the event loop go on", async () => {
  await withFile(new Uint8Array(), async (path) => {
    await Deno.truncate(path, 64 * 1024 * 1024);
    let turns = 0;
    let isDone = false;
    const whole = digest(path).finally(() => isDone = true);
    while (!isDone) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      turns += 1;
    }
    assertEquals((await whole).length, 64);
    assert(turns > 5, `only ${turns} turns of the event loop`);
  });
});

Deno.test("digest: refuses a prefix that is no number of bytes", async () => {
  for (const prefixBytes of [-1, 0.5, NaN]) {
    await assertRejects(
      () => digest("any", { prefixBytes }),
      RangeError,
      `it is ${prefixBytes}`,
    );
  }
});

Deno.test("digest: a file that is not there is an error", async () => {
  await assertRejects(() => digest("no/such/file"), Deno.errors.NotFound);
});
