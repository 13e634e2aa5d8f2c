import { assertEquals, assertGreater } from "@std/assert";
import { iperf3Missing } from "../../experiment/foreign/iperf3.ts";
import { libc } from "../../kernel/libc.ts";
import { linkMissing } from "../../link/link_missing.ts";
import { parseLinkSpec } from "../../link/parse_link_spec.ts";
import { LinkBench } from "./link_bench.ts";
import { downloadOverTcp, downloadOverUdp, iperf3Down } from "./link_loads.ts";
import { LEFT_BEHIND, SET_UP_AND_TEAR_DOWN, setUpTask } from "./set_up.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();

const missing = await linkMissing();
const ignore = missing !== undefined;
const skipped = ignore ? ` (skipped: ${missing.reason})` : "";

const CONTENT_BYTES = 100_000;

async function onLink(act: (link: LinkBench) => Promise<void>): Promise<void> {
  const scratch = await Deno.makeTempDir();
  try {
    const path = `${scratch}/content`;
    await Deno.writeFile(path, new Uint8Array(CONTENT_BYTES).fill(65));
    const content = { path, bytes: CONTENT_BYTES };
    const { signal } = new AbortController();
    await using link = await LinkBench.open({ content, scratch, signal });
    await act(link);
  } finally {
    await Deno.remove(scratch, { recursive: true });
  }
}

Deno.test({
  name: `our loads cross the link, and every trial is accounted for${skipped}`,
  ignore,
  fn: () =>
    onLink(async (link) => {
      const tcp = await link.during({
        spec: parseLinkSpec("delay=1ms"),
        seed: "1",
        act: () => downloadOverTcp(link, CONTENT_BYTES),
      });
      assertEquals(tcp.result.report.receivedBytes, CONTENT_BYTES);
      assertEquals(tcp.onLink.trace, undefined);
      const udp = await link.during({
        spec: parseLinkSpec("ideal"),
        seed: "1",
        trace: true,
        act: () =>
          downloadOverUdp(link, {
            count: 10,
            payloadBytes: 1472,
            perSecond: 1000,
          }),
      });
      assertEquals(udp.result.ledger?.datagrams_sent, 10);
      const largest = udp.onLink.trace!.packets.map(({ totalBytes }) =>
        totalBytes
      );
      assertEquals(Math.max(...largest), 1500);
      assertEquals([link.trials, link.openSums], [2, []]);
    }),
});

const withoutIperf3 = iperf3Missing();

Deno.test({
  name: `iperf3 crosses the link${
    withoutIperf3 === undefined
      ? skipped
      : ` (skipped: ${withoutIperf3.reason})`
  }`,
  ignore: ignore || withoutIperf3 !== undefined,
  fn: () =>
    onLink(async (link) => {
      const { result, onLink } = await link.during({
        spec: parseLinkSpec("delay=1ms"),
        seed: "1",
        act: () =>
          iperf3Down(link, { transport: "tcp", amount: { bytes: 200_000 } }),
      });
      assertGreater(result.receivedBytes, 199_999);
      assertGreater(
        onLink.account.server_to_client.delivered_bytes,
        result.receivedBytes,
      );
    }),
});

Deno.test({
  name: `a link that was taken away leaves nothing behind${skipped}`,
  ignore,
  async fn() {
    const measured = await setUpTask("link", 1).measure(1);
    const valueOf = (name: string) =>
      measured.find(({ metric }) => metric === name)?.value ?? NaN;
    assertGreater(valueOf(SET_UP_AND_TEAR_DOWN), 0);
    assertEquals(valueOf(LEFT_BEHIND), 0);
  },
});
