import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Workplace } from "../../fixtures/experiments/child_run.ts";
import { openCorpus } from "../corpus/corpus.ts";
import { EndpointError } from "../endpoint/endpoint.ts";
import { failureOf, Lab, type LabOptions } from "./lab.ts";
import { perSecond } from "./metrics_of.ts";

/** A lab on the small corpus of this place. */
async function optionsIn(workplace: Workplace): Promise<LabOptions> {
  return {
    corpus: await openCorpus({ directory: workplace.corpus }),
    full: false,
    engine: "deno",
    servers: 1,
    clients: 1,
    spillDirectory: workplace.temporary,
  };
}

Deno.test("a lab serves, fetches and settles over both transports", async (test) => {
  using workplace = new Workplace();
  await using lab = await Lab.open(await optionsIn(workplace));
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
    });
  }
});

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
  const { seconds, echoed } = await lab.exchange({ count: 3, bytes: 10 });
  assertEquals([seconds.length, echoed], [3, true]);
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
  await assertRejects(() => lab.cpuSeconds(), EndpointError, "has ended");
});

Deno.test("a lab whose endpoints do not start says why", async () => {
  using workplace = new Workplace();
  const options = { ...await optionsIn(workplace), engine: "steam" };
  const error = await assertRejects(() => Lab.open(options), EndpointError);
  assertStringIncludes(error.message, 'Unknown engine "steam"');
});

Deno.test("perSecond() divides, and makes 0 of nothing in no time", () => {
  assertEquals(perSecond(1000, 0.5), 2000);
  assertEquals(perSecond(0, 0), 0);
});
