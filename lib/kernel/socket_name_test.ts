import { assertEquals, assertThrows } from "@std/assert";
import { decodeSocketName, encodeSocketName } from "./socket_name.ts";

Deno.test("an IPv4 name is family, port and address, as ip(7) has them", () => {
  assertEquals(
    encodeSocketName({ address: "127.0.0.1", port: 8080 }),
    new Uint8Array([2, 0, 0x1f, 0x90, 127, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]),
  );
});

Deno.test("an IPv6 name is family, port, flow, address and scope, as ipv6(7) has them", () => {
  const name = encodeSocketName({ address: "2001:db8::1", port: 443 });
  assertEquals(name.length, 28);
  assertEquals([...name.subarray(0, 12)], [
    ...[10, 0, 0x01, 0xbb, 0, 0, 0, 0],
    ...[0x20, 0x01, 0x0d, 0xb8],
  ]);
  assertEquals(name[23], 1);
  assertEquals([...name.subarray(24)], [0, 0, 0, 0]);
});

for (
  const name of [
    { address: "127.0.0.1", port: 1 },
    { address: "0.0.0.0", port: 0 },
    { address: "255.255.255.255", port: 65_535 },
    { address: "::", port: 0 },
    { address: "::1", port: 256 },
    { address: "2001:db8::5:0:0:9", port: 50_000 },
  ]
) {
  Deno.test(`${name.address} port ${name.port} is read as it was written`, () => {
    assertEquals(decodeSocketName(encodeSocketName(name)), name);
  });
}

Deno.test("localhost is 127.0.0.1", () => {
  assertEquals(
    decodeSocketName(encodeSocketName({ address: "localhost", port: 7 })),
    { address: "127.0.0.1", port: 7 },
  );
});

Deno.test("a name is read from the middle of a larger memory", () => {
  const memory = new Uint8Array(100).fill(0xff);
  memory.set(encodeSocketName({ address: "10.1.2.3", port: 9 }), 40);
  assertEquals(decodeSocketName(memory.subarray(40)), {
    address: "10.1.2.3",
    port: 9,
  });
});

Deno.test("what is no numeric address is refused with its text", () => {
  for (const address of ["", "example.org", "1.2.3", "1.2.3.256", ":::"]) {
    assertThrows(
      () => encodeSocketName({ address, port: 1 }),
      RangeError,
      address,
    );
  }
});

Deno.test("a name that is not of the internet is refused with its family", () => {
  const AF_UNIX = 1;
  const name = new Uint8Array(32);
  name[0] = AF_UNIX;
  assertThrows(
    () => decodeSocketName(name),
    RangeError,
    "Address family 1 is not an internet address",
  );
});
