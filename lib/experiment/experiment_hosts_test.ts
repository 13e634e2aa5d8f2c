/** `experiment()` between hosts that command prefixes reach, from outside. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { Workplace } from "../../fixtures/experiments/child_run.ts";
import {
  JoinedNamespaces,
  namespacesMissing,
} from "../endpoint/testing/namespaces.ts";
import { needing } from "../endpoint/testing/needing.ts";

const missing = await namespacesMissing();

Deno.test({
  ...needing(
    missing,
    "an experiment runs between two hosts that a cable joins",
  ),
  async fn() {
    using workplace = new Workplace();
    await using joined = await JoinedNamespaces.make();
    const [one, two] = joined.hosts;
    const { code, text } = await workplace.run({
      files: ["first.ts", "over_any_path.ts", "over_link.ts"],
      words: [
        ...workplace.words,
        ...["--repetitions", "1", "--server-address", one.address],
        ...["--server-host", one.prefix.join(" ")],
        ...["--client-host", two.prefix.join(" ")],
      ],
    });
    assertEquals(code, 0, text);
    const records = workplace.records();
    assertEquals(records.length, 6 + 2);
    for (const { link, transfers, ...record } of records) {
      assertEquals(link, "hosts");
      const { client, server, server_view } = transfers[0]!;
      assertEquals(
        [client.address, server.address],
        [two.address, one.address],
      );
      assertEquals(server_view!.client.address, two.address);
      // what the kernel here counts is not about them
      assertEquals("counters" in record, false);
      assertEquals("network_namespace" in record, false);
    }
    const { link, experiments } = workplace.manifest();
    assertEquals(link, "hosts");
    assertEquals(
      experiments.map(({ name, status }) => `${name}: ${status}`),
      [
        "first: done",
        "over_any_path: done",
        "over_loopback: skipped",
        "over_link: skipped",
      ],
    );
    const remedy =
      "run it without --server-host, --client-host and --server-address";
    assertStringIncludes(
      text,
      `skipped: it is about loopback: nothing else has its speed; ${remedy}`,
    );
    assertStringIncludes(text, `skipped: it has links of its own; ${remedy}`);
    // a claim about loopback is not asked of another path
    assertEquals(text.includes("loopback is the path"), false);
  },
});

/** Prefixes that do not work, and what has to be said of them. */
const WRONG: Record<string, { words: string[]; said: string[] }> = {
  "a program that is not there": {
    words: ["--server-host", "no-such-program-here a"],
    said: [
      '--server-host: Cannot start the server 0 with "no-such-program-here": no such program',
    ],
  },
  "one that fails": {
    words: ["--client-host", "sh -c 'echo unknown host >&2; exit 1' host"],
    said: [
      "--client-host: The client 0 has ended, its last words:\nunknown host",
      "The host cannot be reached",
    ],
  },
  "one that does not run what follows": {
    words: ["--client-host", "echo"],
    said: [
      "--client-host: The client 0 has ended",
      '"echo" does not run the command that follows it',
    ],
  },
};

Deno.test("a prefix that reaches no host is named with its option", async (test) => {
  using workplace = new Workplace();
  for (const [name, { words, said }] of Object.entries(WRONG)) {
    await test.step(name, async () => {
      const { code, text } = await workplace.run({
        files: ["over_any_path.ts"],
        words: [
          ...workplace.words,
          ...["--server-address", "127.0.0.1", ...words],
        ],
        flags: ["--filter", "over_any_path"],
      });
      assertEquals(code, 1, text);
      for (const part of said) assertStringIncludes(text, part);
      assertEquals(workplace.records(), []);
      assertEquals(workplace.manifest().experiments[0]!.status, "failed");
    });
  }
});
