import { assertEquals } from "@std/assert";
import { type DirectionAccount, openSums } from "./account.ts";

/** 100 packets: 10 copies, 13 lost, 2 on their way. */
const CLOSED: DirectionAccount = {
  taken: 100,
  taken_bytes: 150_000,
  copied: 10,
  delivered: 95,
  delivered_bytes: 142_500,
  dropped: { rule: 1, loss: 2, burst_loss: 3, queue_full: 4, refused: 3 },
  underway: 2,
  corrupted: 5,
  reordered: 5,
  queue_peak_bytes: 0,
  queue_mean_ms: 0,
  queue_max_ms: 0,
  device_sent: 100,
  device_dropped: 0,
  device_received: 95,
};

function sums(
  down: Partial<DirectionAccount>,
  up: Partial<DirectionAccount> = {},
) {
  return openSums({
    server_to_client: { ...CLOSED, ...down },
    client_to_server: { ...CLOSED, ...up },
  });
}

Deno.test("an account that adds up has no open sums", () => {
  assertEquals(sums({}), []);
});

Deno.test("a packet that is neither delivered nor dropped nor on its way opens a sum", () => {
  assertEquals(sums({ underway: 1 }), [
    "server to client: taken 100 + copied 10 is not delivered 95 + dropped 13 + still underway 1",
  ]);
});

Deno.test("every cause of a drop counts", () => {
  for (
    const cause of [
      "rule",
      "loss",
      "burst_loss",
      "queue_full",
      "refused",
    ] as const
  ) {
    const dropped = { ...CLOSED.dropped, [cause]: CLOSED.dropped[cause] + 1 };
    assertEquals(sums({}, { dropped }), [
      "client to server: taken 100 + copied 10 is not delivered 95 + dropped 14 + still underway 2",
    ], cause);
  }
});

Deno.test("a kernel that has counted otherwise opens a sum", () => {
  assertEquals(sums({ device_sent: 101 }, { device_received: 94 }), [
    "server to client: taken 100 is not what the sender's kernel sent, 101",
    "client to server: delivered 95 is not what the receiver's kernel received, 94",
  ]);
});

Deno.test("each wrong sum is told, of either direction", () => {
  assertEquals(sums({ taken: 99, delivered: 96 }, { copied: 0 }).length, 4);
  assertEquals(sums({ taken: 0 }, { delivered: 0 }).length, 4);
});
