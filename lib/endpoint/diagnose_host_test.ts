/** What a person is told where an endpoint does not start on a host. */

import {
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "@std/path";
import { diagnoseHost } from "./diagnose_host.ts";
import { EndpointError } from "./endpoint.ts";
import { PROTOCOL_VERSION } from "./protocol.ts";
import { startEndpoint } from "./testing/endpoints.ts";
import { namespacesMissing } from "./testing/namespaces.ts";
import { needing } from "./testing/needing.ts";

/** Starts a server that does not start, and returns what a person is told. */
async function failure(host: string[], read: string[] = []): Promise<string> {
  const { message } = await assertRejects(
    () =>
      startEndpoint({
        name: "server",
        hostOption: "--server-host",
        host,
        read,
      }),
    EndpointError,
  );
  return message;
}

Deno.test("a program that is not there is named with the option", async () => {
  assertEquals(
    await failure(["nsenterx", "-n"]),
    '--server-host: Cannot start the server with "nsenterx": no such program',
  );
});

Deno.test({
  ...needing(
    await namespacesMissing(),
    "a namespace that is not there is told from an endpoint that fails",
  ),
  async fn() {
    const message = await failure(["ip", "netns", "exec", "no-such-host"]);
    assertMatch(
      message,
      /^--server-host: The server has ended, its last words:\n/,
    );
    assertStringIncludes(
      message,
      'Cannot open network namespace "no-such-host"',
    );
    assertStringIncludes(
      message,
      'The host cannot be reached: "ip netns exec no-such-host /bin/sh -c :" fails, too',
    );
  },
});

Deno.test("a prefix that runs nothing is told from a host without Deno", async () => {
  assertStringIncludes(
    await failure(["sh", "-c", "true"]),
    '"sh -c true" does not run the command that follows it',
  );
});

Deno.test("books that are not on the host are missed before they are served", async () => {
  const message = await failure(["env"], ["/nonexistent/books"]);
  assertEquals(
    message,
    "--server-host: The server has ended, its last words:\n" +
      "cannot read /nonexistent/books on this host: the books have to be at the same " +
      "place there",
  );
});

Deno.test("a host that does not answer is not waited for", async () => {
  const prefix = ["sh", "-c", "exec sleep 60"];
  assertStringIncludes(
    await diagnoseHost(prefix, 200) ?? "",
    "takes more than 0.2 s",
  );
});

Deno.test("what a prefix leaves behind with the pipe is not waited for", async () => {
  // it writes until nobody reads any more
  const leavesOne = "while echo; do sleep 0.1; done & exit 3";
  assertStringIncludes(
    await diagnoseHost(["sh", "-c", leavesOne], 1_000) ?? "",
    "fails, too (exit status 3)",
  );
});

/** A prefix that runs the script in the place of Deno. */
async function hostWithDeno(script: string[]) {
  const folder = await Deno.makeTempDir();
  const write = async (name: string, lines: string[]) => {
    const path = join(folder, name);
    await Deno.writeTextFile(path, ["#!/bin/sh", ...lines, ""].join("\n"));
    await Deno.chmod(path, 0o755);
    return path;
  };
  const deno = await write("deno", script);
  const prefix = await write("prefix", [
    `for word; do shift`,
    `if [ "$word" = ${Deno.execPath()} ]; then word=${deno}; fi`,
    `set -- "$@" "$word"; done`,
    `exec "$@"`,
  ]);
  return {
    prefix: [prefix],
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("a Deno that is too old for hello is found out", async () => {
  await using host = await hostWithDeno([
    'if [ "$1" = --version ]; then echo "deno 1.30.0 (release)"; exit; fi',
    "echo 'unexpected argument --unstable-net' >&2",
    "exit 1",
  ]);
  const message = await failure(host.prefix);
  assertStringIncludes(message, "unexpected argument --unstable-net");
  assertStringIncludes(
    message,
    `The host runs Deno 1.30.0, this is Deno ${Deno.version.deno}: update it there`,
  );
});

Deno.test("a Deno that says hello but is older than this one is refused", async () => {
  const hello = { protocol: PROTOCOL_VERSION, pid: 1, deno: "2.0.1" };
  await using host = await hostWithDeno([
    `echo '${JSON.stringify({ hello })}'`,
    "exec cat",
  ]);
  assertStringIncludes(
    await failure(host.prefix),
    `The server runs Deno 2.0.1, this is Deno ${Deno.version.deno}: update it there`,
  );
});
