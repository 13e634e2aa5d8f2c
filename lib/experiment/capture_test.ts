import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/csv";
import { join } from "@std/path";
import { PROJECT, Workplace } from "../../fixtures/experiments/child_run.ts";
import { needing } from "../endpoint/testing/needing.ts";
import { programOutput } from "../kernel/program_output.ts";
import { isDataSegment } from "../link/packet_words.ts";
import { parsePacket } from "../link/parse_packet.ts";
import type { Trace, TracedPacket } from "../link/trace.ts";
import { TRACE_ENDINGS } from "../link/trace_files.ts";
import { Capture, captureMissing } from "./capture.ts";
import type { Skip } from "./experiment_plan.ts";
import { metricsOfTrace, readTrace } from "./trace_metrics.ts";

const missing = (await captureMissing())?.reason;

/** Prefix that takes every right of root from a program (capabilities(7)). */
const WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-all"];

const PARTS = 50;
const PART_BYTES = 1_000;

/** Packets of one port among all that this machine sends to itself. */
function ofPort({ packets }: Trace, port: number): TracedPacket[] {
  return packets.filter(({ head, totalBytes }) => {
    const { sourcePort, destinationPort } = parsePacket(head, totalBytes);
    return sourcePort === port || destinationPort === port;
  });
}

/** Sends some parts over a connection and waits for its end; tells the server's port. */
async function converse(): Promise<number> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const serve = async () => {
    using connection = await listener.accept();
    for (let part = 0; part < PARTS; part++) {
      await connection.write(new Uint8Array(PART_BYTES));
    }
  };
  const receive = async () => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    const buffer = new Uint8Array(PART_BYTES);
    let bytes = 0;
    for (let read; (read = await connection.read(buffer)) !== null;) {
      bytes += read;
    }
    return bytes;
  };
  const [bytes] = await Promise.all([receive(), serve()]);
  assertEquals(bytes, PARTS * PART_BYTES);
  return port;
}

Deno.test({
  ...needing(missing, "a capture has every packet of a connection on loopback"),
  async fn() {
    await using capture = await Capture.start();
    const port = await converse();
    const { trace, missed } = await capture.stop();
    assertEquals(missed, 0);
    const packets = ofPort(trace, port);
    const parsed = packets.map(({ head, totalBytes }) =>
      parsePacket(head, totalBytes)
    );
    const served = packets.filter(({ direction }, index) =>
      direction === "server_to_client" && isDataSegment(parsed[index]!)
    ).length;
    assert(served > 0 && served <= PARTS, `${served} segments with data`);
    assertEquals(
      parsed.reduce((sum, { payloadBytes }) =>
        sum + payloadBytes, 0),
      PARTS * PART_BYTES,
    );
    // both ends' FIN, or what came instead of the client's
    assertEquals(
      new Set(
        packets.flatMap(({ direction }, index) => {
          const { tcp } = parsed[index]!;
          return tcp!.fin || tcp!.rst ? [direction] : [];
        }),
      ).size,
      2,
    );
    const metrics = metricsOfTrace(readTrace({ packets }));
    assertEquals(metrics.trace_data_segments, served);
    assertEquals(metrics.trace_retransmissions, 0);
  },
});

Deno.test({
  ...needing(
    missing,
    "a capture ends when it is disposed of, and twice does no harm",
  ),
  async fn() {
    const capture = await Capture.start();
    await capture[Symbol.asyncDispose]();
    await capture[Symbol.asyncDispose]();
  },
});

/** What a process of its own, with less than this one has, says is missing. */
async function missingFor(
  { prefix = [], env = {} }: {
    prefix?: string[];
    env?: Record<string, string>;
  },
): Promise<Skip | undefined> {
  const script = `import { captureMissing } from "${
    import.meta.resolve("./capture.ts")
  }"; console.log(JSON.stringify(await captureMissing() ?? null));`;
  const [program, ...args] = [
    ...prefix,
    ...[Deno.execPath(), "eval", "--quiet", "--config"],
    ...[join(PROJECT, "deno.json"), script],
  ];
  const { stdout } = await new Deno.Command(program!, { args, env }).output();
  return JSON.parse(new TextDecoder().decode(stdout)) ?? undefined;
}

Deno.test("where tcpdump is not installed, that is said", async () => {
  assertEquals(await missingFor({ env: { PATH: "/nowhere" } }), {
    reason: "nothing is captured: tcpdump is not installed",
    remedy: "Install it (Debian: apt-get install tcpdump)",
  });
});

Deno.test({
  ...needing(
    missing ?? (await programOutput(WITHOUT_RIGHTS[0]!, {
        args: [...WITHOUT_RIGHTS.slice(1), "true"],
      }) !== null
      ? undefined
      : "this process cannot give rights away"),
    "where tcpdump may not capture, that is said in a line",
  ),
  async fn() {
    const skip = await missingFor({ prefix: WITHOUT_RIGHTS });
    assertMatch(skip!.reason, /^nothing is captured: .*permi[ts].*$/);
    assertMatch(skip!.remedy, /^Run it as root, .*setcap cap_net_raw/);
  },
});

Deno.test({
  ...needing(
    missing,
    "--capture keeps the packets of the trial that an experiment chooses",
  ),
  async fn() {
    using workplace = new Workplace();
    const { code, text } = await workplace.run({
      files: ["over_any_path.ts"],
      words: [...workplace.words, "--repetitions", "1", "--capture"],
    });
    assertEquals(code, 0, text);
    const records = workplace.records();
    const [traced, ...others] = records.filter(({ trace }) => trace);
    assertEquals(others, []);
    assertEquals(
      [traced!.experiment, traced!.block, traced!.link],
      ["over_any_path", 1, "loopback"],
    );
    const rows = parse(
      Deno.readTextFileSync(
        join(workplace.runs()[0]!, traced!.trace + TRACE_ENDINGS.packets),
      ),
      { skipFirstRow: true },
    );
    // the book, beside whatever else this machine sends to itself
    const { server } = traced!.transfers[0]!;
    const bytes = rows.filter((row) => row.source_port === `${server.port}`)
      .reduce((sum, row) => sum + Number(row.payload_bytes), 0);
    assertGreaterOrEqual(bytes, traced!.transfers[0]!.received_bytes);
  },
});

Deno.test("--capture where tcpdump may not be run says so, and measures all the same", async () => {
  using workplace = new Workplace();
  const { code, text } = await workplace.run({
    files: ["over_any_path.ts"],
    words: [...workplace.words, "--repetitions", "1", "--capture"],
    flags: ["--deny-run=tcpdump"],
  });
  assertEquals(code, 0, text);
  assertStringIncludes(text, "skipped: nothing is captured: tcpdump ");
  assertEquals(workplace.records().length, 4);
});
