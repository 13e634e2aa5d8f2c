import { assert, assertEquals } from "@std/assert";
import { PacketPool } from "./packet_pool.ts";

Deno.test("a slot holds the largest packet", () => {
  for (const mtuBytes of [576, 1_280, 1_500, 9_000, 65_521]) {
    const pool = new PacketPool(mtuBytes);
    assert(pool.bytes[pool.take()]!.length >= mtuBytes, `${mtuBytes}`);
  }
});

Deno.test("slots that are in use share no memory", () => {
  const pool = new PacketPool(65_521);
  const slots = Array.from({ length: 40 }, () => pool.take());
  assertEquals(new Set(slots).size, slots.length);
  for (const slot of slots) pool.bytes[slot]!.fill(slot);
  for (const slot of slots) {
    assert(pool.bytes[slot]!.every((byte) => byte === slot), `slot ${slot}`);
  }
});

Deno.test("the pointer of a slot leads to its bytes, however much the pool has grown", () => {
  const pool = new PacketPool(9_000);
  const slots = Array.from({ length: 300 }, () => pool.take());
  for (const slot of slots) {
    new DataView(pool.bytes[slot]!.buffer, pool.bytes[slot]!.byteOffset)
      .setUint32(0, slot, true);
  }
  for (const slot of slots) {
    const seen = new Deno.UnsafePointerView(pool.pointers[slot]!).getUint32();
    assertEquals(seen, slot);
  }
});

Deno.test("a slot that was given back is used again, and no memory is taken", () => {
  const pool = new PacketPool(1_500);
  pool.give(pool.take());
  const room = pool.bytes.length;
  for (let round = 0; round < 10; round++) {
    const slots = Array.from({ length: room }, () => pool.take());
    for (const slot of slots) pool.give(slot);
  }
  assertEquals(pool.bytes.length, room);
});
