import { assertEquals } from "@std/assert";
import { randomFrom } from "../random/random.ts";
import {
  END_SEQUENCE,
  FIRST_TRANSFER,
  HEADER_BYTES,
  isData,
  isText,
  pieceBytes,
  writeHeader,
} from "./udp_wire.ts";

Deno.test("a header is two numbers in network byte order", () => {
  const datagram = new Uint8Array(10).fill(9);
  writeHeader(datagram, { transfer: 0x81020304, sequence: 0x05060708 });
  assertEquals([...datagram], [0x81, 2, 3, 4, 5, 6, 7, 8, 9, 9]);
});

Deno.test("a header can be written into the middle of a buffer", () => {
  const buffer = new Uint8Array(20);
  writeHeader(buffer.subarray(4), {
    transfer: 0xffff_ffff,
    sequence: END_SEQUENCE,
  });
  assertEquals([...buffer.subarray(3, 13)], [0, ...Array(8).fill(255), 0]);
});

Deno.test("every transfer's datagrams can be told from text", () => {
  const random = randomFrom("transfers");
  const datagram = new Uint8Array(HEADER_BYTES);
  for (let draw = 0; draw < 100; draw++) {
    const transfer = FIRST_TRANSFER + random.integer(2 ** 31);
    writeHeader(datagram, { transfer, sequence: random.integer(2 ** 32) });
    assertEquals([isData(datagram), isText(datagram)], [true, false]);
  }
  for (const text of ["TOKEN 0123456789abcdef\n", "BOOK x", "ERROR ?", "A"]) {
    const bytes = new TextEncoder().encode(text);
    assertEquals([isData(bytes), isText(bytes)], [false, true], text);
  }
});

Deno.test("what is shorter than a header is no data", () => {
  assertEquals(isData(new Uint8Array(0)), false);
  assertEquals(isText(new Uint8Array(0)), false);
  assertEquals(isData(new Uint8Array(HEADER_BYTES - 1).fill(0x80)), false);
  assertEquals(isData(new Uint8Array(HEADER_BYTES).fill(0x80)), true);
});

Deno.test("a piece and its header never exceed the largest datagram", () => {
  assertEquals(pieceBytes(1), 1);
  assertEquals(pieceBytes(65_499), 65_499);
  assertEquals(pieceBytes(65_507), 65_499);
});
