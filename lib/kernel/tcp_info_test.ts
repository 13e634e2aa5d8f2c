import { assert, assertEquals, assertThrows } from "@std/assert";
import { descriptorOf } from "./descriptor.ts";
import { libc } from "./libc.ts";
import { programOutput } from "./program_output.ts";
import { parseTcpInfo, type TcpInfo, tcpInfo } from "./tcp_info.ts";

// Opened before the first test, because it stays open after the last one.
const ignore = libc() === undefined;

function recorded(name: string): Uint8Array {
  const text = Deno.readTextFileSync(
    new URL(`../../fixtures/tcp_info/${name}.hex`, import.meta.url),
  );
  return Uint8Array.from(
    text.match(/[0-9a-f]{2}/g)!,
    (byte) => parseInt(byte, 16),
  );
}

const sender = recorded("sender_linux_6_18");
const receiver = recorded("receiver_linux_6_18");

Deno.test("a sender that lost segments has every field", () => {
  assertEquals(parseTcpInfo(sender), {
    state: "ESTABLISHED",
    congestion_avoidance_state: "Open",
    timestamps: true,
    sack: true,
    window_scaling: true,
    ecn: false,
    ecn_seen: false,
    send_window_scale: 10,
    receive_window_scale: 10,
    retransmits: 0,
    probes: 0,
    backoff: 0,
    rto_microseconds: 204_000,
    ato_microseconds: 40_000,
    send_mss_bytes: 1_448,
    receive_mss_bytes: 536,
    unacked_segments: 0,
    sacked_segments: 0,
    lost_segments: 0,
    retransmitted_segments: 0,
    since_data_sent_milliseconds: 312,
    since_data_received_milliseconds: 456,
    since_ack_received_milliseconds: 312,
    path_mtu_bytes: 1_500,
    receive_slow_start_threshold_bytes: 64_088,
    rtt_microseconds: 2_639,
    rtt_variance_microseconds: 570,
    slow_start_threshold_segments: 136,
    congestion_window_segments: 122,
    advertised_mss_bytes: 1_448,
    reordering_segments: 3,
    receive_rtt_microseconds: 0,
    receive_space_bytes: 14_480,
    total_retransmitted_segments: 612,
    pacing_rate_bytes_per_second: 44_108_305,
    bytes_acked: 3_000_000,
    bytes_received: 11,
    segments_out: 3_692,
    segments_in: 984,
    not_sent_bytes: 0,
    min_rtt_microseconds: 4,
    data_segments_in: 1,
    data_segments_out: 3_691,
    delivery_rate_bytes_per_second: 20_770_491,
    delivery_rate_app_limited: false,
    busy_microseconds: 144_000,
    receive_window_limited_microseconds: 4_000,
    send_buffer_limited_microseconds: 0,
    delivered_segments: 2_080,
    delivered_marked_segments: 0,
    bytes_sent: 5_333_880,
    bytes_retransmitted: 885_880,
    dsack_duplicates: 0,
    reordering_seen: 0,
    out_of_order_segments_in: 0,
    send_window_bytes: 1_510_400,
    receive_window_bytes: 65_536,
    rehashes: 0,
    timeouts: 0,
    timeout_recoveries: 0,
    timeout_recovery_milliseconds: 0,
  });
});

Deno.test("the other side of it tells what arrived", () => {
  const info = parseTcpInfo(receiver);
  assertEquals(info.bytes_received, 3_000_000);
  assertEquals(info.bytes_acked, 11 + 1);
  assertEquals(info.out_of_order_segments_in, 954);
  assertEquals(info.receive_rtt_microseconds, 1_000);
  assertEquals(info.receive_window_bytes, 1_510_400);
  assertEquals(info.delivery_rate_app_limited, true);
});

Deno.test("what the kernel has no value for is absent", () => {
  assertEquals(
    "slow_start_threshold_segments" in parseTcpInfo(receiver),
    false,
  );
  assertEquals(
    "max_pacing_rate_bytes_per_second" in parseTcpInfo(sender),
    false,
  );
  const unknown = parseTcpInfo(new Uint8Array(280).fill(0xff));
  for (
    const name of [
      "state",
      "congestion_avoidance_state",
      "pacing_rate_bytes_per_second",
      "min_rtt_microseconds",
    ]
  ) assertEquals(name in unknown, false, name);
});

/**
 * The last field of each length that a version of Linux returns. That of 3.15
 * returns 8 bytes more, for a limit that this connection does not have.
 */
const VERSIONS: [bytes: number, linux: string, last: keyof TcpInfo][] = [
  [104, "2.6", "total_retransmitted_segments"],
  [112, "3.15", "pacing_rate_bytes_per_second"],
  [136, "4.1", "bytes_received"],
  [144, "4.2", "segments_in"],
  [160, "4.6", "data_segments_out"],
  [168, "4.9", "delivery_rate_bytes_per_second"],
  [192, "4.10", "send_buffer_limited_microseconds"],
  [200, "4.18", "delivered_marked_segments"],
  [224, "4.19", "reordering_seen"],
  [232, "5.4", "send_window_bytes"],
  [240, "6.2", "rehashes"],
  [248, "6.7", "timeout_recovery_milliseconds"],
];

for (const [bytes, linux, last] of VERSIONS) {
  Deno.test(`the ${bytes} bytes of Linux ${linux} end with ${last}`, () => {
    const whole = parseTcpInfo(sender);
    const info = parseTcpInfo(sender.subarray(0, bytes));
    for (const [name, value] of Object.entries(info)) {
      assertEquals(value, whole[name as keyof TcpInfo], name);
    }
    assert(last in info);
    assertEquals(last in parseTcpInfo(sender.subarray(0, bytes - 1)), false);
    assertEquals(
      "delivery_rate_app_limited" in info,
      "delivery_rate_bytes_per_second" in info,
    );
  });
}

Deno.test("a field that is cut off in the middle is absent", () => {
  const cut = parseTcpInfo(sender.subarray(0, 126));
  assertEquals("bytes_acked" in cut, false);
  assertEquals(cut.pacing_rate_bytes_per_second, 44_108_305);
  assertEquals(parseTcpInfo(sender.subarray(0, 9)).rto_microseconds, undefined);
});

Deno.test("of nothing, nothing is known", () => {
  assertEquals(parseTcpInfo(new Uint8Array()), {});
});

Deno.test("bytes after the last known field change nothing", () => {
  const longer = new Uint8Array(512).fill(0xaa);
  longer.set(sender);
  assertEquals(parseTcpInfo(longer), parseTcpInfo(sender));
});

Deno.test("the bytes may stand anywhere in their buffer", () => {
  const larger = new Uint8Array(sender.length + 3);
  larger.set(sender, 3);
  assertEquals(parseTcpInfo(larger.subarray(3)), parseTcpInfo(sender));
});

Deno.test("states, options and window scales are read from their bits", () => {
  const bytes = Uint8Array.of(10, 3, 0, 0, 0, 0b01010, 0xa7, 1);
  assertEquals(parseTcpInfo(bytes), {
    state: "LISTEN",
    congestion_avoidance_state: "Recovery",
    timestamps: false,
    sack: true,
    window_scaling: false,
    ecn: true,
    ecn_seen: false,
    send_window_scale: 7,
    receive_window_scale: 10,
    retransmits: 0,
    probes: 0,
    backoff: 0,
  });
});

interface Ends {
  client: Deno.TcpConn;
  server: Deno.TcpConn;
}

async function withConnection(
  use: (ends: Ends) => Promise<void> | void,
): Promise<void> {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const [client, server] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port: listener.addr.port }),
    listener.accept(),
  ]);
  try {
    await use({ client, server });
  } finally {
    for (const open of [client, server, listener]) open.close();
  }
}

function infoOf({ localAddr, remoteAddr }: Deno.TcpConn): TcpInfo {
  const descriptor = descriptorOf(
    { address: localAddr.hostname, port: localAddr.port },
    { address: remoteAddr.hostname, port: remoteAddr.port },
  );
  assert(descriptor !== undefined);
  return tcpInfo(descriptor);
}

/** Sends so many bytes from the server to the client, and reads them all. */
async function transfer({ client, server }: Ends, bytes: number) {
  const writing = (async () => {
    const content = new Uint8Array(bytes);
    let written = 0;
    while (written < bytes) {
      written += await server.write(content.subarray(written));
    }
  })();
  const buffer = new Uint8Array(65_536);
  let received = 0;
  while (received < bytes) received += (await client.read(buffer)) ?? NaN;
  await writing;
}

Deno.test({
  name: "a connection tells what has crossed it",
  ignore,
  fn: () =>
    withConnection(async (ends) => {
      const before = infoOf(ends.server);
      assertEquals(before.state, "ESTABLISHED");
      assertEquals(before.bytes_received ?? 0, 0);
      await transfer(ends, 1_000_000);
      const { client, server } = ends;
      assertEquals(infoOf(client).bytes_received ?? 1_000_000, 1_000_000);
      const sent = infoOf(server).bytes_sent;
      assert(sent === undefined || sent >= 1_000_000);
    }),
});

const ss = await programOutput("ss", { args: ["-V"] });

/** What ss(8) calls a field, and how its unit relates to the record's. */
const SS_NAMES: [ss: string, name: keyof TcpInfo, factor: number][] = [
  ["rto", "rto_microseconds", 1_000],
  ["mss", "send_mss_bytes", 1],
  ["pmtu", "path_mtu_bytes", 1],
  ["rcvmss", "receive_mss_bytes", 1],
  ["advmss", "advertised_mss_bytes", 1],
  ["cwnd", "congestion_window_segments", 1],
  ["bytes_sent", "bytes_sent", 1],
  ["bytes_acked", "bytes_acked", 1],
  ["bytes_received", "bytes_received", 1],
  ["segs_out", "segments_out", 1],
  ["segs_in", "segments_in", 1],
  ["data_segs_out", "data_segments_out", 1],
  ["data_segs_in", "data_segments_in", 1],
  ["delivered", "delivered_segments", 1],
  ["rcv_space", "receive_space_bytes", 1],
  ["rcv_ssthresh", "receive_slow_start_threshold_bytes", 1],
  ["minrtt", "min_rtt_microseconds", 1_000],
  ["snd_wnd", "send_window_bytes", 1],
  ["rcv_wnd", "receive_window_bytes", 1],
];

Deno.test({
  name: ss === null
    ? "what ss(8) prints is the same (skipped: ss is not installed)"
    : "what ss(8) prints is the same",
  ignore: ignore || ss === null,
  fn: () =>
    withConnection(async (ends) => {
      await transfer(ends, 1_000_000);
      // The last acknowledgement may be delayed (RFC 1122), and is counted.
      await new Promise((resolve) => setTimeout(resolve, 250));
      for (const end of [ends.client, ends.server]) {
        const { localAddr, remoteAddr } = end;
        const text = await programOutput("ss", {
          args: [
            "-tinH",
            ...["src", `127.0.0.1:${localAddr.port}`],
            ...["dst", `127.0.0.1:${remoteAddr.port}`],
          ],
        }) ?? "";
        const info = infoOf(end);
        const [, smoothed, variance] = text.match(/ rtt:([\d.]+)\/([\d.]+)/)!;
        assertEquals(
          [info.rtt_microseconds, info.rtt_variance_microseconds],
          [Number(smoothed), Number(variance)].map((ms) =>
            Math.round(ms * 1e3)
          ),
        );
        const [, sending, receiving] = text.match(/ wscale:(\d+),(\d+)/)!;
        assertEquals(info.send_window_scale, Number(sending));
        assertEquals(info.receive_window_scale, Number(receiving));
        // ss leaves out what is 0, and an older one what it does not know.
        const printed = SS_NAMES.filter(([key]) => text.includes(` ${key}:`));
        assert(printed.length > 10, text);
        for (const [key, name, factor] of printed) {
          const value = Number(text.match(` ${key}:([0-9.]+)`)![1]);
          assertEquals(info[name], Math.round(value * factor), key);
        }
      }
    }),
});

Deno.test({
  name: "what is no open TCP socket is refused by name",
  ignore,
  fn() {
    assertThrows(
      () => tcpInfo(-1),
      Error,
      "Cannot read TCP_INFO of descriptor -1: getsockopt() failed with EBADF",
    );
    const file = libc()!.open(new TextEncoder().encode("/dev/null\0"), 0);
    assertThrows(() => tcpInfo(file), Error, "ENOTSOCK (not a socket)");
    assertEquals(libc()!.close(file), 0);
  },
});
