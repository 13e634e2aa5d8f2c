import { assertEquals, assertRejects } from "@std/assert";
import { Workplace } from "../../fixtures/experiments/child_run.ts";
import { openCorpus } from "../corpus/corpus.ts";
import { libc } from "../kernel/libc.ts";
import { linkMissing } from "../link/link_missing.ts";
import { LinkError } from "../link/link_spec.ts";
import { Lab } from "./lab.ts";
import { runOnHost, withSetting } from "./link_host.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();

const missing = await linkMissing();

const NAME = "net.ipv4.tcp_autocorking";

async function inLab(act: (lab: Lab) => Promise<void>): Promise<void> {
  using workplace = new Workplace();
  await using lab = await Lab.open({
    corpus: await openCorpus({ directory: workplace.corpus }),
    full: false,
    engine: "libc",
    sampleTcpInfoMs: 0,
    servers: 1,
    clients: 1,
    spillDirectory: workplace.temporary,
    path: { kind: "link", rules: [], prefix: false },
  });
  await act(lab);
}

function onLink(name: string, fn: (lab: Lab) => Promise<void>): void {
  Deno.test({
    name: missing === undefined ? name : `${name} (skipped: ${missing.reason})`,
    ignore: missing !== undefined,
    fn: () => inLab(fn),
  });
}

onLink("a setting gets back the value that it had", async (lab) => {
  const path = `/proc/sys/${NAME.replaceAll(".", "/")}`;
  const read = () => runOnHost(lab, "server", ["cat", path]);
  const set = <Result>(value: string, act: () => Promise<Result>) =>
    withSetting(lab, { end: "server", name: NAME, value }, act);
  const before = await read();
  await set("0", async () => {
    assertEquals(await read(), "0\n");
    assertEquals(await set("1", read), "1\n");
    await assertRejects(() => set("1", () => Promise.reject(new TypeError())));
    assertEquals(await read(), "0\n");
  });
  assertEquals(await read(), before);
});

onLink("a setting of several words gets all of them back", async (lab) => {
  const name = "net.ipv4.tcp_rmem";
  const read = () =>
    runOnHost(lab, "client", ["cat", "/proc/sys/net/ipv4/tcp_rmem"]);
  const before = await read();
  const setting = { end: "client", name, value: "4096 8192 16384" } as const;
  assertEquals(await withSetting(lab, setting, read), "4096\t8192\t16384\n");
  assertEquals(await read(), before);
});

onLink(
  "what a kernel does not have is not set, what it refuses is said",
  async (lab) => {
    const set = (name: string, value: string) =>
      withSetting(
        lab,
        { end: "server", name, value },
        () => Promise.resolve("done"),
      );
    assertEquals(await set("net.ipv4.no_such_setting", "1"), "done");
    await assertRejects(() => set(NAME, "many"), LinkError, "server's host");
  },
);
