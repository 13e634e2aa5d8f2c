import { assert, assertEquals, assertLess } from "@std/assert";
import { highestLosslessRate } from "./lossless_rate.ts";

/** Searches where everything above a rate loses something. */
async function search(limit: number) {
  const tried: number[] = [];
  const found = await highestLosslessRate({
    lowest: 10,
    highest: 1_000,
    tolerance: 1.1,
    attempt: (rate) => {
      tried.push(rate);
      return Promise.resolve(rate <= limit ? `at ${rate}` : undefined);
    },
  });
  return { found, tried };
}

Deno.test("highestLosslessRate comes within its tolerance of the limit", async () => {
  for (const limit of [11, 50, 123.4, 700, 990]) {
    const { found, tried } = await search(limit);
    assert(found !== undefined);
    assert(found.rate <= limit, `${found.rate} for ${limit}`);
    assertLess(limit / found.rate, 1.1);
    assertEquals(found.trial, `at ${found.rate}`);
    // log2(ln 100 / ln 1.1) is 5.6
    assertLess(tried.length, 9);
  }
});

Deno.test("highestLosslessRate is done at once where the highest rate loses nothing", async () => {
  const { found, tried } = await search(Infinity);
  assertEquals([found?.rate, tried], [1_000, [1_000]]);
});

Deno.test("highestLosslessRate tries the lowest rate before it gives up", async () => {
  assertEquals((await search(10)).found?.rate, 10);
  const { found, tried } = await search(9);
  assertEquals([found, tried.at(-1)], [undefined, 10]);
});
