import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertLess,
  assertLessOrEqual,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Workplace } from "../../fixtures/experiments/child_run.ts";
import { openCorpus } from "../corpus/corpus.ts";
import { EndpointError } from "../endpoint/endpoint.ts";
import { ENGINE_NAMES, engineMissing } from "../socket/engines.ts";
import { failureOf, Lab, type LabOptions } from "./lab.ts";
import { perSecond } from "./metrics_of.ts";

/** A lab on the small corpus of this place. */
async function optionsIn(
  workplace: Workplace,
  changes: Partial<LabOptions> = {},
): Promise<LabOptions> {
  return {
    corpus: await openCorpus({ directory: workplace.corpus }),
    full: false,
    engine: "deno",
    sampleTcpInfoMs: 0,
    servers: 1,
    clients: 1,
    spillDirectory: workplace.temporary,
    ...changes,
  };
}

for (const engine of ENGINE_NAMES) {
  Deno.test({
    name: `a lab serves, fetches and settles with the engine ${engine}`,
    ignore: engineMissing(engine) !== undefined,
    async fn(test) {
      using workplace = new Workplace();
      await using lab = await Lab.open(await optionsIn(workplace, { engine }));
      assertEquals(lab.mainBook.name, "large");
      for (const transport of ["tcp", "udp"] as const) {
        await test.step(transport, async () => {
          const server = await lab.serve({ transport, prefixBytes: 5_000 });
          const [record] = await lab.settle([
            await lab.fetch({ from: server, bufferBytes: 500 }),
          ]);
          assertEquals(record!.asked_bytes, 5_000);
          assertEquals(record!.received_bytes, 5_000);
          assert(record!.content_intact);
          assertEquals(record!.words_lost, 0);
          assertEquals(record!.writes, 10);
          assertEquals(record!.server_view, {
            client: record!.client,
            server: record!.server,
          });
          assertEquals(record!.server.port, server.address.port);
          assertEquals(
            record!.ledger?.datagrams_sent,
            transport === "udp" ? 10 : undefined,
          );
          assertEquals("tcp_info" in record!, transport === "tcp");
        });
      }
      await test.step("exchanges", async () => {
        const { seconds, echoed } = await lab.exchange({ count: 3, bytes: 10 });
        assertEquals([seconds.length, echoed], [3, true]);
      });
    },
  });
}

Deno.test({
  name: "a lab sets what only the engine libc can set, and the kernel obeys",
  ignore: engineMissing("libc") !== undefined,
  async fn(test) {
    using workplace = new Workplace();
    await using lab = await Lab.open(
      await optionsIn(workplace, { engine: "libc" }),
    );
    await test.step("TCP: the maximum segment size of the server", async () => {
      const server = await lab.serve({
        transport: "tcp",
        serverSocket: { maximumSegmentBytes: 500 },
      });
      const [record] = await lab.settle([
        await lab.fetch({ from: server, bufferBytes: 10_000 }),
      ]);
      const info = record!.tcp_info!;
      assertLessOrEqual(info.server!.send_mss_bytes!, 500);
      assertGreaterOrEqual(info.server!.data_segments_out!, 10_000 / 500);
      assertEquals(
        info.client!.data_segments_in,
        info.server!.data_segments_out,
      );
    });
    await test.step("UDP: several datagrams a call, at a rate", async () => {
      const server = await lab.serve({
        transport: "udp",
        datagramsPerCall: 4,
        rateBytesPerSecond: 100_000,
      });
      const [record] = await lab.settle([
        await lab.fetch({
          from: server,
          bufferBytes: 500,
          datagramsPerCall: 8,
          connected: true,
          clientSocket: { socketReceiveBytes: 500_000 },
        }),
      ]);
      assertEquals(record!.received_bytes, 10_000);
      assertEquals(record!.ledger!.attribution, {
        kernel_drops: 0,
        end_markers_lost: 0,
        datagrams_dropped_at_receiver: 0,
        datagrams_lost_on_the_way: 0,
        bytes_dropped_at_receiver: 0,
        bytes_lost_on_the_way: 0,
        drops_unexplained: 0,
      });
      // four batches are followed by a wait
      assertGreaterOrEqual(record!.time_seconds, 0.07);
    });
    await test.step("the engine deno refuses it", async () => {
      lab.engine = "deno";
      const failure = await failureOf(
        lab.serve({ transport: "tcp", serverSocket: { cork: true } }),
      );
      assertEquals(
        failure?.message,
        "The engine deno cannot set TCP_CORK: use the engine libc",
      );
    });
  },
});

for (const engine of ENGINE_NAMES) {
  Deno.test({
    name:
      `a lab samples TCP_INFO at both ends with the engine ${engine}, where it is asked to`,
    ignore: engineMissing(engine) !== undefined ||
      Deno.build.os !== "linux",
    async fn() {
      using workplace = new Workplace();
      await using lab = await Lab.open(
        await optionsIn(workplace, { engine, sampleTcpInfoMs: 5 }),
      );
      // twenty writes with a pause: longer than several samples take
      const server = await lab.serve({
        transport: "tcp",
        pauseMicroseconds: 5_000,
      });
      const [record] = await lab.settle([
        await lab.fetch({ from: server, bufferBytes: 500 }),
      ]);
      const { client_samples, server_samples } = record!.tcp_info!;
      for (const samples of [client_samples!, server_samples!]) {
        assertGreater(samples.length, 1);
        const times = samples.map((sample) => sample.at_milliseconds);
        assertEquals(times, times.toSorted((a, b) => a - b));
        for (const { info } of samples) assertGreater(info.segments_in!, 0);
      }
      const sent = server_samples!.map(({ info }) => info.bytes_acked!);
      assertLess(sent[0]!, sent.at(-1)!);
    },
  });
}

Deno.test("a lab tells of a failed command and goes on", async () => {
  using workplace = new Workplace();
  await using lab = await Lab.open(await optionsIn(workplace));
  const server = await lab.serve({ transport: "tcp" });
  assertEquals(await server.stop(), []);
  assertEquals(await server.stop(), [], "stopped twice");
  const refused = await failureOf(
    lab.fetch({ from: server, bufferBytes: 100 }),
  );
  assertEquals(refused?.code, "ECONNREFUSED");
  assertEquals(await failureOf(Promise.resolve()), undefined);
  const { echoed } = await lab.exchange({ count: 3, bytes: 10 });
  assert(echoed);
});

Deno.test("a lab that was not asked to sample has the end of the story alone", async () => {
  using workplace = new Workplace();
  await using lab = await Lab.open(await optionsIn(workplace));
  const { tcpInfo } = await lab.exchange({ count: 3, bytes: 10 });
  const hasTcpInfo = Deno.build.os === "linux";
  assertEquals(
    Object.keys(tcpInfo).sort(),
    hasTcpInfo ? ["client", "server"] : [],
  );
  if (!hasTcpInfo) return;
  // both writes of each request, at least
  assertGreaterOrEqual(tcpInfo.client!.data_segments_out!, 3);
  assertGreaterOrEqual(tcpInfo.client!.bytes_acked!, 3 * 2 * 10);
});

Deno.test("a lab tells what its processes have used", async () => {
  using workplace = new Workplace();
  await using lab = await Lab.open(
    await optionsIn(workplace, { servers: 2, clients: 2 }),
  );
  const before = await lab.usage();
  const server = await lab.serve({ transport: "tcp", server: 1 });
  await lab.fetch({ from: server, bufferBytes: 100, client: 1 });
  const after = await lab.usage();
  for (const side of ["servers", "clients"] as const) {
    // two processes have started
    assertGreater(before[side].cpuSeconds, 0);
    assertGreater(before[side].peakMemoryBytes, 1024 * 1024);
    assertGreater(after[side].cpuSeconds, before[side].cpuSeconds);
    assertGreater(
      after[side].voluntaryContextSwitches,
      before[side].voluntaryContextSwitches,
    );
  }
});

Deno.test("failureOf() hides nothing that is no command's failure", async () => {
  await assertRejects(
    () => failureOf(Promise.reject(new EndpointError("gone"))),
    EndpointError,
    "gone",
  );
});

Deno.test("a lab can be disposed of twice, and its endpoints have ended then", async () => {
  using workplace = new Workplace();
  const lab = await Lab.open(await optionsIn(workplace));
  await lab[Symbol.asyncDispose]();
  await lab[Symbol.asyncDispose]();
  await assertRejects(() => lab.usage(), EndpointError, "has ended");
});

Deno.test("a lab with an engine that there is not says which there are", async () => {
  using workplace = new Workplace();
  await using lab = await Lab.open(
    await optionsIn(workplace, { engine: "steam" }),
  );
  const failure = await failureOf(lab.serve({ transport: "tcp" }));
  assertStringIncludes(failure!.message, 'Unknown engine "steam"');
});

Deno.test("perSecond() divides, and makes 0 of nothing in no time", () => {
  assertEquals(perSecond(1000, 0.5), 2000);
  assertEquals(perSecond(0, 0), 0);
});
