/** Endpoints on hosts that a command prefix reaches. */

import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { libc } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import { programOutput } from "../kernel/program_output.ts";
import { readKernelLink } from "../kernel/read_kernel_file.ts";
import { sessionOf } from "../process/testing/session.ts";
import { Shelf } from "../transfer/testing/shelf.ts";
import { downloading, serving, startEndpoint } from "./testing/endpoints.ts";
import { JoinedNamespaces, namespacesMissing } from "./testing/namespaces.ts";
import { needing } from "./testing/needing.ts";

// opened before the first test, because they stay open after the last one
libc();
machineCalls();

/** Why unshare(1) cannot make a network namespace here. */
const unshareMissing =
  await programOutput("unshare", { args: ["-n", "true"] }) === null
    ? "unshare -n is not permitted"
    : undefined;

const namespaces = await namespacesMissing();

const CONTENT = new TextEncoder().encode("word ".repeat(5_000));

/** Network namespace of a process, such as `net:[4026531840]`. */
function networkOf(pid: number): string | undefined {
  return readKernelLink(`/proc/${pid}/ns/net`);
}

Deno.test({
  ...needing(unshareMissing, "an endpoint in a network namespace of its own"),
  async fn() {
    await using endpoint = await startEndpoint({ host: ["unshare", "-n"] });
    const { pid } = endpoint.about;
    assertNotEquals(networkOf(pid), networkOf(Deno.pid));
    // a second one beside it, as into the namespace of a container or of Mininet
    await using beside = await startEndpoint({
      host: ["nsenter", `--net=/proc/${pid}/ns/net`],
    });
    assertEquals(networkOf(beside.about.pid), networkOf(pid));
    // loopback is down there
    await assertRejects(
      () =>
        beside.call("download", {
          ...downloading("tcp", { address: "127.0.0.1", port: 9 }),
          timeoutMs: 1_000,
        }),
      Error,
      "ENETUNREACH",
    );
  },
});

Deno.test("a host may come without an environment", async () => {
  for (const environment of [[], ["PATH=/usr/bin:/bin"], ["PATH=/nowhere"]]) {
    await using endpoint = await startEndpoint({
      host: ["env", "-i", ...environment],
    });
    await endpoint.call("usage", {});
  }
});

Deno.test({
  name: "Ctrl-C at the terminal does not reach what reaches a host",
  ignore: Deno.build.os !== "linux",
  async fn() {
    await using there = await startEndpoint({ host: ["env"] });
    await using here = await startEndpoint();
    assertEquals(sessionOf(here.about.pid), sessionOf(Deno.pid));
    assertNotEquals(sessionOf(there.about.pid), sessionOf(Deno.pid));
  },
});

for (const version of [4, 6]) {
  for (const transport of ["tcp", "udp"] as const) {
    Deno.test({
      ...needing(
        namespaces,
        `a book crosses ${transport} over IPv${version} from one host to another`,
      ),
      async fn() {
        await using joined = await JoinedNamespaces.make();
        using shelf = new Shelf();
        const { book } = shelf.books[shelf.add(CONTENT)]!;
        const [there, here] = joined.hosts;
        const address = version === 4 ? there.address : there.address6;
        // TCP takes no more than this; a UDP server answers addresses it cannot know
        const net = transport === "udp"
          ? "all"
          : [version === 4 ? address : `[${address}]`];
        await using server = await startEndpoint({
          host: there.prefix,
          read: [shelf.folder],
          net,
        });
        await using client = await startEndpoint({ host: here.prefix, net });
        const { server: number, address: listening } = await server.call(
          "serve",
          {
            ...serving(transport, [book]),
            hostname: address,
          },
        );
        assertEquals(listening.address, address);
        const report = await client.call(
          "download",
          downloading(transport, listening),
        );
        assertEquals(report.receivedSha256, report.announcedSha256);
        assertEquals(report.receivedBytes, CONTENT.length);
        const { served } = await server.call("stop", { server: number });
        assertEquals(
          served.map(({ client }) => client.address),
          [version === 4 ? here.address : here.address6],
        );
      },
    });
  }
}

Deno.test({
  ...needing(namespaces, "namespaces go, also with a test that fails"),
  async fn() {
    let name = "";
    const failing = async () => {
      await using joined = await JoinedNamespaces.make();
      name = joined.hosts[0].name;
      assertStringIncludes(await listed(), name);
      throw new RangeError("a failure");
    };
    await assertRejects(failing, RangeError);
    assert(!(await listed()).includes(name));
  },
});

async function listed(): Promise<string> {
  return await programOutput("ip", { args: ["netns", "list"] }) ?? "";
}

Deno.test("what a client is going to write need not be there", async () => {
  await using endpoint = await startEndpoint({
    host: ["env"],
    read: ["/nonexistent/spill"],
    write: ["/nonexistent/spill"],
  });
  await endpoint.call("usage", {});
});
