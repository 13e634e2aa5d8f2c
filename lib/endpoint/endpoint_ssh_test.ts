/** Endpoints on a host that ssh(1) reaches. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { libc } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import { parentId } from "../kernel/processes.ts";
import { readKernelFile } from "../kernel/read_kernel_file.ts";
import { Shelf } from "../transfer/testing/shelf.ts";
import { EndpointError } from "./endpoint.ts";
import {
  downloading,
  isRunning,
  serving,
  startEndpoint,
  stillRunning,
} from "./testing/endpoints.ts";
import { needing } from "./testing/needing.ts";
import { SshHost, sshMissing } from "./testing/ssh_host.ts";

// opened before the first test, because they stay open after the last one
libc();
machineCalls();

const ssh = await sshMissing();

const CONTENT = new TextEncoder().encode("word ".repeat(5_000));

Deno.test({
  ...needing(ssh, "a book comes from a host behind ssh"),
  async fn() {
    await using host = await SshHost.make();
    // words that a shell would take apart
    using shelf = new Shelf();
    const path = shelf.path("it's a $HOME of *; books");
    await Deno.writeFile(path, CONTENT);
    const book = { name: "book", path, bytes: CONTENT.length };
    await using server = await startEndpoint({
      host: host.prefix,
      read: [path],
    });
    await using client = await startEndpoint();
    const { address } = await server.call(
      "serve",
      serving("tcp", [book]),
    );
    const report = await client.call("download", downloading("tcp", address));
    assertEquals(report.receivedSha256, report.announcedSha256);
    assertEquals(report.receivedBytes, CONTENT.length);
  },
});

Deno.test({
  ...needing(ssh, "when ssh is killed, nothing is left on the other side"),
  async fn() {
    await using host = await SshHost.make();
    await using server = await startEndpoint({ host: host.prefix });
    const { pid } = server.about;
    assert(await isRunning(pid));
    server.kill();
    await assertRejects(() => server.ended, EndpointError, "has ended");
    assertEquals(await stillRunning([pid], 5_000), []);
  },
});

Deno.test({
  ...needing(ssh, "when the connection breaks, ssh has the last words"),
  async fn() {
    await using host = await SshHost.make();
    await using server = await startEndpoint({
      name: "server",
      host: host.prefix,
    });
    const { pid } = server.about;
    Deno.kill(ancestorNamed("sshd", pid), "SIGKILL");
    await assertRejects(
      () => server.ended,
      EndpointError,
      "The server has ended, its last words:\n",
    );
    assertEquals(await stillRunning([pid], 5_000), []);
  },
});

/** The nearest process of that name above another one. */
function ancestorNamed(name: string, pid: number): number {
  const command = readKernelFile(`/proc/${pid}/comm`);
  const parent = parentId(pid);
  if (command === undefined || !parent) throw new Error(`No ${name} above`);
  return command.startsWith(name) ? pid : ancestorNamed(name, parent);
}
