import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { LinkError, type LinkError as LinkErrorType } from "./link_spec.ts";
import type { Fate, PacketOnLink, Rule } from "./rule.ts";
import { judgeOf, loadRules, type NamedRule } from "./rule_chain.ts";

const MODULE = import.meta.resolve("./testing/rules.ts");

/** A datagram of 4 bytes over IPv4, from port 5000 to port 6000. */
const PACKET = Uint8Array.from([
  ...[0x45, 0, 0, 32, 0, 0, 0, 0, 64, 17, 0, 0, 198, 18, 0, 1, 198, 18, 0, 2],
  ...[0x13, 0x88, 0x17, 0x70, 0, 12, 0, 0, 1, 2, 3, 4],
]);

function named(...rules: Rule[]): NamedRule[] {
  return rules.map((rule, index) => ({ name: `rule ${index + 1}`, rule }));
}

/** What rules with these answers say together, and what failed. */
function judged(...answers: unknown[]) {
  const failures: string[] = [];
  const asked: number[] = [];
  const rules = answers.map((answer, index): Rule => () => {
    asked.push(index + 1);
    return answer as Fate;
  });
  const judge = judgeOf(
    named(...rules),
    ({ message }) => failures.push(message),
  );
  return { judgement: judge(PACKET, 0, 8, 1.5), failures, asked };
}

const NOTHING = { drop: false, duplicate: false, corrupt: false, delayMs: 0 };

Deno.test("a rule sees the packet, its way, its number and its time", () => {
  const seen: PacketOnLink[] = [];
  const judge = judgeOf(named((packet) => void seen.push(packet)), () => {});
  judge(PACKET, 0, 3, 12.5);
  judge(PACKET, 1, 1, 13);
  const [one, other] = seen;
  assertEquals(
    [one!.direction, one!.number, one!.atMs],
    ["server_to_client", 3, 12.5],
  );
  assertEquals(other!.direction, "client_to_server");
  assertEquals(
    [one!.protocol, one!.source, one!.sourcePort, one!.payloadBytes],
    ["udp", "198.18.0.1", 5_000, 4],
  );
});

Deno.test("rules that let a packet pass have nothing to say", () => {
  assertEquals(judged("pass", undefined), {
    judgement: undefined,
    failures: [],
    asked: [1, 2],
  });
});

Deno.test("what several rules say adds up, and so do delays", () => {
  const { judgement } = judged("duplicate", { delayMs: 5 }, "corrupt", "pass", {
    delayMs: 2.5,
  });
  assertEquals(judgement, {
    drop: false,
    duplicate: true,
    corrupt: true,
    delayMs: 7.5,
  });
});

Deno.test("rules are asked in order, and none behind the one that drops", () => {
  const { judgement, asked } = judged("duplicate", "drop", "corrupt");
  assertEquals(judgement?.drop, true);
  assertEquals(asked, [1, 2]);
});

Deno.test("a rule that throws is told with its packet, and the others are asked all the same", () => {
  const failures: LinkErrorType[] = [];
  const judge = judgeOf(
    named(() => {
      throw new Error("what is this?");
    }, () => "duplicate"),
    (failure) => failures.push(failure),
  );
  assertEquals(judge(PACKET, 1, 42, 0), { ...NOTHING, duplicate: true });
  assertEquals(failures.map(({ message }) => message), [
    'The rule "rule 1" threw at packet 42 of client_to_server: what is this?',
  ]);
  assertEquals(failures[0] instanceof LinkError, true);
});

Deno.test("an answer that is no fate is told, whatever it is", () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const answers = {
    '"lose"': "lose",
    null: null,
    true: true,
    "5n": 5n,
    "{ delayMs: -1 }": { delayMs: -1 },
    "{ delayMs: NaN }": { delayMs: NaN },
    "{ delayMs: Infinity }": { delayMs: Infinity },
    '{ delayMs: "5" }': { delayMs: "5" },
    'Promise { "drop" }': Promise.resolve("drop"),
    Circular: circular,
  };
  for (const [text, answer] of Object.entries(answers)) {
    const { judgement, failures } = judged(answer, { delayMs: 1 });
    assertEquals(judgement, { ...NOTHING, delayMs: 1 }, text);
    assertEquals(failures.length, 1, text);
    assertStringIncludes(failures[0]!, text);
    assertStringIncludes(failures[0]!, "packet 8 of server_to_client");
    assertStringIncludes(failures[0]!, "{ delayMs: … }");
  }
});

Deno.test("rules are loaded by name, in their order, with their parameters", async () => {
  const rules = await loadRules([
    { module: MODULE, name: "fates", parameters: { fates: ["drop"] } },
    { module: MODULE, name: "throwsAt", parameters: { number: 2 } },
  ]);
  assertEquals(rules.map(({ name }) => name), ["fates", "throwsAt"]);
  const failures: string[] = [];
  const judge = judgeOf(rules, ({ message }) => failures.push(message));
  assertEquals(judge(PACKET, 0, 1, 0)?.drop, true);
  assertEquals(judge(PACKET, 0, 2, 0), undefined);
  assertEquals(failures, [
    'The rule "throwsAt" threw at packet 2 of server_to_client: such a packet!',
  ]);
});

Deno.test("a rule that cannot be loaded or made is named, with the reason", async () => {
  const missing = import.meta.resolve("./testing/no_such_rules.ts");
  for (
    const [module, name, reason] of [
      [missing, "rule", missing],
      [MODULE, "nothing", "exports no function of that name, but"],
      [MODULE, "NOT_A_FUNCTION", "exports no function of that name, but"],
      [MODULE, "unmakeable", "there are no such packets"],
      [MODULE, "noRule", "has to return a function that takes a packet"],
      ["data:text/javascript,syntax error", "rule", "SyntaxError"],
    ] as const
  ) {
    const error = await assertRejects(
      () => loadRules([{ module, name, parameters: {} }]),
      LinkError,
    );
    assertStringIncludes(error.message, `the rule "${name}" of ${module}`);
    assertStringIncludes(error.message, reason);
  }
});
