import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { programOutput } from "../kernel/program_output.ts";
import { kernelText } from "../kernel/read_kernel_file.ts";
import { openSums } from "./account.ts";
import { Link } from "./link.ts";
import { LinkError, linkOf } from "./link_spec.ts";
import { linkTest } from "./testing/link_tests.ts";
import type { LinkProcesses } from "./testing/links_to_end.ts";
import { Peers } from "./testing/peer.ts";
import { scriptCommand } from "./testing/run_script.ts";

const RULES = import.meta.resolve("./testing/rules.ts");

/** How long a process may take to end, on a busy machine. */
const PATIENCE_MS = 10_000;

/** Whether a process runs; a zombie does not (proc_pid_stat(5)). */
function isRunning(pid: number): boolean {
  const state = kernelText(`/proc/${pid}/stat`)?.split(") ").at(-1)?.[0];
  return state !== undefined && state !== "Z";
}

/** Waits for processes to end; says which have not. */
async function stillRunning(pids: number[]): Promise<number[]> {
  const end = performance.now() + PATIENCE_MS;
  let left = pids.filter(isRunning);
  while (left.length > 0 && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    left = left.filter(isRunning);
  }
  return left;
}

/** Descriptors that a process has open; Deno may not look for itself. */
async function openDescriptors(pid: number): Promise<number> {
  const names = await programOutput("ls", { args: [`/proc/${pid}/fd`] });
  return names!.trim().split("\n").length;
}

linkTest(
  "twenty links in a row leave no process and no descriptor behind",
  async () => {
    const openAndClose = async () => {
      await using link = await Link.open();
      return link.pid;
    };
    await openAndClose();
    const before = await openDescriptors(Deno.pid);
    const pids: number[] = [];
    for (let count = 0; count < 20; count++) pids.push(await openAndClose());
    assertEquals(await stillRunning(pids), []);
    assertEquals(new Set(pids).size, 20);
    // tests beside this one may have one or two open, too
    const left = await openDescriptors(Deno.pid) - before;
    assert(left < 20, `${left} descriptors are left of 20 links`);
  },
);

linkTest("many trials on one link open nothing that stays open", async () => {
  await using link = await Link.open();
  const trial = async (count: number) => {
    const mtuBytes = [576, 1_280, 1_500, 9_000][count % 4]!;
    const rules = [{ module: RULES, name: "allSorts", parameters: {} }];
    await link.begin(linkOf({ mtuBytes, rules }), { seed: `${count}` });
    await link.counters();
    assertEquals(openSums((await link.end()).account), []);
  };
  await trial(0);
  const before = await openDescriptors(link.pid);
  for (let count = 0; count < 100; count++) await trial(count);
  assertEquals(await openDescriptors(link.pid), before);
});

/** Processor time of a process, in milliseconds; the kernel counts it in ticks of 10 ms. */
function processorMs(pid: number): number {
  const fields = kernelText(`/proc/${pid}/stat`)!.split(") ").at(-1)!.split(
    " ",
  );
  // utime and stime are the 14th and 15th field, the third one is the first here
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** How often a process has gone to sleep. */
function sleeps(pid: number): number {
  const text = kernelText(`/proc/${pid}/status`)!;
  return Number(/^voluntary_ctxt_switches:\s*(\d+)$/m.exec(text)![1]);
}

linkTest("a link that carries nothing sleeps", async () => {
  await using link = await Link.open();
  await link.begin(linkOf({}), { seed: "1" });
  await link.end();
  // the answer is out before the thread goes to sleep
  await new Promise((resolve) => setTimeout(resolve, 100));
  const before = { ms: processorMs(link.pid), sleeps: sleeps(link.pid) };
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const used = processorMs(link.pid) - before.ms;
  assert(used <= 100, `${used} ms of a second`);
  const woken = sleeps(link.pid) - before.sleeps;
  assert(woken < 50, `woken ${woken} times in a second`);
});

linkTest(
  "a rule that throws fails its trial, by name, and no other",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    const hostname = link.address("client");
    const { port } = await peers.client.call("bind", { hostname });
    await peers.server.call("bind", { hostname: link.address("server") });
    const trial = async (name: string) => {
      const rules = [{ module: RULES, name, parameters: { number: 3 } }];
      await link.begin(linkOf({ rules }), { seed: "1" });
      await peers.server.call("send", {
        to: { hostname, port },
        count: 5,
        bytes: 50,
      });
      const { numbers } = await peers.client.call("collected", {
        quietMs: 2_000,
        expected: name === "allSorts" ? 4 : 5,
      });
      const outcome = link.end();
      // what the test asserts first may fail
      outcome.catch(() => {});
      return { numbers, outcome };
    };
    const thrown = await trial("throwsAt");
    assertEquals(thrown.numbers.length, 5, "the packet passes all the same");
    await assertRejects(
      () => thrown.outcome,
      LinkError,
      'The rule "throwsAt" threw at packet 3 of server_to_client: such a packet!',
    );
    const next = await trial("allSorts");
    const { account } = await next.outcome;
    assertEquals(openSums(account), []);
    assertEquals(account.server_to_client.dropped.rule, 1);
  },
);

linkTest(
  "a trial whose rule cannot be loaded does not begin, and the next one does",
  async () => {
    await using link = await Link.open();
    const rule = { module: RULES, name: "no such rule", parameters: {} };
    await assertRejects(
      () => link.begin(linkOf({ rules: [rule] }), { seed: "1" }),
      LinkError,
      'Cannot load the rule "no such rule"',
    );
    await link.begin(linkOf({}), { seed: "1" });
    assertEquals(openSums((await link.end()).account), []);
  },
);

linkTest(
  "a link that cannot be is refused by name, and the next trial begins",
  async () => {
    await using link = await Link.open();
    await assertRejects(
      () => link.begin(linkOf({ mtuBytes: 70_000 }), { seed: "1" }),
      LinkError,
      "mtu=70000",
    );
    await link.begin(linkOf({}), { seed: "1" });
    await link.end();
  },
);

linkTest(
  "who waits for a link that is killed hears of it, and who calls it, too",
  async () => {
    await using link = await Link.open();
    await using peers = await Peers.start(link);
    await link.begin(linkOf({}), { seed: "1" });
    // a socket that is open keeps the link waiting for the trial's end
    const hostname = link.address("server");
    await peers.server.call("serve", { hostname });
    const waiting = [link.ended, link.end(60_000)].map((promise) =>
      assertRejects(() => promise, LinkError, "The link has ended")
    );
    link.kill();
    await Promise.all(waiting);
    await assertRejects(
      () => link.begin(linkOf({}), { seed: "1" }),
      LinkError,
      "The link has ended",
    );
    // its devices are gone with it
    const { answer } = await peers.client.call("reaches", {
      hostname,
      port: 9,
    });
    assert(/unreachable/i.test(answer), answer);
  },
);

linkTest("Ctrl-C leaves the end of a link to its lab", async () => {
  await using link = await Link.open();
  Deno.kill(link.pid, "SIGINT");
  await link.begin(linkOf({}), { seed: "1" });
  assertEquals(openSums((await link.end()).account), []);
  assert(isRunning(link.pid));
});

/** Starts a lab that makes links, and waits for them. */
async function labWithLinks(count: number, ...args: string[]) {
  const module = import.meta.resolve("./testing/links_to_end.ts");
  // a session of its own is a process group of its own, as a shell gives to a command
  const lab = scriptCommand(module, [`${count}`, ...args], {
    prefix: ["setsid"],
  }).spawn();
  const reader = lab.stdout.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  const processes: LinkProcesses[] = JSON.parse(
    new TextDecoder().decode(value),
  );
  return { lab, processes };
}

const ENDS = {
  "a lab that is killed": (pid: number) => Deno.kill(pid, "SIGKILL"),
  // the terminal sends it to the whole process group
  "a lab that is interrupted by Ctrl-C": (pid: number) =>
    new Deno.Command("kill", { args: ["-INT", "--", `-${pid}`] }).outputSync(),
};

for (const [what, end] of Object.entries(ENDS)) {
  linkTest(`${what} leaves none of its links behind`, async () => {
    const { lab, processes } = await labWithLinks(3);
    const pids = processes.flatMap(({ link, peers }) => [link, ...peers]);
    assertEquals(pids.filter(isRunning).length, 9);
    end(lab.pid);
    await lab.status;
    await lab.stdout.cancel();
    const left = await stillRunning(pids);
    for (const pid of left) Deno.kill(pid, "SIGKILL");
    assertEquals(left, []);
  });
}

linkTest(
  "a lab that is killed leaves no link behind that waits for a trial's end",
  async () => {
    const { lab, processes } = await labWithLinks(1, "draining");
    const pids = processes.flatMap(({ link, peers }) => [link, ...peers]);
    assertEquals(pids.filter(isRunning).length, 3);
    Deno.kill(lab.pid, "SIGKILL");
    await lab.status;
    await lab.stdout.cancel();
    const left = await stillRunning(pids);
    for (const pid of left) Deno.kill(pid, "SIGKILL");
    assertEquals(left, []);
  },
);

linkTest("a device whose name is in use is told by its name", async () => {
  const module = import.meta.resolve("./link_hosts.ts");
  const script = `
    import { LinkHosts } from ${JSON.stringify(module)};
    try {
      new LinkHosts({ server: "lo", client: "to-server" });
    } catch (error) {
      console.log(JSON.stringify([error.name, error.message]));
    }
  `;
  const { stdout } = await scriptCommand(
    `data:text/javascript,${encodeURIComponent(script)}`,
    [],
    // whoever runs this
    { prefix: ["unshare", "--user", "--map-root-user"] },
  ).output();
  const [name, message] = JSON.parse(new TextDecoder().decode(stdout));
  assertEquals(name, "LinkError");
  assertStringIncludes(message, 'Cannot make the network device "lo"');
  assertStringIncludes(message, "already in use");
});
