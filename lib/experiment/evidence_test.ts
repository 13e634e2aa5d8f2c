import {
  assert,
  assertEquals,
  assertGreater,
  assertGreaterOrEqual,
  assertRejects,
} from "@std/assert";
import { Workplace } from "../../fixtures/experiments/child_run.ts";
import { openCorpus } from "../corpus/corpus.ts";
import { ALWAYS_EVIDENCE } from "../kernel/counters.ts";
import { libc } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import { networkNamespace } from "../kernel/network_namespace.ts";
import { withEvidence } from "./evidence.ts";
import { Lab } from "./lab.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();
machineCalls();

/** A lab on a small corpus, for the time of an action. */
async function withLab(act: (lab: Lab) => Promise<void>): Promise<void> {
  using workplace = new Workplace();
  await using lab = await Lab.open({
    corpus: await openCorpus({ directory: workplace.corpus }),
    full: false,
    engine: "deno",
    sampleTcpInfoMs: 0,
    servers: 1,
    clients: 1,
    spillDirectory: workplace.temporary,
  });
  await act(lab);
}

Deno.test("withEvidence() gathers what both processes used", () =>
  withLab(async (lab) => {
    const { result, evidence: { machine } } = await withEvidence(
      lab,
      async () => {
        const server = await lab.serve({ transport: "tcp" });
        return await lab.fetch({ from: server, bufferBytes: 100 });
      },
    );
    assertEquals(result.report.receivedBytes, 10_000);
    for (const side of ["server", "client"] as const) {
      assertGreater(machine[`${side}_cpu_seconds`]!, 0);
      assertGreaterOrEqual(
        machine[`${side}_involuntary_context_switches`]!,
        0,
      );
      assertGreater(machine[`${side}_peak_memory_bytes`]!, 1024 * 1024);
    }
    // the server waited for its client, and the client for its server
    if (Deno.build.os !== "windows") {
      assertGreater(machine.server_voluntary_context_switches!, 0);
      assertGreater(machine.client_voluntary_context_switches!, 0);
    }
    assertGreaterOrEqual(machine.load_average_1, 0);
  }));

Deno.test({
  name: "withEvidence() gathers what the kernel counted, and where",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withLab(async (lab) => {
      const { evidence } = await withEvidence(lab, async () => {
        for (const transport of ["tcp", "udp"] as const) {
          const server = await lab.serve({ transport });
          await lab.fetch({ from: server, bufferBytes: 1_000 });
        }
      });
      const { counters = {}, network_namespace } = evidence;
      // others may use this namespace too, so these are lower bounds
      assertGreater(counters["Tcp.OutSegs"]!, 0);
      assertGreaterOrEqual(counters["Udp.OutDatagrams"]!, 10);
      assertGreaterOrEqual(counters["IpExt.OutOctets"]!, 2 * 10_000);
      for (const name of ALWAYS_EVIDENCE) assert(name in counters, name);
      assertEquals(network_namespace, networkNamespace());
    }),
});

Deno.test("withEvidence() stops the servers that were left running", () =>
  withLab(async (lab) => {
    const { result: server } = await withEvidence(
      lab,
      () => lab.serve({ transport: "tcp" }),
    );
    assertEquals(await lab.stopServers(), []);
    assertEquals(await server.stop(), []);
  }));

Deno.test("withEvidence() throws what the action throws", () =>
  withLab(async (lab) => {
    await assertRejects(
      () => withEvidence(lab, () => Promise.reject(new Error("no mains"))),
      Error,
      "no mains",
    );
  }));
