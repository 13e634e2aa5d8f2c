import { assert, assertEquals } from "@std/assert";
import { libcMissing } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import type { TcpInfoSample } from "./tcp_info_samples.ts";
import { ENGINES } from "./testing/engines.ts";
import { noise, shelfWith } from "./testing/shelf.ts";
import { fetchTcp, serveTcp } from "./testing/tcp.ts";

// opened before the first test, because it stays open after the last one
machineCalls();

const ignore = libcMissing() !== undefined;

/** Samples are in order, and what they count does not go back. */
function assertGrowing(
  samples: TcpInfoSample[] | undefined,
  field: "bytes_received" | "bytes_acked",
): void {
  assert(samples !== undefined && samples.length >= 2, `${samples?.length}`);
  for (const [index, { at_milliseconds, info }] of samples.entries()) {
    const previous = samples[index - 1];
    assert(at_milliseconds > (previous?.at_milliseconds ?? 0));
    assert(info[field]! >= (previous?.info[field] ?? 0));
  }
}

for (const engine of ENGINES) {
  const name = (what: string) => `engine ${engine.name}: ${what}`;

  Deno.test({
    name: name("both ends have the kernel's account of the whole book"),
    ignore,
    async fn() {
      using shelf = shelfWith(noise(300_000));
      const running = serveTcp(shelf, { engine });
      const { tcpInfo, tcpInfoSamples } = await fetchTcp(
        running.server.local,
        0,
        { engine },
      );
      await running.server.close();
      const [account] = running.served;
      // announcement and FIN come on top
      assert(tcpInfo!.bytes_received! >= 300_000);
      assert(account!.tcpInfo!.bytes_acked! >= 300_000);
      assert(account!.tcpInfo!.segments_out! > 0);
      // nobody has asked for them
      assertEquals(tcpInfoSamples, undefined);
      assertEquals(account!.tcpInfoSamples, undefined);
    },
  });

  Deno.test({
    name: name("samples of both ends tell how the transfer went on"),
    ignore,
    async fn() {
      using shelf = shelfWith(noise(2_000));
      const running = serveTcp(shelf, {
        engine,
        pauseMicroseconds: 5_000,
        sampleTcpInfoMs: 10,
      });
      const { tcpInfoSamples } = await fetchTcp(running.server.local, 0, {
        engine,
        bufferBytes: 100,
        sampleTcpInfoMs: 10,
      });
      await running.server.close();
      assertGrowing(tcpInfoSamples, "bytes_received");
      assertGrowing(running.served[0]?.tcpInfoSamples, "bytes_acked");
    },
  });
}
