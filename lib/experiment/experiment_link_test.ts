/** `experiment()` over emulated links, from outside: what a run leaves of them. */

import {
  assert,
  assertEquals,
  assertGreater,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { parse } from "@std/csv";
import { join } from "@std/path";
import { eventually, Workplace } from "../../fixtures/experiments/child_run.ts";
import { needing } from "../endpoint/testing/needing.ts";
import { libc } from "../kernel/libc.ts";
import { openSums } from "../link/account.ts";
import { linkMissing } from "../link/link_missing.ts";
import { TRACE_ENDINGS } from "../link/trace_files.ts";
import { linkAddsUp } from "./invariants.ts";
import type { TrialRecord } from "./record.ts";

// opened before the first test, because a test that opens a library is taken to leak it
libc();

const missing = (await linkMissing())?.reason;

const INTERRUPTED = 130;

/** As many datagrams as the book has: afterwards it depends on the time who repeats what. */
const COMPARED_PACKETS = 200;

/** Processes that end with their lab have to be gone after this. */
const GONE_MS = 5_000;

/** Processes of a run: all that have inherited where its temporary files are. */
function processesOf({ temporary }: Workplace): string[] {
  const { stdout } = new Deno.Command("sh", {
    args: [
      "-c",
      'grep -lszxF "$0" /proc/[0-9]*/environ',
      `TMPDIR=${temporary}`,
    ],
    stdin: "null",
    stderr: "null",
  }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter(Boolean);
}

/**
 * Waits until no process is left; then nothing keeps a network namespace of the link either
 * (namespaces(7)), because none has a name.
 */
async function nothingRemains(workplace: Workplace): Promise<void> {
  await eventually(
    "every process of the run has ended",
    () => processesOf(workplace).length === 0,
    GONE_MS,
  );
}

/** A run of `over_link.ts` with a seed. */
async function lossyRun(
  workplace: Workplace,
  seed: number,
): Promise<{ text: string; records: TrialRecord[] }> {
  const { code, text } = await workplace.run({
    files: ["over_link.ts"],
    words: [
      ...workplace.words,
      ...["--repetitions", "1", "--seed", `${seed}`],
    ],
  });
  assertEquals(code, 0, text);
  return { text, records: workplace.records() };
}

/** Rows of the trace of a record of the newest run. */
function traceOf(
  workplace: Workplace,
  { trace }: TrialRecord,
): Record<string, string>[] {
  const base = join(workplace.runs().at(-1)!, trace!);
  return parse(Deno.readTextFileSync(base + TRACE_ENDINGS.packets), {
    skipFirstRow: true,
  });
}

/** What became of the first packets to the client in the traced trial of the newest run. */
function fatesOf(workplace: Workplace): string[] {
  const traced = workplace.records().find(({ trace }) => trace !== undefined);
  return traceOf(workplace, traced!)
    .filter(({ direction }) => direction === "server_to_client")
    .slice(0, COMPARED_PACKETS)
    .map(({ fate, drop_cause }) => `${fate} ${drop_cause}`);
}

Deno.test({
  ...needing(
    missing,
    "an experiment with links of its own tells where every packet went",
  ),
  async fn(test) {
    using workplace = new Workplace();
    const { text, records } = await lossyRun(workplace, 1);
    const lossy = ({ factors }: TrialRecord) => factors.lossRatio === 0.2;

    await test.step("with the link and its account in every record", () => {
      assertEquals(records.length, 6);
      for (const record of records) {
        assertEquals(
          record.link,
          lossy(record) ? "delay=2ms loss=20% / delay=2ms" : "delay=2ms",
        );
        const account = record.link_account!;
        assertEquals(openSums(account), []);
        assertEquals(record.link_drained, undefined);
        const { taken, dropped } = account.server_to_client;
        assertEquals(dropped.loss > 0, lossy(record));
        assertEquals(record.metrics.link_packets_to_client, taken);
        assertEquals(record.metrics.link_packets_dropped, dropped.loss);
        assertEquals(record.network_namespace, {
          id: "those of the link",
          own: true,
        });
        assertGreater(record.counters!["IpExt.OutOctets"]!, 10_000);
      }
    });
    await test.step("with the account among the assertions, and no claim about loopback", () => {
      assertStringIncludes(text, `in every trial: ${linkAddsUp.name} ... ok`);
      const { assertions, status } = workplace.manifest().experiments[0]!;
      assertEquals(status, "done");
      const names = assertions.map(({ name }) => name);
      assert(names.includes(`in every trial: ${linkAddsUp.name}`));
      assertEquals(names.filter((name) => /loopback only/.test(name)), []);
    });
    await test.step("with the files of the trial that was chosen, and of no other", () => {
      const [traced, ...others] = records.filter(({ trace }) => trace);
      assertEquals(others, []);
      assertEquals([lossy(traced!), traced!.block], [true, 1]);
      assertEquals(traced!.trace, `traces/over_link-${traced!.trial}`);
      const names = [...Deno.readDirSync(
        join(workplace.runs().at(-1)!, "traces"),
      )].map(({ name }) => name).sort();
      assertEquals(
        names,
        Object.values(TRACE_ENDINGS).map((ending) =>
          `over_link-${traced!.trial}${ending}`
        ).sort(),
      );
      const { server_to_client, client_to_server } = traced!.link_account!;
      assertEquals(
        traceOf(workplace, traced!).length,
        server_to_client.taken + client_to_server.taken,
      );
    });
    await test.step("with the same fates for the same seed, and others for another", async () => {
      const first = fatesOf(workplace);
      assertEquals(first.length, COMPARED_PACKETS);
      assert(new Set(first).size > 1, "all met the same fate");
      await lossyRun(workplace, 1);
      assertEquals(fatesOf(workplace), first);
      await lossyRun(workplace, 2);
      assertNotEquals(fatesOf(workplace), first);
    });
  },
});

Deno.test({
  ...needing(
    missing,
    "an experiment that inspects packets sees them all, keeps none, and takes a block",
  ),
  async fn() {
    using workplace = new Workplace();
    const run = async (...words: string[]) => {
      const { code, text } = await workplace.run({
        files: ["inspected.ts"],
        words: [...workplace.words, "--repetitions", "3", ...words],
      });
      const { repetitions } = workplace.manifest().experiments[0]!;
      assertEquals(repetitions, 1);
      const records = workplace.records();
      assertEquals(records.length, 2 * 2);
      assertStringIncludes(text, "measures 2 condition(s) in 1 + 1 blocks");
      return { code, records };
    };
    const onLink = await run("--link", "ideal");
    assertEquals(onLink.code, 1);
    for (const record of onLink.records) {
      const { factors, error, trace, observations, metrics } = record;
      assertEquals(trace, undefined);
      if (factors.packets === "disappoint") {
        assertEquals(error, "these packets will not do");
        continue;
      }
      assertEquals(error, undefined);
      assertEquals(observations, {
        looked: true,
        downloaded: true,
        all: true,
      });
      assertGreater(metrics.trace_data_segments!, 0);
      assertGreater(metrics.throughput_bytes_per_second!, 0);
    }
    // over loopback nobody sees packets
    const onLoopback = await run();
    assertEquals(onLoopback.code, 0);
    for (const { observations, metrics } of onLoopback.records) {
      assertEquals(observations, { looked: false, downloaded: true });
      assertEquals(metrics.trace_data_segments, undefined);
    }
  },
});

Deno.test({
  ...needing(
    missing,
    "a rule that fails fails its trial and is named, and the rest runs in a new lab",
  ),
  async fn() {
    using workplace = new Workplace();
    const { code, text } = await workplace.run({
      files: ["failing_rules.ts"],
      // in this order no three trials in a row fail, which would end it
      words: [...workplace.words, "--repetitions", "1", "--seed", "4"],
    });
    assertEquals(code, 1, text);
    const records = workplace.records();
    assertEquals(records.length, 6);
    const errors = (rule: string) =>
      records.filter(({ factors }) => factors.rule === rule)
        .map(({ error }) => error);
    assertEquals(errors("none"), [undefined, undefined]);
    for (const error of errors("throwsAtThird")) {
      assertMatch(
        error!,
        /^The rule "throwsAtThird" threw at packet \d of (server_to_client|client_to_server): no more$/,
      );
      assertStringIncludes(text, error!);
    }
    for (const error of errors("notThere")) {
      assertMatch(
        error!,
        /^Cannot load the rule "notThere" of file:.*link_rules\.ts: the module exports no function of that name, but throwsAtThird$/,
      );
    }
    assertStringIncludes(text, "4 of 6 trials failed, 0 were not tried");
  },
});

Deno.test({
  ...needing(
    missing,
    "a process that is killed with packets on their way fails its trial, and nothing of its lab stays",
  ),
  async fn() {
    using workplace = new Workplace();
    const { code, text } = await workplace.run({
      files: ["killed_on_link.ts"],
      // in this order no three trials in a row fail, which would end it
      words: [...workplace.words, "--repetitions", "1", "--seed", "18"],
    });
    assertEquals(code, 1, text);
    const records = workplace.records();
    assertEquals(records.length, 8, text);
    for (const { factors: { killed }, error, link_account } of records) {
      assertEquals(
        error,
        killed === "none"
          ? undefined
          : killed === "link"
          ? "The link has ended"
          : `The ${killed} 0 has ended`,
      );
      assertEquals(link_account !== undefined, killed === "none");
    }
    const [first, second] = records.filter(({ error }) => error === undefined);
    assertNotEquals(
      first!.transfers[0]!.client.pid,
      second!.transfers[0]!.client.pid,
    );
    await nothingRemains(workplace);
  },
});

const SIGNALS: Record<string, (pid: number) => void> = {
  "SIGINT to the process": (pid) => Deno.kill(pid, "SIGINT"),
  "SIGINT to its process group, as a terminal sends it": (pid) =>
    Deno.kill(-pid, "SIGINT"),
  "kill -9": (pid) => Deno.kill(pid, "SIGKILL"),
};

/** Ends a run that a failed test would leave; one that has ended is left in peace. */
function endGroup(leader: number): void {
  try {
    Deno.kill(-leader, "SIGKILL");
  } catch {
    // it has ended
  }
}

for (const [name, send] of Object.entries(SIGNALS)) {
  Deno.test({
    ...needing(
      missing,
      `${name} with packets on their way ends a run; its records stay, its link does not`,
    ),
    async fn() {
      using workplace = new Workplace();
      const child = workplace.start({
        files: ["endless_link.ts"],
        words: [...workplace.words, "--repetitions", "10000"],
      });
      const stderr = new Response(child.stderr).text();
      let text = "";
      let sent = false;
      try {
        for await (
          const piece of child.stdout.pipeThrough(new TextDecoderStream())
        ) {
          text += piece;
          if (sent || !text.includes("packets are on their way")) continue;
          sent = true;
          // the tests, a link, a server, a client
          assertEquals(processesOf(workplace).length, 4);
          send(child.pid);
        }
      } finally {
        endGroup(child.pid);
      }
      const { code, signal } = await child.status;
      text += await stderr;
      assert(sent, text);
      assertEquals(
        signal ?? code,
        name === "kill -9" ? "SIGKILL" : INTERRUPTED,
        text,
      );
      const [record, ...others] = workplace.records();
      assertEquals([others, record!.warm_up, record!.error], [
        [],
        true,
        undefined,
      ]);
      assertEquals(openSums(record!.link_account!), []);
      assertEquals(workplace.manifest().experiments[0]!.status, "running");
      await nothingRemains(workplace);
    },
  });
}

Deno.test({
  ...needing(
    missing,
    "--link is a path for what takes any, and a reason to skip the rest",
  ),
  async fn(test) {
    using workplace = new Workplace();
    const large = 1.5 * 2 ** 20;
    workplace.addBook("large.txt", new Uint8Array(large).fill(120));
    const rules = join(workplace.path, "my rules");
    Deno.mkdirSync(rules);
    Deno.writeTextFileSync(
      join(rules, "again.js"),
      `export default () => ({ direction, number }) =>
        direction === "client_to_server" && number === 1 ? "duplicate" : "pass";`,
    );
    const run = async (files: string[], ...words: string[]) => {
      const { code, text } = await workplace.run({
        files,
        words: [...workplace.words, "--repetitions", "1", ...words],
      });
      assertEquals(code, 0, text);
      return { text, records: workplace.records() };
    };
    Deno.symlinkSync(rules, join(workplace.path, "rules"));
    const rule = `rules=${join(workplace.path, "rules", "again.js")}`;
    const { text, records } = await run(
      ["over_any_path.ts", "over_link.ts"],
      "--link",
      `delay=1ms ${rule}`,
    );
    const manifest = workplace.manifest();
    const [any, loopback, own] = manifest.experiments;

    await test.step("of a part of each book", () => {
      assertEquals(records.length, 2);
      for (const { experiment, link, transfers, link_account } of records) {
        assertEquals([experiment, link], ["over_any_path", manifest.link]);
        assertEquals(transfers[0]!.asked_bytes, 2 ** 20);
        assertEquals(transfers[0]!.content_intact, true);
        assertEquals(link_account!.client_to_server.copied, 1);
      }
      assertStringIncludes(manifest.link, "delay=1ms rules=");
      assertEquals(records.map(({ trace }) => trace), [
        undefined,
        `traces/over_any_path-${records[1]!.trial}`,
      ]);
    });
    await test.step("without what holds over loopback only", () => {
      const names = any!.assertions.map(({ name }) => name);
      assertEquals(names.includes("loopback is the path"), false);
      assert(names.includes(`in every trial: ${linkAddsUp.name}`));
    });
    await test.step("with the reason and the remedy for what is skipped", () => {
      const remedy = "run it without --link";
      assertEquals([loopback!.status, loopback!.skipped], ["skipped", {
        reason: "it is about loopback: nothing else has its speed",
        remedy,
      }]);
      assertEquals([own!.status, own!.skipped], ["skipped", {
        reason: "it has links of its own",
        remedy,
      }]);
      assertStringIncludes(
        text,
        `skipped: it has links of its own; ${remedy} ... ignored`,
      );
    });
    await test.step("and with --full of whole books, over loopback with what holds there", async () => {
      const full = await run(
        ["over_any_path.ts"],
        ...["--link", "ideal", "--full", "--trace", "all"],
      );
      for (const { transfers, trace } of full.records) {
        assertEquals(transfers[0]!.asked_bytes, large);
        assert(trace !== undefined);
      }
      const { records } = await run(["over_any_path.ts"]);
      const books = records.filter(({ link }) => link === "loopback");
      assertEquals(books.length, 4);
      assertEquals(books[0]!.transfers[0]!.asked_bytes, large);
      const names = workplace.manifest().experiments[0]!.assertions
        .map(({ name }) => name);
      assert(names.includes("loopback is the path"));
    });
  },
});
