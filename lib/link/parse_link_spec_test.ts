import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join, toFileUrl } from "@std/path";
import { LINK_PRESETS } from "./link_presets.ts";
import { LinkError, linkOf, type LinkPlan } from "./link_spec.ts";
import { parseLinkSpec } from "./parse_link_spec.ts";

const FOLDER = import.meta.dirname!;

const READ: [text: string, plan: LinkPlan][] = [
  ["ideal", {}],
  ["delay=10ms", { both: { delayMs: 10 } }],
  ["  delay=10ms \t jitter=2ms ", { both: { delayMs: 10, jitterMs: 2 } }],
  ["delay=60s", { both: { delayMs: 60_000 } }],
  ["delay=5ms jitter=5ms", { both: { delayMs: 5, jitterMs: 5 } }],
  ["rate=50Mbit/s", { both: { rateBitsPerSecond: 50_000_000 } }],
  [
    "rate=50mbit queue=64kB",
    { both: { rateBitsPerSecond: 50_000_000, queueBytes: 64_000 } },
  ],
  [
    "queue=100packets rate=1mbit queue=64KiB",
    {
      both: {
        rateBitsPerSecond: 1_000_000,
        queueBytes: 65_536,
        queuePackets: 100,
      },
    },
  ],
  [
    "rate=1mbit queue=1500B",
    { both: { rateBitsPerSecond: 1_000_000, queueBytes: 1500 } },
  ],
  [
    "loss=0.5% duplicate=0.01 corrupt=100%",
    { both: { lossRatio: 0.005, duplicateRatio: 0.01, corruptRatio: 1 } },
  ],
  [
    "burst=1%,30%",
    {
      both: { burstLoss: { enterRatio: 0.01, leaveRatio: 0.3, lossRatio: 1 } },
    },
  ],
  [
    "burst=1%,30%,80%",
    {
      both: {
        burstLoss: { enterRatio: 0.01, leaveRatio: 0.3, lossRatio: 0.8 },
      },
    },
  ],
  ["reorder=2%", { both: { reorderRatio: 0.02 } }],
  ["reorder=2%,100", { both: { reorderRatio: 0.02, reorderPackets: 100 } }],
  ["mtu=576", { mtuBytes: 576 }],
  ["mtu=65521", { mtuBytes: 65_521 }],
  ["ip=6 mtu=1280", { ipVersion: 6, mtuBytes: 1280 }],
  [
    "delay=10ms rate=50mbit queue=64kB / delay=10ms rate=5mbit",
    {
      server_to_client: {
        delayMs: 10,
        rateBitsPerSecond: 50_000_000,
        queueBytes: 64_000,
      },
      client_to_server: { delayMs: 10, rateBitsPerSecond: 5_000_000 },
    },
  ],
  ["ideal / loss=1%", { client_to_server: { lossRatio: 0.01 } }],
  ["loss=1% mtu=1400 / ideal mtu=1400", {
    mtuBytes: 1400,
    server_to_client: { lossRatio: 0.01 },
  }],
  ["mtu=1000 / ip=4", { mtuBytes: 1000, ipVersion: 4 }],
];

for (const [text, plan] of READ) {
  Deno.test(`parseLinkSpec() reads "${text}"`, () => {
    assertEquals(parseLinkSpec(text), linkOf(plan));
  });
}

Deno.test("parseLinkSpec() reads the name of each preset", () => {
  for (const [name, { plan }] of Object.entries(LINK_PRESETS)) {
    assertEquals(parseLinkSpec(name), linkOf(plan), name);
  }
});

Deno.test("parts behind a preset change it, and nothing else of it", () => {
  const wan = parseLinkSpec("wan");
  assertEquals(parseLinkSpec("wan loss=2%"), {
    ...wan,
    server_to_client: { ...wan.server_to_client, lossRatio: 0.02 },
    client_to_server: { ...wan.client_to_server, lossRatio: 0.02 },
  });
  // a queue in packets takes the place of the one in bytes
  const { queueBytes, queuePackets } =
    parseLinkSpec("wan queue=9packets").server_to_client;
  assertEquals([queueBytes, queuePackets], [0, 9]);
});

Deno.test("a preset in a half gives its side of that direction", () => {
  const satellite = parseLinkSpec("satellite");
  const mixed = parseLinkSpec("delay=1ms / satellite");
  assertEquals(mixed.client_to_server, satellite.client_to_server);
  assertEquals(mixed.server_to_client.delayMs, 1);
  assertEquals(
    parseLinkSpec("satellite / wan").server_to_client,
    satellite.server_to_client,
  );
});

Deno.test("rules are files from a folder, with the default export unless named", () => {
  const module = toFileUrl(join(FOLDER, "rule.ts")).href;
  assertEquals(
    parseLinkSpec("rules=rule.ts rules=./packet.ts#dropThird", FOLDER).rules,
    [
      { module, name: "default", parameters: null },
      {
        module: toFileUrl(join(FOLDER, "packet.ts")).href,
        name: "dropThird",
        parameters: null,
      },
    ],
  );
  // a whole path or URL does not count from anywhere
  for (const file of [join(FOLDER, "rule.ts"), module]) {
    assertEquals(parseLinkSpec(`delay=1ms / rules=${file}#x`, "/").rules, [
      { module, name: "x", parameters: null },
    ]);
  }
});

/** What is wrong, and what the message has to say beside the word itself. */
const WRONG: [text: string, said: string[]][] = [
  ["", ["delay=10ms", "wan"]],
  ["   ", ["delay=10ms"]],
  [
    "rate=fast",
    [
      'cannot read "rate=fast": rate takes bits per second, such as 50mbit ' +
      "(bit, kbit, mbit, gbit), above 0",
    ],
  ],
  ["rate=0", ["rate=0", "above 0"]],
  ["rate=5furlong", ["rate=5furlong", "kbit, mbit"]],
  ["delay=10", ["delay=10", "us, ms, s", "10ms", "60s"]],
  ["delay=61s", ["delay=61s", "60s"]],
  ["delay=-1ms", ["delay=-1ms"]],
  ["delay=", ['"delay="', "10ms"]],
  ["delay=1ms jitter=2ms", ["jitter=2ms", "delay=1ms"]],
  ["jitter=2ms", ["jitter=2ms", "delay=0"]],
  ["wifi delay=1ms", ["jitter=3ms", "delay=1ms"]],
  ["queue=64kB", ["queue", "rate=50mbit"]],
  ["queue=9packets", ["queue", "rate=50mbit"]],
  ["rate=1mbit / queue=9packets rate=1mbit jitter=1s", ["client to server"]],
  ["rate=1mbit queue=1499B", ["queue=1499B", "1500", "mtu"]],
  ["rate=1mbit queue=9kB mtu=9001", ["queue=9kB", "9001"]],
  ["rate=1mbit queue=9kB / mtu=9001", ["queue=9kB", "9001"]],
  ["rate=1mbit queue=0packets", ["queue=0packets", "100packets"]],
  ["rate=1mbit queue=64kb", ["queue=64kb", "B, kB, KiB, MB, MiB"]],
  ["rate=1mbit queue=1.0001kB", ["queue=1.0001kB", "whole"]],
  ["rate=1mbit queue=64kB queue=65kB", ["queue=65kB", "packets"]],
  ["loss=101%", ["loss=101%", "100%"]],
  ["loss=1.01", ["loss=1.01", "100%"]],
  ["duplicate=two", ["duplicate=two", "share"]],
  ["corrupt=200%", ["corrupt=200%", "100%"]],
  ["burst=1%", ["burst=1%", "ENTER,LEAVE"]],
  ["burst=1%,0", ["burst=1%,0", "LEAVE above 0"]],
  ["burst=1%,2%,101%", ["burst=1%,2%,101%", "100%"]],
  ["burst=1%,2%,3%,4%", ["burst=1%,2%,3%,4%"]],
  ["reorder=1%,0", ["reorder=1%,0", "1 to 100"]],
  ["reorder=1%,101", ["reorder=1%,101", "1 to 100"]],
  ["reorder=1%,1.5", ["reorder=1%,1.5", "whole"]],
  ["reorder=1%,1,1", ["reorder=1%,1,1"]],
  ["mtu=575", ["mtu=575", "576", "65521"]],
  ["mtu=65522", ["mtu=65522", "576", "65521"]],
  ["mtu=1500B", ["mtu=1500B", "1500"]],
  ["mtu=1279 ip=6", ["mtu=1279", "1280"]],
  ["mtu=1279 / ip=6", ["mtu=1279", "1280"]],
  ["ip=5", ["ip=5", "4 or 6"]],
  ["mtu=1400 mtu=1400", ["mtu=1400", "before"]],
  ["mtu=1400 / mtu=1300", ["mtu", "whole link"]],
  ["ip=4 / ip=6", ["ip", "whole link"]],
  ["rules=rule.ts / rules=packet.ts", ["rules", "whole link"]],
  ["rules=no_such_file.ts", [join(FOLDER, "no_such_file.ts"), "FILE#EXPORT"]],
  ["rules=../link", ["no file", "FILE#EXPORT"]],
  ["rules=", ['"rules="', "FILE#EXPORT"]],
  ["rules=rule.ts#", ["rules=rule.ts#", "FILE#EXPORT"]],
  ["delay=1ms delay=1ms", ["delay=1ms", "before"]],
  ["dealy=3", ["dealy=3", "did you mean delay?", "rate, queue, loss"]],
  ["latency=3ms", ["latency=3ms", "delay, jitter"]],
  ["Delay=3ms", ["did you mean delay?"]],
  ["wam", ["wam", "did you mean wan?", "satellite"]],
  ["toString", ["toString", "satellite"]],
  ["delay", ["delay=VALUE"]],
  ["loss=1% wan", ["wan", "first"]],
  ["lan wan", ["wan", "first"]],
  ["/", ["ideal"]],
  ["wan /", ["ideal"]],
  ["/ wan", ["ideal"]],
  ["wan / lan / wan", ["wan / lan / wan", "two directions"]],
];

for (const [text, said] of WRONG) {
  Deno.test(`parseLinkSpec() refuses ${JSON.stringify(text)}`, () => {
    const { message } = assertThrows(
      () => parseLinkSpec(text, FOLDER),
      LinkError,
    );
    for (const words of said) assertStringIncludes(message, words);
  });
}
