import { assertEquals, assertRejects } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { LOCK_FILE, LockError, takeMeasuringLock } from "./measuring_lock.ts";

const HOLD_LOCK = fromFileUrl(
  new URL("../../fixtures/experiments/hold_lock.ts", import.meta.url),
);

/** Long enough for a lock that is free to be taken, also on a busy machine. */
const A_WHILE_MS = 300;

/** Another process that holds the lock. */
class Holder {
  readonly process: Deno.ChildProcess;

  private constructor(process: Deno.ChildProcess) {
    this.process = process;
  }

  /** Starts it, and waits until it has the lock. */
  static async start(directory: string): Promise<Holder> {
    const holder = new Holder(
      new Deno.Command(Deno.execPath(), {
        args: ["run", "--allow-all", "--no-check", HOLD_LOCK, directory],
        stdin: "piped",
        stdout: "piped",
      }).spawn(),
    );
    const reader = holder.process.stdout.getReader();
    const { value } = await reader.read();
    reader.releaseLock();
    assertEquals(new TextDecoder().decode(value), "locked\n");
    return holder;
  }

  /** Ends it: of itself, or killed. */
  async end(how: "of itself" | "killed"): Promise<void> {
    if (how === "killed") this.process.kill("SIGKILL");
    await this.process.stdin.close().catch(() => {
      // it was killed
    });
    await this.process.stdout.cancel();
    const { success } = await this.process.status;
    assertEquals(success, how === "of itself");
  }
}

/** Tries to take the lock, and tells whether it has it yet. */
function taking(directory: string) {
  const attempt = { taken: false, lock: takeMeasuringLock(directory) };
  attempt.lock.then(() => attempt.taken = true);
  return attempt;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, A_WHILE_MS));

for (const how of ["of itself", "killed"] as const) {
  Deno.test(`the measuring lock is another process's until that ends, ${how}`, async () => {
    const directory = await Deno.makeTempDir({ prefix: "lock_" });
    try {
      const holder = await Holder.start(directory);
      const attempt = taking(directory);
      await pause();
      assertEquals(attempt.taken, false, "taken by two");
      await holder.end(how);
      (await attempt.lock)[Symbol.dispose]();
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}

Deno.test("the measuring lock has one holder within a process, too", async () => {
  const directory = await Deno.makeTempDir({ prefix: "lock_" });
  try {
    let holders = 0;
    let most = 0;
    await Promise.all(Array.from({ length: 5 }, async () => {
      using _lock = await takeMeasuringLock(directory);
      most = Math.max(most, ++holders);
      await new Promise((resolve) => setTimeout(resolve, 10));
      holders--;
    }));
    assertEquals(most, 1);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("the measuring lock leaves nothing behind but its file", async () => {
  const directory = await Deno.makeTempDir({ prefix: "lock_" });
  try {
    for (let round = 0; round < 2; round++) {
      using _lock = await takeMeasuringLock(directory);
    }
    const names = [...Deno.readDirSync(directory)].map(({ name }) => name);
    assertEquals(names, [LOCK_FILE]);
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});

Deno.test("the measuring lock names the file that it cannot open", async () => {
  const file = await Deno.makeTempFile();
  try {
    await assertRejects(() => takeMeasuringLock(file), LockError, file);
  } finally {
    await Deno.remove(file);
  }
});
