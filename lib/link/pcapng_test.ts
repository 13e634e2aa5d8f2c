import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { seenBy } from "./one_side.ts";
import { fateText, pcapng } from "./pcapng.ts";
import { FATES, SAMPLES, sampleTrace } from "./testing/sample_trace.ts";
import { TRACE_ENDINGS, writeTrace } from "./trace_files.ts";

/** Runs a program of Wireshark; nothing where there is none. */
function output(command: string, args: string[]): string | undefined {
  try {
    const { success, stdout, stderr } = new Deno.Command(command, {
      args,
      stdin: "null",
    }).outputSync();
    const [out, complaints] = [stdout, stderr].map((bytes) =>
      new TextDecoder().decode(bytes)
    ) as [string, string];
    assertEquals(
      [success, complaints.replace(/^Running as user .*\n/gm, "")],
      [true, ""],
    );
    return out;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const HAS_TSHARK = output("tshark", ["--version"]) !== undefined &&
  output("capinfos", ["--version"]) !== undefined;
const WITHOUT = HAS_TSHARK
  ? ""
  : " (no tshark and capinfos: apt install tshark wireshark-common)";

/** The blocks of a capture: type and content. */
function blocksOf(bytes: Uint8Array<ArrayBuffer>) {
  const view = new DataView(bytes.buffer);
  const blocks: { type: number; content: DataView }[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = view.getUint32(at + 4, true);
    assertEquals(length % 4, 0);
    assertEquals(view.getUint32(at + length - 4, true), length);
    blocks.push({
      type: view.getUint32(at, true),
      content: new DataView(bytes.buffer, at + 8, length - 12),
    });
    at += length;
  }
  return blocks;
}

Deno.test("pcapng() writes a section, an interface, and each packet with its time and sizes", () => {
  const [section, device, ...packets] = blocksOf(pcapng(FATES, "server"));
  assertEquals(section!.type, 0x0a0d0d0a);
  assertEquals(section!.content.getUint32(0, true), 0x1a2b3c4d);
  assertEquals(device!.content.getUint16(0, true), 101);
  assertEquals(packets.map(({ type }) => type), [6, 6, 6, 6]);
  const { content } = packets[1]!;
  const time = (BigInt(content.getUint32(4, true)) << 32n) |
    BigInt(content.getUint32(8, true));
  assertEquals(time, 1_700_000_000_005_250_000n);
  assertEquals([12, 16].map((at) => content.getUint32(at, true)), [40, 140]);
});

Deno.test("the comment of a packet tells its fate", () => {
  assertEquals(FATES.packets.map(fateText), [
    "server_to_client 1: dropped: queue_full",
    "server_to_client 2: delivered after 20.1 ms",
    "server_to_client 2: delivered after 20.1 ms; copy made by the link",
    "server_to_client 3: delivered after 1 ms; corrupted: a bit was turned over after the sender",
    "client_to_server 1: delivered after 20 ms",
  ]);
  const { outMs: _, ...underway } = FATES.packets[1]!;
  assertStringIncludes(fateText(underway), "still on its way");
});

Deno.test({
  name: `tshark and capinfos open the captures without a complaint${WITHOUT}`,
  ignore: !HAS_TSHARK,
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "trace_" });
    try {
      for (const name of SAMPLES) {
        const trace = sampleTrace(name);
        const base = join(folder, name);
        await writeTrace(trace, base);
        for (const side of ["server", "client"] as const) {
          const seen = seenBy(trace.packets, side);
          const file = base + TRACE_ENDINGS[side];
          const lines = output("tshark", [
            ...["-r", file, "-T", "fields"],
            ...["-e", "frame.time_epoch", "-e", "frame.len"],
            ...["-e", "frame.interface_name", "-e", "frame.comment"],
            ...["-e", "_ws.malformed"],
          ])!.trimEnd().split("\n").map((line) => line.split("\t"));
          assertEquals(
            lines.map(([, length, device, comment, malformed = ""]) => [
              Number(length),
              device,
              comment,
              malformed,
            ]),
            seen.map(({ index }) => [
              trace.packets[index]!.totalBytes,
              side,
              fateText(trace.packets[index]!),
              "",
            ]),
          );
          const first = (trace.startedAtMs + seen[0]!.atMs) / 1000;
          const off = Math.abs(Number(lines[0]![0]) - first);
          assertEquals(off < 1e-5, true, `${off} s`);
          const summary = output("capinfos", ["-M", "-c", "-E", "-K", file])!;
          assertStringIncludes(summary, "rawip");
          assertStringIncludes(summary, String(seen.length));
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
