import { assertEquals } from "@std/assert";
import { SAMPLE_ACCOUNT } from "../link/testing/sample_account.ts";
import {
  metricsOfConnections,
  metricsOfCounters,
  metricsOfLink,
} from "./evidence_metrics.ts";

Deno.test("metricsOfCounters() names the counters that are metrics, zeros among them", () => {
  assertEquals(
    metricsOfCounters({
      "TcpExt.DelayedACKs": 7,
      "Tcp.OutSegs": 40,
      "Udp.RcvbufErrors": 0,
      "Ip.InReceives": 99,
    }),
    { delayed_acks: 7, segments_out: 40, udp_receive_buffer_errors: 0 },
  );
  assertEquals(metricsOfCounters({}), {});
});

/** Three connections; the figures are those of the server's end. */
const CONNECTIONS = [
  { segments_out: 10, rtt_microseconds: 30, busy_microseconds: 8_000 },
  { segments_out: 20, rtt_microseconds: 50, busy_microseconds: 4_000 },
  { segments_out: 60, rtt_microseconds: 100, busy_microseconds: 0 },
].map((server) => ({ server, client: { segments_out: 3 } }));

Deno.test("metricsOfConnections() adds counts up, and takes the middle of times", () => {
  assertEquals(metricsOfConnections(CONNECTIONS), {
    server_segments_out: 90,
    client_segments_out: 9,
    server_rtt_microseconds: 50,
    server_busy_seconds: 0.004,
  });
  assertEquals(
    metricsOfConnections(CONNECTIONS.slice(0, 2)).server_rtt_microseconds,
    40,
  );
});

Deno.test("metricsOfConnections() has no figure that is not known of every connection", () => {
  const [first, second] = CONNECTIONS;
  assertEquals(
    metricsOfConnections([first!, { client: second!.client }]),
    { client_segments_out: 6 },
  );
  assertEquals(
    metricsOfConnections([first!, {
      ...second!,
      server: { segments_out: 1 },
    }]),
    { server_segments_out: 11, client_segments_out: 6 },
  );
  assertEquals(metricsOfConnections([{}]), {});
  assertEquals(metricsOfConnections([]), {});
});

Deno.test("metricsOfLink() adds losses up over both ways, and has the queue of the books' way in seconds", () => {
  assertEquals(metricsOfLink(SAMPLE_ACCOUNT), {
    link_packets_to_client: 1000,
    link_packets_to_server: 500,
    link_packets_dropped: 58,
    link_queue_drops: 29,
    link_queue_mean_seconds: 0.0025,
    link_queue_max_seconds: 0.01125,
  });
});
