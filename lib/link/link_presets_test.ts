import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
} from "@std/assert";
import { formatLinkSpec } from "./format_link_spec.ts";
import {
  LINK_PRESET_NAMES,
  LINK_PRESETS,
  linkPreset,
  linkPresetsHelp,
} from "./link_presets.ts";
import { DIRECTIONS, linkOf } from "./link_spec.ts";
import { parseLinkSpec } from "./parse_link_spec.ts";

Deno.test("each preset says where its values come from, and is a link that can be read", () => {
  for (const [name, { plan, source }] of Object.entries(LINK_PRESETS)) {
    assertMatch(
      source,
      name === "ideal" ? /control/ : /Chosen by this project/,
    );
    assertEquals(parseLinkSpec(formatLinkSpec(linkOf(plan))), linkOf(plan));
  }
});

Deno.test("the queues of wan and satellite are one bandwidth-delay product", () => {
  for (const name of ["wan", "satellite"] as const) {
    const spec = linkOf(LINK_PRESETS[name].plan);
    const roundTripSeconds =
      (spec.server_to_client.delayMs + spec.client_to_server.delayMs) / 1_000;
    for (const direction of DIRECTIONS) {
      const { rateBitsPerSecond, queueBytes } = spec[direction];
      const productBytes = rateBitsPerSecond / 8 * roundTripSeconds;
      assertAlmostEquals(queueBytes / productBytes, 1, 0.01);
    }
  }
});

Deno.test("linkPreset() knows the names and no other word", () => {
  assertEquals(
    LINK_PRESET_NAMES.map(linkPreset),
    Object.values(LINK_PRESETS),
  );
  assertEquals(linkPreset("constructor"), undefined);
});

Deno.test("linkPresetsHelp() has a line for each preset, and fits a terminal", () => {
  const lines = linkPresetsHelp("    ").split("\n");
  for (const name of LINK_PRESET_NAMES) {
    assertEquals(
      lines.filter((line) => line.startsWith(`    ${name} `)).length,
      1,
      name,
    );
  }
  assert(lines.every((line) => line.length <= 80 && line.startsWith("    ")));
  assert(lines.some((line) => line.includes("delay=20ms rate=10mbit")));
});
