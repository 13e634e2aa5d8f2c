import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  downloadReport,
  udpReport,
} from "../../fixtures/experiments/sample_reports.ts";
import { describeDownload } from "./describe_download.ts";

Deno.test("describeDownload() says what came, and that it is whole", () => {
  const [first, second, ...rest] = describeDownload(
    downloadReport({ book: "a\x1bb" }),
    "file",
  ).split("\n");
  assertEquals(
    first,
    '"a\\u001bb": 1000 of 1000 bytes in 500.00 ms, 2000 bytes/s, 170 words, in file',
  );
  assertEquals(second, "Nothing was lost: the digests agree.");
  assertEquals(rest, []);
});

Deno.test("describeDownload() has the kernel's word on a TCP connection, as far as it goes", () => {
  const lineOf = (tcpInfo: Parameters<typeof downloadReport>[0]) =>
    describeDownload(downloadReport(tcpInfo), "file").split("\n")[2];
  assertEquals(
    lineOf({
      tcpInfo: {
        data_segments_in: 7,
        total_retransmitted_segments: 0,
        rtt_microseconds: 34,
      },
    }),
    "By the kernel's count at this end: 7 segments with data received, 0 segments sent again, 34 µs round-trip time",
  );
  assertEquals(
    lineOf({ tcpInfo: { rtt_microseconds: 34 } }),
    "By the kernel's count at this end: 34 µs round-trip time",
  );
  assertEquals(lineOf({ tcpInfo: {} }), undefined);
});

Deno.test("describeDownload() says where datagrams were lost, if any was", () => {
  const lines = (udp: Parameters<typeof udpReport>[0]) =>
    describeDownload(
      downloadReport({ receivedSha256: "", udp: udpReport(udp) }),
      "file",
    ).split("\n");
  const dropped = lines({ drops: 2 });
  assertEquals(dropped[1], "It is not the whole book.");
  assertStringIncludes(dropped[2]!, "10 sent, 8 received, 2 lost (200 bytes)");
  assertEquals(
    dropped[3],
    "By the kernel's count dropped at the receiver's full buffer: 2 datagrams (200 bytes)",
  );
  assertEquals(
    lines({ drops: 1 })[3],
    "By the kernel's count dropped at the receiver's full buffer: 1 datagram (100 bytes); " +
      "lost on the way: 1 datagram (100 bytes)",
  );
  assertStringIncludes(
    lines({ drops: 5 })[3]!,
    "; dropped there, and not missing: 3 datagrams",
  );
  const { drops: _, ...unknown } = udpReport();
  const { length } = describeDownload(
    downloadReport({ udp: unknown }),
    "file",
  ).split("\n");
  assertEquals(length, 3, "where the kernel does not tell");
  const nothing = lines({
    received: 10,
    missing: 0,
    missingBytes: 0,
    drops: 0,
  });
  assert(!nothing.join().includes("kernel"), "where nothing was lost");
});
