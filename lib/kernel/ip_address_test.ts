import { assertEquals, assertThrows } from "@std/assert";
import {
  broadcastAddress,
  formatIpAddress,
  parseIpAddress,
  subnetAddress,
} from "./ip_address.ts";

Deno.test("IPv4: first and last address of published blocks", () => {
  const blocks: [string, number, string, string, string][] = [
    // An address in it, prefix length, first address, last address, source.
    ["10.24.16.7", 8, "10.0.0.0", "10.255.255.255", "RFC 1918, section 3"],
    ["172.20.1.2", 12, "172.16.0.0", "172.31.255.255", "RFC 1918, section 3"],
    [
      "192.168.9.9",
      16,
      "192.168.0.0",
      "192.168.255.255",
      "RFC 1918, section 3",
    ],
    ["36.40.0.123", 8, "36.0.0.0", "36.255.255.255", "RFC 919, section 7"],
    [
      "198.19.0.1",
      15,
      "198.18.0.0",
      "198.19.255.255",
      "RFC 2544, appendix C.2.2",
    ],
    ["100.100.1.1", 10, "100.64.0.0", "100.127.255.255", "RFC 6598, section 7"],
    ["203.0.113.77", 24, "203.0.113.0", "203.0.113.255", "RFC 5737, section 3"],
  ];
  for (const [address, prefixLength, first, last, source] of blocks) {
    assertEquals(subnetAddress(address, prefixLength), first, source);
    assertEquals(broadcastAddress(address, prefixLength), last, source);
  }
});

Deno.test("IPv4: the ends of the prefix length", () => {
  assertEquals(subnetAddress("192.0.2.77", 0), "0.0.0.0");
  assertEquals(broadcastAddress("192.0.2.77", 0), "255.255.255.255");
  assertEquals(subnetAddress("192.0.2.77", 30), "192.0.2.76");
  assertEquals(broadcastAddress("192.0.2.77", 30), "192.0.2.79");
  assertEquals(subnetAddress("192.0.2.77", 32), "192.0.2.77");
});

Deno.test("there is no broadcast address with 31 or 32 bits, nor in IPv6", () => {
  assertEquals(broadcastAddress("192.0.2.77", 31), undefined); // RFC 3021
  assertEquals(broadcastAddress("192.0.2.77", 32), undefined);
  assertEquals(broadcastAddress("2001:db8::1", 64), undefined);
});

Deno.test("IPv6: the subnet of RFC 4291, section 2.3", () => {
  assertEquals(
    subnetAddress("2001:0DB8:0:CD30:123:4567:89AB:CDEF", 60),
    "2001:db8:0:cd30::",
  );
});

Deno.test("IPv6: the ends of the prefix length", () => {
  assertEquals(subnetAddress("2001:db8::1", 0), "::");
  assertEquals(subnetAddress("2001:db8::1", 127), "2001:db8::");
  assertEquals(subnetAddress("2001:db8::1", 128), "2001:db8::1");
});

Deno.test("IPv6: the same address in the forms of RFC 4291, section 2.2", () => {
  const same: [string, string][] = [
    ["2001:DB8:0:0:8:800:200C:417A", "2001:db8::8:800:200c:417a"],
    ["FF01:0:0:0:0:0:0:101", "ff01::101"],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["0:0:0:0:0:0:13.1.68.3", "::d01:4403"],
    ["::FFFF:129.144.52.38", "::ffff:8190:3426"],
  ];
  for (const [long, short] of same) {
    assertEquals(parseIpAddress(long), parseIpAddress(short));
    assertEquals(formatIpAddress(parseIpAddress(long)), short);
  }
});

Deno.test("IPv6 is written as RFC 5952, section 4, recommends", () => {
  const recommended: [string, string][] = [
    ["2001:0db8::0001", "2001:db8::1"],
    ["2001:db8:0:0:0:0:2:1", "2001:db8::2:1"],
    ["2001:db8::1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
  ];
  for (const [given, wanted] of recommended) {
    assertEquals(formatIpAddress(parseIpAddress(given)), wanted);
  }
});

Deno.test("what is no address is refused and shown", () => {
  for (
    const text of [
      "",
      "localhost",
      "192.0.2",
      "192.0.2.256",
      "192.0.02.1",
      "192.0.2.1/24",
      "0x7f.1",
      "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "1::2::3",
      "1.2.3.4::",
      "fe80::1%eth0",
      "::1]:80",
    ]
  ) {
    assertThrows(() => parseIpAddress(text), RangeError, JSON.stringify(text));
  }
  assertThrows(() => formatIpAddress(new Uint8Array(5)), RangeError, "5 bytes");
});

Deno.test("a prefix length out of range is refused and shown", () => {
  for (const length of [-1, 33, 1.5, NaN]) {
    assertThrows(
      () => subnetAddress("192.0.2.1", length),
      RangeError,
      `Cannot use ${length} as a prefix length: wanted a whole number from 0 to 32`,
    );
    assertThrows(() => broadcastAddress("192.0.2.1", length), RangeError);
  }
  assertThrows(() => subnetAddress("2001:db8::1", 129), RangeError, "0 to 128");
});
