import { assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { libc } from "../kernel/libc.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import { type Task, Workbench } from "./workbench.ts";

// opened before the first test: looking for a terminal opens it
libc();

function workbench(signal = new AbortController().signal, seed = 7) {
  return new Workbench({
    repetitions: 1,
    seed,
    scratch: "/nonexistent",
    signal,
  });
}

function task(contender: string, rest: Partial<Task> = {}): Task {
  return {
    contender,
    condition: "",
    blocks: 2,
    warmsUp: true,
    measure: (value) =>
      Promise.resolve([{ metric: "m", unit: "count", value }]),
    ...rest,
  };
}

Deno.test("every task is measured once in each of its blocks, in an order of the seed", async () => {
  const orderOf = async (seed: number) => {
    const bench = workbench(undefined, seed);
    await bench.measure("part", [
      ...["a", "b", "c", "d", "e"].map((name) => task(name)),
      task("cold", { warmsUp: false, blocks: 1 }),
    ]);
    return bench.samples.map(({ contender, block, warm_up }) =>
      `${contender} ${block}${warm_up ? " warm-up" : ""}`
    );
  };
  const order = await orderOf(7);
  assertEquals(order.length, 5 * 3 + 1);
  assertEquals(order.filter((one) => one.startsWith("cold")), ["cold 1"]);
  assertEquals(
    order.filter((one) => one.startsWith("a")),
    ["a 0 warm-up", "a 1", "a 2"],
  );
  assertEquals(await orderOf(7), order);
  assertNotEquals(await orderOf(8), order);
});

Deno.test("a trial that fails is noted, and the others go on", async () => {
  const bench = workbench();
  await bench.measure("part", [
    task("good"),
    task("bad", { measure: () => Promise.reject(new PeerError("broken")) }),
  ]);
  assertEquals(bench.samples.length, 3);
  assertEquals(
    bench.failures.map(({ contender, reason }) => `${contender}: ${reason}`),
    ["bad: broken", "bad: broken", "bad: broken"],
  );
});

Deno.test("a contender that is not here is noted once, and left out", async () => {
  const bench = workbench();
  const kinds = [
    { name: "here", missing: () => Promise.resolve(undefined) },
    { name: "gone", missing: () => Promise.resolve("apt install gone") },
  ];
  for (let part = 0; part < 2; part++) {
    const present = await bench.present(kinds);
    assertEquals(present.map(({ name }) => name), ["here"]);
  }
  assertEquals(bench.missing, [
    { contender: "gone", reason: "apt install gone" },
  ]);
});

Deno.test("the signal ends the measuring", async () => {
  const ending = new AbortController();
  const bench = workbench(ending.signal);
  const measuring = bench.measure("part", [
    task("a", {
      measure() {
        ending.abort();
        return Promise.resolve([]);
      },
    }),
  ]);
  await assertRejects(() => measuring, DOMException);
  assertEquals(bench.failures, []);
});
