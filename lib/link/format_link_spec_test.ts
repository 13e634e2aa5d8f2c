import { assert, assertEquals } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { randomFrom, type RandomSource } from "../random/random.ts";
import { formatLinkSpec } from "./format_link_spec.ts";
import {
  type DirectionSpec,
  IDEAL_DIRECTION,
  linkOf,
  type LinkPlan,
  type LinkSpec,
} from "./link_spec.ts";
import { parseLinkSpec } from "./parse_link_spec.ts";

const RULES = toFileUrl(join(import.meta.dirname!, "rule.ts")).href;

const WRITTEN: [plan: LinkPlan, text: string][] = [
  [{}, "ideal"],
  [{ mtuBytes: 1400, ipVersion: 6 }, "mtu=1400 ip=6"],
  [
    {
      both: {
        lossRatio: 0.005,
        queueBytes: 64_000,
        rateBitsPerSecond: 50_000_000,
        delayMs: 10,
      },
    },
    "delay=10ms rate=50mbit queue=64kB loss=0.5%",
  ],
  [
    { both: { queuePackets: 9, queueBytes: 65_536, rateBitsPerSecond: 1 } },
    "rate=1bit queue=64KiB queue=9packets",
  ],
  [
    {
      server_to_client: { delayMs: 10 },
      client_to_server: { delayMs: 10, jitterMs: 1.5 },
      mtuBytes: 9000,
    },
    "delay=10ms / delay=10ms jitter=1.5ms mtu=9000",
  ],
  [{ client_to_server: { lossRatio: 1 } }, "ideal / loss=100%"],
  [{ server_to_client: { corruptRatio: 0.01 } }, "corrupt=1% / ideal"],
  [
    {
      both: {
        burstLoss: { enterRatio: 0, leaveRatio: 1, lossRatio: 0.5 },
        duplicateRatio: 0.1,
        reorderRatio: 0.2,
        reorderPackets: 3,
      },
    },
    "burst=0%,100%,50% duplicate=10% reorder=20%,3",
  ],
  [
    {
      both: { delayMs: 1 },
      rules: [
        { module: RULES, name: "dropThird", parameters: { every: 3 } },
        { module: RULES, name: "default", parameters: null },
      ],
    },
    "delay=1ms rules=dropThird rules=rule.ts",
  ],
];

for (const [plan, text] of WRITTEN) {
  Deno.test(`formatLinkSpec() writes "${text}"`, () => {
    assertEquals(formatLinkSpec(linkOf(plan)), text);
  });
}

Deno.test("parseLinkSpec() reads from a text of formatLinkSpec() the same link", () => {
  const random = randomFrom("links");
  const differing = new Set<string>();
  for (let draw = 0; draw < 1_000; draw++) {
    const spec = randomLink(random);
    const text = formatLinkSpec(spec, "url");
    assertEquals(parseLinkSpec(text), spec, text);
    for (const [name] of text.matchAll(/[a-z]+(?==)|\/ /g)) differing.add(name);
  }
  // each part was among them, and so were links of two halves
  assertEquals(differing.size, 13, [...differing].join());
});

Deno.test("rules in a folder with any name are read again from their URL", () => {
  const folder = Deno.makeTempDirSync({ prefix: "transport-lab test #1 % é" });
  try {
    const file = join(folder, "my rules#2.ts");
    Deno.writeTextFileSync(file, "");
    const module = toFileUrl(file).href;
    const spec = linkOf({ rules: [{ module, name: "one", parameters: null }] });
    const text = formatLinkSpec(spec, "url");
    assertEquals(parseLinkSpec(text), spec);
    assert(!text.includes(" "), text);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

function randomLink(random: RandomSource): LinkSpec {
  const sometimes = () => random.integer(3) === 0;
  const ipVersion = sometimes() ? 6 : 4;
  const lowest = ipVersion === 6 ? 1280 : 576;
  const mtuBytes = sometimes()
    ? lowest + random.integer(65_521 - lowest + 1)
    : 1500;
  const direction = randomDirection(random, mtuBytes);
  return {
    mtuBytes,
    ipVersion,
    server_to_client: direction,
    client_to_server: sometimes()
      ? { ...direction }
      : randomDirection(random, mtuBytes),
    rules: Array.from({ length: random.integer(3) }, () => ({
      module: RULES,
      name: random.pick(["default", "dropThird"]),
      parameters: null,
    })),
  };
}

function randomDirection(
  random: RandomSource,
  mtuBytes: number,
): DirectionSpec {
  const sometimes = () => random.integer(2) === 0;
  const share = () =>
    random.pick([1, random.real(), random.integer(1_000) / 1_000, 1e-9]);
  const rated = sometimes();
  const delayMs = sometimes()
    ? random.pick([60_000, random.integer(1_000), random.real() * 60_000])
    : 0;
  return {
    ...IDEAL_DIRECTION,
    delayMs,
    jitterMs: sometimes() ? delayMs * random.real() : 0,
    rateBitsPerSecond: rated
      ? random.pick([
        1 + random.integer(2 ** 32),
        1_000 * (1 + random.integer(10_000)),
      ])
      : 0,
    queueBytes: rated && sometimes()
      ? mtuBytes + random.integer(10_000_000)
      : 0,
    queuePackets: rated && sometimes() ? 1 + random.integer(1_000) : 0,
    lossRatio: sometimes() ? share() : 0,
    duplicateRatio: sometimes() ? share() : 0,
    corruptRatio: sometimes() ? share() : 0,
    reorderRatio: sometimes() ? share() : 0,
    reorderPackets: sometimes() ? 1 + random.integer(100) : 1,
    ...(sometimes()
      ? {
        burstLoss: {
          enterRatio: share(),
          leaveRatio: random.pick([1, 0.001]),
          lossRatio: share(),
        },
      }
      : {}),
  };
}
