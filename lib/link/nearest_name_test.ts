import { assertEquals } from "@std/assert";
import { nearestName } from "./nearest_name.ts";

const NAMES = ["delay", "rate", "loss", "mtu"];

const MEANT: [word: string, name: string | undefined][] = [
  ["delay", "delay"],
  ["dealy", "delay"],
  ["edlay", "delay"],
  ["delya", "delay"],
  ["dlay", "delay"],
  ["dellay", "delay"],
  ["delai", "delay"],
  ["delays", "delay"],
  ["los", "loss"],
  ["losss", "loss"],
  ["Rate", "rate"],
  ["dyela", undefined],
  ["lo", undefined],
  ["latency", undefined],
  ["", undefined],
];

for (const [word, name] of MEANT) {
  Deno.test(`nearestName() takes "${word}" for ${name ?? "nothing"}`, () => {
    assertEquals(nearestName(word, NAMES), name);
  });
}
