import { assertEquals } from "@std/assert";
import { formatIpAddress, parseIpAddress } from "../kernel/ip_address.ts";
import { randomFrom } from "../random/random.ts";
import { ipv6Text } from "./ipv6_text.ts";

function textOf(bytes: Uint8Array): string {
  return ipv6Text(new DataView(bytes.buffer, bytes.byteOffset), 0);
}

Deno.test("ipv6Text() writes addresses as RFC 5952 recommends", () => {
  for (
    const address of [
      "::",
      "::1",
      "1::",
      "fd00::2",
      "2001:db8::1:0:0:1",
      "2001:db8:0:1:1:1:1:1",
      "2001:0:0:1::1",
      "1:2:3:4:5:6:7:8",
      "::ffff:c000:201",
    ]
  ) assertEquals(textOf(parseIpAddress(address)), address);
});

Deno.test("ipv6Text() agrees with formatIpAddress(), wherever zeros are", () => {
  const random = randomFrom("addresses");
  for (let round = 0; round < 300; round++) {
    const bytes = Uint8Array.from(
      { length: 16 },
      () => random.integer(3) === 0 ? random.integer(256) : 0,
    );
    assertEquals(textOf(bytes), formatIpAddress(bytes));
  }
});
