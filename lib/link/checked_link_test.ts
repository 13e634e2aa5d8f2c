import {
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { checkedLink } from "./checked_link.ts";
import { LINK_PRESETS } from "./link_presets.ts";
import {
  type DirectionSpec,
  LinkError,
  linkOf,
  type LinkPlan,
} from "./link_spec.ts";

Deno.test("checkedLink() lets the presets and the ends of all ranges pass", () => {
  const ends: LinkPlan[] = [
    {},
    { mtuBytes: 576 },
    { mtuBytes: 65_521 },
    { mtuBytes: 1280, ipVersion: 6 },
    { both: { delayMs: 60_000, jitterMs: 60_000 } },
    {
      both: {
        lossRatio: 1,
        duplicateRatio: 1,
        corruptRatio: 1,
        reorderRatio: 1,
        reorderPackets: 100,
        burstLoss: { enterRatio: 0, leaveRatio: 1, lossRatio: 0 },
      },
    },
    {
      both: { rateBitsPerSecond: 0.5, queueBytes: 1500, queuePackets: 1 },
    },
  ];
  const plans = Object.values(LINK_PRESETS).map(({ plan }) => plan);
  for (const plan of [...plans, ...ends]) {
    const spec = linkOf(plan);
    assertStrictEquals(checkedLink(spec), spec);
  }
});

/** What a direction cannot be, and what the message says beside where that is. */
const WRONG: [spec: Partial<DirectionSpec>, said: string[]][] = [
  [{ delayMs: -1 }, ["delay", "delayMs -1", "from 0 to 60s"]],
  [{ delayMs: NaN }, ["delay", "NaN"]],
  [{ delayMs: 60_001 }, ["delay", "60001", "60s"]],
  [{ delayMs: 10, jitterMs: -1 }, ["jitter", "from 0 to the delay"]],
  [{ delayMs: 1, jitterMs: 2 }, ["jitter=2ms", "delay=1ms"]],
  [{ rateBitsPerSecond: -1 }, ["rate", "-1", "above 0"]],
  [{ rateBitsPerSecond: Infinity }, ["rate", "Infinity"]],
  [{ queueBytes: 64_000 }, ["a queue needs a rate"]],
  [{ rateBitsPerSecond: 1, queueBytes: 1499 }, ["queue=1499B", "1500"]],
  [{ rateBitsPerSecond: 1, queuePackets: 1.5 }, ["queue", "whole"]],
  [{ rateBitsPerSecond: 1, queuePackets: -1 }, ["queue", "whole"]],
  [{ lossRatio: 1.5 }, ["loss", "lossRatio 1.5", "from 0 to 100%"]],
  [{ duplicateRatio: -0.1 }, ["duplicate", "-0.1"]],
  [{ corruptRatio: 2 }, ["corrupt", "2"]],
  [{ reorderRatio: 1.1 }, ["reorder", "1.1"]],
  [{ reorderPackets: 0 }, ["reorder", "reorderPackets 0", "1 to 100"]],
  [{ reorderPackets: 101 }, ["reorder", "101"]],
  [{ reorderPackets: 1.5 }, ["reorder", "whole"]],
  [
    { burstLoss: { enterRatio: 0.1, leaveRatio: 0, lossRatio: 1 } },
    ["burst", "LEAVE above 0"],
  ],
  [
    { burstLoss: { enterRatio: 2, leaveRatio: 1, lossRatio: 1 } },
    ["burst", '"enterRatio":2'],
  ],
];

for (const [spec, said] of WRONG) {
  Deno.test(`checkedLink() refuses ${JSON.stringify(said)}`, () => {
    for (const direction of ["server_to_client", "client_to_server"] as const) {
      const { message } = assertThrows(
        () => checkedLink(linkOf({ [direction]: spec })),
        LinkError,
      );
      for (const words of [...said, direction.replaceAll("_", " ")]) {
        assertStringIncludes(message, words);
      }
    }
  });
}

Deno.test("checkedLink() refuses an MTU or a version out of range", () => {
  const wrong: [LinkPlan, string][] = [
    [{ mtuBytes: 575 }, "576 to 65521"],
    [{ mtuBytes: 65_522 }, "576 to 65521"],
    [{ mtuBytes: 1500.5 }, "whole"],
    [{ mtuBytes: 1279, ipVersion: 6 }, "1280"],
    [{ ipVersion: 5 as 4 }, "4 or 6"],
  ];
  for (const [plan, said] of wrong) {
    const { message } = assertThrows(
      () => checkedLink(linkOf(plan)),
      LinkError,
    );
    assertStringIncludes(message, said);
  }
});
