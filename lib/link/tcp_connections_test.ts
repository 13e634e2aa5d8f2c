import { assertEquals } from "@std/assert";
import { parsePacket } from "./parse_packet.ts";
import { TcpConnections, windowBytes } from "./tcp_connections.ts";
import { segmentHead, type SegmentParts } from "./testing/sample_trace.ts";

function segment(isFromServer: boolean, parts: SegmentParts) {
  return parsePacket(segmentHead(isFromServer, parts));
}

Deno.test("both ways of a connection belong together, another port does not", () => {
  const connections = new TcpConnections();
  const up = connections.add(segment(false, {}));
  const down = connections.add(segment(true, {}));
  assertEquals([up!.connection, down!.connection], [0, 0]);
  assertEquals(up!.sender === down!.receiver, true);
  assertEquals(up!.receiver === down!.sender, true);
  const other = connections.add(segment(false, { clientPort: 1 }));
  assertEquals(other!.connection, 1);
  assertEquals(connections.add(parsePacket(new Uint8Array())), undefined);
});

Deno.test("a SYN that is sent again belongs to its connection, one with another number does not", () => {
  const connections = new TcpConnections();
  const syn = (sequence: number) =>
    connections.add(segment(false, { flags: "SYN", sequence }))!;
  assertEquals([syn(5), syn(5), syn(6)].map(({ connection }) => connection), [
    0,
    0,
    1,
  ]);
  assertEquals(
    connections.add(segment(true, { flags: "SYN ACK", sequence: 77 })),
    {
      connection: 1,
      sender: { initialSequence: 77 },
      receiver: { initialSequence: 6 },
    },
  );
});

Deno.test("a shift is never more than 14", () => {
  const connections = new TcpConnections();
  const options = [3, 3, 200, 0];
  connections.add(segment(false, { flags: "SYN", options }));
  connections.add(segment(true, { flags: "SYN ACK", options }));
  const packet = segment(false, { sequence: 1, window: 3 });
  assertEquals(windowBytes(packet, connections.add(packet)!), 3 * 2 ** 14);
});
