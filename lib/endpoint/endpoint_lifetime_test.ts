import { assertEquals } from "@std/assert";
import { isRunning, stillRunning } from "./testing/endpoints.ts";

Deno.test("a lab that is killed leaves no endpoint behind", async () => {
  const book = await Deno.makeTempFile();
  await Deno.writeFile(book, new Uint8Array(100_000));
  const lab = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-run",
      "--allow-read",
      "--unstable-net",
      new URL("testing/lab_to_kill.ts", import.meta.url).href,
      book,
      "100000",
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = lab.stdout.getReader();
  const { value } = await reader.read();
  const pids: number[] = JSON.parse(new TextDecoder().decode(value));
  assertEquals(await Promise.all(pids.map(isRunning)), [true, true]);
  lab.kill("SIGKILL");
  const left = await stillRunning(pids, 5_000);
  for (const pid of left) Deno.kill(pid, "SIGKILL");
  await lab.status;
  await reader.cancel();
  await Deno.remove(book);
  assertEquals(left, []);
});
