import {
  assert,
  assertEquals,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import type { Counters } from "../kernel/counters.ts";
import { programOutput } from "../kernel/program_output.ts";
import { type DirectionAccount, openSums } from "./account.ts";
import { type Chances, chancesOf } from "./chance.ts";
import { Link, type LinkOutcome } from "./link.ts";
import {
  type DirectionSpec,
  LINK_ENDS,
  type LinkEnd,
  linkOf,
  type LinkPlan,
  type RuleReference,
} from "./link_spec.ts";
import { parsePacket } from "./parse_packet.ts";
import { linkTest } from "./testing/link_tests.ts";
import { type Peer, Peers } from "./testing/peer.ts";

/** Longer than anything on these links takes. */
const QUIET_MS = 150;

/**
 * What is held back goes at last, overtaken or not; with a long delay that is so late that
 * a sender who waits for a core cannot be later.
 */
const LONG_DELAY_MS = 200;

const RULES = import.meta.resolve("./testing/rules.ts");

/** Bytes of IP and UDP headers. */
const HEADER_BYTES = { 4: 28, 6: 48 } as const;

const IP_VERSIONS = [4, 6] as const;

/** Opens a UDP socket on both hosts. */
async function bound(
  link: Link,
  { server, client }: Peers,
  ipVersion: 4 | 6 = 4,
) {
  const bind = async (peer: Peer, end: LinkEnd) => {
    const hostname = link.address(end, ipVersion);
    return { hostname, ...await peer.call("bind", { hostname }) };
  };
  return {
    server: await bind(server, "server"),
    client: await bind(client, "client"),
  };
}

/**
 * One trial in which the server sends datagrams to the client: few enough for its socket's
 * buffer, so that none is dropped there while it waits for a core.
 */
async function sendDown(
  link: Link,
  peers: Peers,
  { plan, seed = "seed", count = 150, bytes = 100, trace = false, expected }: {
    plan: LinkPlan;
    seed?: string;
    count?: number;
    bytes?: number;
    trace?: boolean;
    expected?: number;
  },
): Promise<LinkOutcome & { numbers: number[]; client: Counters }> {
  const { client: to } = await bound(link, peers, plan.ipVersion);
  await link.begin(linkOf(plan), { seed, trace });
  const before = await link.counters();
  await peers.server.call("send", { to, count, bytes });
  const { numbers } = await peers.client.call("collected", {
    // what is waited for in vain ends with the test
    quietMs: expected === undefined
      ? QUIET_MS + (plan.server_to_client?.delayMs ?? 0)
      : 20 * QUIET_MS,
    ...(expected === undefined ? {} : { expected }),
  });
  const outcome = await link.end();
  const after = await link.counters();
  const client = Object.fromEntries(
    Object.entries(after.client).map((
      [name, value],
    ) => [name, value - (before.client[name] ?? 0)]),
  );
  return { ...outcome, numbers, client };
}

function assertClosed({ account, drained }: LinkOutcome): void {
  assertEquals(openSums(account), []);
  assert(drained, "the link is not empty");
}

/** What chance has done. */
function fatesOf({ dropped, copied, corrupted, reordered }: DirectionAccount) {
  return { dropped, copied, corrupted, reordered };
}

/** A seed by which chance decides what a test needs about the server's packets. */
function seedWhere(
  server_to_client: Partial<DirectionSpec>,
  decides: (chances: Chances) => boolean,
): string {
  const seeds = Array.from({ length: 10_000 }, (_, seed) => `seed ${seed}`);
  const spec = linkOf({ server_to_client }).server_to_client;
  return seeds.find((seed) =>
    decides(chancesOf(spec, `${seed}/server_to_client`))
  )!;
}

const missing = (sent: number, numbers: number[]) =>
  Array.from({ length: sent }, (_, number) => number).filter((number) =>
    !numbers.includes(number)
  );

linkTest("both hosts reach each other by IPv4 and by IPv6", async () => {
  await using link = await Link.open();
  await using peers = await Peers.start(link);
  for (const ipVersion of IP_VERSIONS) {
    const at = await bound(link, peers, ipVersion);
    const sizes = { count: 30, bytes: 200 };
    await peers.server.call("send", { to: at.client, ...sizes });
    await peers.client.call("send", { to: at.server, ...sizes });
    for (const end of ["server", "client"] as const) {
      const { numbers, bytes } = await peers[end].call("collected", {
        quietMs: QUIET_MS,
      });
      assertEquals(missing(30, numbers), [], `IPv${ipVersion} to ${end}`);
      assertEquals(bytes, 6_000);
    }
    const hostname = link.address("server", ipVersion);
    const { port } = await peers.server.call("serve", { hostname });
    assertEquals(
      await peers.client.call("upload", {
        to: { hostname, port },
        bytes: 1_000_000,
      }),
      { counted: 1_000_000 },
    );
  }
  assertEquals(link.addresses.length, 4);
});

linkTest("nothing else is reached from there", async () => {
  await using link = await Link.open();
  await using peers = await Peers.start(link);
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const { answer } = await peers.client.call("reaches", {
    hostname: "127.0.0.1",
    port,
  });
  assert(/refused/i.test(answer), answer);
  // addresses for documentation (RFC 5737, RFC 3849)
  for (const hostname of ["192.0.2.1", "2001:db8::1"]) {
    for (const end of ["server", "client"] as const) {
      const { answer } = await peers[end].call("reaches", { hostname, port });
      assert(/unreachable/i.test(answer), answer);
    }
  }
});

/** What this machine's own network looks like; null: it cannot be looked at. */
async function machineNetwork() {
  const ip = async (...args: string[]) =>
    await programOutput("ip", { args: ["-o", ...args] });
  return {
    devices: (await ip("link"))?.split("\n").map((line) => line.split(":")[1]),
    addresses: (await ip("address"))?.replaceAll(/\d+sec/g, ""),
    routes: await ip("route", "show", "table", "all"),
    routes6: (await ip("-6", "route", "show", "table", "all"))
      ?.replaceAll(/\d+sec/g, ""),
    named: await programOutput("ls", { args: ["/run/netns"] }),
  };
}

linkTest("the machine's own network stays as it is", async () => {
  const before = await machineNetwork();
  {
    await using link = await Link.open();
    assertEquals(await machineNetwork(), before);
    await link.begin(linkOf({ mtuBytes: 9_000 }), { seed: "1" });
    assertEquals(await machineNetwork(), before);
  }
  assertEquals(await machineNetwork(), before);
});

linkTest(
  "a datagram of the largest payload crosses in one packet, whatever the MTU",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    // 576 takes IPv6 away; what follows has to bring it back
    for (const mtuBytes of [1_280, 576, 1_500, 9_000, 65_521, 576, 1_280]) {
      for (const ipVersion of IP_VERSIONS) {
        // RFC 8200, section 5
        if (ipVersion === 6 && mtuBytes < 1_280) continue;
        const bytes = mtuBytes - HEADER_BYTES[ipVersion];
        const { account, numbers } = await sendDown(link, peers, {
          plan: { mtuBytes, ipVersion },
          count: 3,
          expected: 3,
          bytes,
        });
        const what = `IPv${ipVersion} at ${mtuBytes}`;
        assertEquals(numbers, [0, 1, 2], what);
        assertEquals(openSums(account), [], what);
        assertEquals(account.server_to_client.taken, 3, what);
        assertEquals(account.server_to_client.taken_bytes, 3 * mtuBytes, what);
      }
    }
  },
);

linkTest("a datagram that is larger crosses in fragments", async () => {
  await using link = await Link.open();
  await using peers = await Peers.start(link);
  for (const ipVersion of IP_VERSIONS) {
    const { account, numbers } = await sendDown(link, peers, {
      plan: { ipVersion },
      count: 3,
      expected: 3,
      bytes: 4_000,
    });
    assertEquals(numbers, [0, 1, 2]);
    assertEquals(account.server_to_client.taken, 9, `IPv${ipVersion}`);
  }
});

/** As much as TCP can bear without long timeouts. */
const EVERYTHING: Partial<DirectionSpec> = {
  delayMs: 4,
  jitterMs: 2,
  rateBitsPerSecond: 20_000_000,
  queuePackets: 12,
  lossRatio: 0.01,
  burstLoss: { enterRatio: 0.01, leaveRatio: 0.5, lossRatio: 0.8 },
  duplicateRatio: 0.02,
  reorderRatio: 0.02,
  reorderPackets: 2,
  corruptRatio: 0.01,
};

const ALL_SORTS: RuleReference = {
  module: RULES,
  name: "allSorts",
  parameters: {},
};

linkTest(
  "the account adds up after all impairments at once, over UDP and TCP",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    for (const ipVersion of IP_VERSIONS) {
      const { client: to } = await bound(link, peers, ipVersion);
      const hostname = link.address("server", ipVersion);
      const { port } = await peers.server.call("serve", { hostname });
      await link.begin(
        linkOf({ ipVersion, both: EVERYTHING, rules: [ALL_SORTS] }),
        { seed: `all ${ipVersion}`, trace: true },
      );
      const bytes = 20_000;
      const [{ counted }] = await Promise.all([
        peers.client.call("upload", { to: { hostname, port }, bytes }),
        peers.server.call("send", { to, count: 1_000, bytes: 1_000 }),
      ]);
      assertEquals(counted, bytes, "TCP repairs what the link has done");
      await peers.client.call("collected", { quietMs: QUIET_MS });
      const outcome = await link.end(10_000);
      assertClosed(outcome);
      const { account, trace } = outcome;
      const down = account.server_to_client;
      const happened = { ...down, ...down.dropped };
      for (
        const what of [
          ...["rule", "loss", "burst_loss", "queue_full"] as const,
          ...["copied", "corrupted", "reordered", "queue_peak_bytes"] as const,
        ]
      ) assert(happened[what] > 0, `${what} never happened`);
      // the trace tells of each packet what the account has added up
      for (
        const direction of ["server_to_client", "client_to_server"] as const
      ) {
        const own = trace!.packets.filter((one) => one.direction === direction);
        const count = (is: (one: typeof own[number]) => unknown) =>
          own.filter(is).length;
        const sums = account[direction];
        assertEquals(count(({ copy }) => !copy), sums.taken);
        assertEquals(count(({ copy }) => copy), sums.copied);
        assertEquals(count(({ outMs }) => outMs !== undefined), sums.delivered);
        assertEquals(count((one) => one.reordered), sums.reordered);
        assertEquals(
          count((one) => one.corrupted && !one.copy),
          sums.corrupted,
        );
        for (const [cause, packets] of Object.entries(sums.dropped)) {
          assertEquals(
            count(({ dropped }) => dropped === cause),
            packets,
            cause,
          );
        }
      }
    }
  },
);

linkTest(
  "the n-th packet meets the same fate whenever the seed is the same",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    const plan: LinkPlan = {
      server_to_client: {
        lossRatio: 0.05,
        burstLoss: { enterRatio: 0.02, leaveRatio: 0.3, lossRatio: 0.9 },
        duplicateRatio: 0.05,
        corruptRatio: 0.05,
        reorderRatio: 0.05,
        reorderPackets: 1,
        delayMs: LONG_DELAY_MS,
      },
    };
    const trial = async (seed: string) => {
      const outcome = await sendDown(link, peers, { plan, seed, trace: true });
      assertClosed(outcome);
      const packets = outcome.trace!.packets.map(
        ({ number, dropped, copy, corrupted, reordered }) =>
          `${number} ${dropped} ${copy} ${corrupted} ${reordered}`,
      );
      return {
        packets,
        fates: fatesOf(outcome.account.server_to_client),
        // what the client's program got
        numbers: outcome.numbers.toSorted((a, b) => a - b),
      };
    };
    const first = await trial("seed 1");
    const other = await trial("seed 2");
    const again = await trial("seed 1");
    assertEquals(again, first);
    assertNotEquals(other.packets, first.packets);
    assertNotEquals(other.numbers, first.numbers);
  },
);

for (const ipVersion of IP_VERSIONS) {
  linkTest(
    `over IPv${ipVersion} the receiving kernel counts just the damaged datagrams`,
    async () => {
      await using link = await Link.open();
      await using peers = await Peers.start(link);
      const table = ipVersion === 4 ? "Udp" : "Udp6";
      const sent = 150;
      const { account, numbers, client } = await sendDown(link, peers, {
        plan: { ipVersion, server_to_client: { corruptRatio: 0.3 } },
        count: sent,
        bytes: 20,
      });
      assertEquals(openSums(account), []);
      const { corrupted, delivered } = account.server_to_client;
      assert(corrupted > 15, `${corrupted}`);
      assertEquals(delivered, sent);
      assertEquals(client[`${table}.InCsumErrors`], corrupted);
      assertEquals(client[`${table}.InErrors`], corrupted);
      assertEquals(client[`${table}.InDatagrams`], sent - corrupted);
      assertEquals(missing(sent, numbers).length, corrupted);
    },
  );
}

linkTest("a full queue drops what comes, and only that", async () => {
  await using link = await Link.open();
  await using peers = await Peers.start(link);
  const queueBytes = 3_000;
  const { account, numbers } = await sendDown(link, peers, {
    plan: { server_to_client: { rateBitsPerSecond: 1_000_000, queueBytes } },
    count: 60,
    bytes: 972,
  });
  const { dropped, delivered, queue_peak_bytes, queue_max_ms } =
    account.server_to_client;
  assert(dropped.queue_full > 0);
  assertEquals(numbers.length, 60 - dropped.queue_full);
  assertEquals(delivered, numbers.length);
  assertEquals(numbers, numbers.toSorted((a, b) => a - b), "in order");
  assertEquals(queue_peak_bytes, queueBytes);
  // two packets of 1,000 bytes before the third one
  assert(queue_max_ms > 8 && queue_max_ms <= 16, `${queue_max_ms}`);
});

linkTest(
  "no packet is handed over before its delay is over, or out of order for jitter",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    const { trace, numbers } = await sendDown(link, peers, {
      plan: { server_to_client: { delayMs: 20, jitterMs: 10 } },
      count: 150,
      expected: 150,
      trace: true,
    });
    const delays = trace!.packets.map(({ inMs, outMs }) => outMs! - inMs);
    assertEquals(delays.length, 150);
    // both times are of the link's clock, but read at different moments
    assert(Math.min(...delays) >= 10 - 0.001, `${Math.min(...delays)}`);
    assert(Math.max(...delays) > 20, "some are late");
    assertEquals(numbers, Array.from({ length: 150 }, (_, number) => number));
  },
);

linkTest(
  "what a rule delays is overtaken, and what is held back, too",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    const rule = {
      module: RULES,
      name: "fates",
      parameters: {
        direction: "server_to_client",
        fates: ["pass", { delayMs: 100 }, "drop", "duplicate", "pass"],
      },
    };
    const ruled = await sendDown(link, peers, {
      plan: { rules: [rule] },
      count: 6,
    });
    assertEquals(ruled.numbers, [0, 3, 3, 4, 5, 1]);
    // every packet is held back until one has passed, and none can: all go at last
    const held = await sendDown(link, peers, {
      plan: { server_to_client: { reorderRatio: 1 } },
      count: 3,
    });
    assertEquals(held.numbers, [0, 1, 2]);
    assertEquals(held.account.server_to_client.reordered, 0);
  },
);

linkTest(
  "a packet that is held back comes behind just as many later ones as was asked",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    const reorderPackets = 3;
    const { trace, numbers } = await sendDown(link, peers, {
      plan: {
        server_to_client: {
          delayMs: LONG_DELAY_MS,
          reorderRatio: 0.1,
          reorderPackets,
        },
      },
      count: 150,
      expected: 150,
      trace: true,
    });
    assertEquals(missing(150, numbers), []);
    const reordered = new Set(
      trace!.packets.filter((one) => one.reordered).map((one) =>
        one.number - 1
      ),
    );
    assert(reordered.size > 5, `${reordered.size}`);
    for (const number of reordered) {
      const passed = numbers.slice(0, numbers.indexOf(number)).filter((one) =>
        one > number && !reordered.has(one)
      );
      assertEquals(passed.length, reorderPackets, `number ${number}`);
    }
  },
);

linkTest("what a rule delays passes none that is held back", async () => {
  await using link = await Link.open();
  await using peers = await Peers.start(link);
  const server_to_client = { reorderRatio: 0.5, delayMs: LONG_DELAY_MS };
  const seed = seedWhere(
    server_to_client,
    ({ reorder }) => reorder() && !reorder() && !reorder(),
  );
  const parameters = {
    direction: "server_to_client",
    fates: ["pass", { delayMs: 100 }],
  };
  const { numbers } = await sendDown(link, peers, {
    plan: {
      server_to_client,
      rules: [{ module: RULES, name: "fates", parameters }],
    },
    seed,
    count: 3,
    expected: 3,
  });
  assertEquals(numbers, [2, 0, 1]);
});

/** The first packet takes as long as it can, the second nearly no time. */
const SLOW_THEN_FAST = { delayMs: 200, jitterMs: 200 };
const isSlowThenFast = ({ jitterMs }: Chances) =>
  jitterMs() > 150 && jitterMs() < -150;

linkTest("what a rule delays a little overtakes nobody for it", async () => {
  await using link = await Link.open();
  await using peers = await Peers.start(link);
  const parameters = {
    direction: "server_to_client",
    fates: ["pass", { delayMs: 0.001 }],
  };
  const { numbers } = await sendDown(link, peers, {
    plan: {
      server_to_client: SLOW_THEN_FAST,
      rules: [{ module: RULES, name: "fates", parameters }],
    },
    seed: seedWhere(SLOW_THEN_FAST, isSlowThenFast),
    count: 2,
    expected: 2,
  });
  assertEquals(numbers, [0, 1]);
});

linkTest("the copy of a packet that is held back keeps its place", async () => {
  await using link = await Link.open();
  await using peers = await Peers.start(link);
  const server_to_client = { ...SLOW_THEN_FAST, reorderRatio: 0.5 };
  const parameters = { direction: "server_to_client", fates: ["duplicate"] };
  const { numbers } = await sendDown(link, peers, {
    plan: {
      server_to_client,
      rules: [{ module: RULES, name: "fates", parameters }],
    },
    seed: seedWhere(
      server_to_client,
      (chances) =>
        chances.reorder() && !chances.reorder() && isSlowThenFast(chances),
    ),
    count: 2,
    expected: 3,
  });
  assertEquals(numbers, [0, 1, 0]);
});

linkTest(
  "losses change nothing about the fates of the other packets",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    const others = {
      duplicateRatio: 0.1,
      corruptRatio: 0.1,
      reorderRatio: 0.1,
      reorderPackets: 1,
      delayMs: LONG_DELAY_MS,
    };
    const sent = 400;
    const trial = async (lossRatio: number) => {
      const { trace } = await sendDown(link, peers, {
        plan: { server_to_client: { ...others, lossRatio } },
        count: sent,
        trace: true,
      });
      // nobody passes the last ones
      const packets = trace!.packets.filter(({ number }) => number < sent - 20);
      const numbers = (is: (one: typeof packets[number]) => unknown) =>
        packets.filter(is).map(({ number }) => number);
      return {
        lost: numbers(({ dropped }) => dropped === "loss"),
        fates: {
          copied: numbers(({ copy }) => copy),
          corrupted: numbers(({ copy, corrupted }) => corrupted && !copy),
          reordered: numbers(({ reordered }) => reordered),
        },
      };
    };
    const without = await trial(0);
    const { lost, fates } = await trial(0.2);
    assertEquals(without.lost, []);
    assert(lost.length > 40, `${lost.length}`);
    for (const [name, numbers] of Object.entries(without.fates)) {
      assert(numbers.length > 15, name);
      const left = numbers.filter((number) => !lost.includes(number));
      assertEquals(fates[name as keyof typeof fates], left, name);
    }
  },
);

linkTest("what is on its way when a trial begins is forgotten", async () => {
  await using link = await Link.open();
  await using peers = await Peers.start(link);
  const { client: to } = await bound(link, peers);
  const server_to_client = { delayMs: 600 };
  await link.begin(linkOf({ server_to_client }), { seed: "1" });
  await peers.server.call("send", { to, count: 5, bytes: 100 });
  await link.begin(linkOf({}), { seed: "1" });
  const { numbers } = await peers.client.call("collected", { quietMs: 700 });
  assertEquals(numbers, []);
  const { account } = await link.end();
  assertEquals(openSums(account), []);
  assertEquals(account.server_to_client.taken, 0);
});

linkTest(
  "what waits in a device when a trial begins is not in it",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    const { client: to } = await bound(link, peers);
    await link.begin(linkOf({ server_to_client: { delayMs: 600 } }), {
      seed: "1",
    });
    // it takes nothing until it goes on, and then hears first of the trial
    Deno.kill(link.pid, "SIGSTOP");
    await peers.server.call("send", { to, count: 5, bytes: 100 });
    const began = link.begin(linkOf({}), { seed: "1" });
    // time for the call to be on its way
    await new Promise((resolve) => setTimeout(resolve, 100));
    Deno.kill(link.pid, "SIGCONT");
    await began;
    const { numbers } = await peers.client.call("collected", { quietMs: 700 });
    assertEquals(numbers, []);
    const { account } = await link.end();
    assertEquals(openSums(account), []);
    assertEquals(account.server_to_client.taken, 0);
    assertEquals(account.server_to_client.device_sent, 0);
  },
);

linkTest("each host has the device that the link names", async () => {
  await using link = await Link.open();
  for (const end of LINK_ENDS) {
    const [program, ...args] = [...link.prefix(end), "cat", "/proc/net/dev"];
    const table = await programOutput(program!, { args });
    assertStringIncludes(table!, `\n${link.device(end)}:`);
  }
  assertNotEquals(link.device("server"), link.device("client"));
});

linkTest(
  "packets are recorded with the headers that their sender gave them",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    const { trace, untraced } = await sendDown(link, peers, {
      plan: { server_to_client: { corruptRatio: 1, duplicateRatio: 1 } },
      count: 50,
      bytes: 20,
      trace: true,
    });
    assertEquals(trace!.server, link.address("server"));
    assertEquals(trace!.packets.length, 100);
    assertEquals(untraced, 0);
    for (
      const { head, totalBytes, copy, corrupted, number } of trace!.packets
    ) {
      const packet = parsePacket(head, totalBytes);
      assertEquals(packet.source, link.address("server"));
      assertEquals(packet.payloadBytes, 20, `packet ${number}, copy: ${copy}`);
      assertEquals(corrupted, true);
      assertEquals(new DataView(head.buffer).getUint32(28), number - 1);
    }
    const { trace: none } = await sendDown(link, peers, { plan: {}, count: 1 });
    assertEquals(none, undefined);
  },
);
