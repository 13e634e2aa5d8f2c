import { assertEquals } from "@std/assert";
import {
  flagsText,
  isDataSegment,
  isPureAck,
  isSyn,
  sequenceDifference,
} from "./packet_words.ts";
import { parsePacket } from "./parse_packet.ts";
import { segmentHead } from "./testing/sample_trace.ts";

/** What the words say of a segment with some flags and bytes. */
function said(flags: string, payloadBytes = 0) {
  const head = segmentHead(true, { flags, payloadBytes });
  const packet = parsePacket(head, head.length + payloadBytes);
  return [isSyn, isPureAck, isDataSegment]
    .filter((says) => says(packet)).map(({ name }) => name);
}

Deno.test("a segment is a SYN, a pure ACK, data, or none of them", () => {
  assertEquals(said("SYN"), ["isSyn"]);
  assertEquals(said("SYN ACK"), []);
  assertEquals(said("ACK"), ["isPureAck"]);
  assertEquals(said("PSH ACK", 32), ["isDataSegment"]);
  assertEquals(said("FIN ACK", 32), ["isDataSegment"]);
  assertEquals(said("FIN ACK"), []);
  assertEquals(said("RST"), []);
  assertEquals(said("SYN", 10), ["isSyn", "isDataSegment"]);
});

Deno.test("packets of other protocols are nothing of that", () => {
  const packet = parsePacket(new Uint8Array());
  assertEquals(
    [isSyn, isPureAck, isDataSegment].some((says) => says(packet)),
    false,
  );
});

Deno.test("flagsText() reads the flags out", () => {
  const text = (flags: string) =>
    flagsText(parsePacket(segmentHead(true, { flags })).tcp!);
  assertEquals(text("ACK SYN"), "SYN ACK");
  assertEquals(
    text("CWR ECE URG ACK PSH RST FIN"),
    "FIN RST PSH ACK URG ECE CWR",
  );
});

Deno.test("sequenceDifference() goes around at 2^32", () => {
  assertEquals(sequenceDifference(5, 3), 2);
  assertEquals(sequenceDifference(3, 5), -2);
  assertEquals(sequenceDifference(1, 2 ** 32 - 1), 2);
  assertEquals(sequenceDifference(2 ** 32 - 1, 1), -2);
  assertEquals(sequenceDifference(2 ** 31, 0), -(2 ** 31));
  assertEquals(sequenceDifference(2 ** 31 - 1, 0), 2 ** 31 - 1);
});
