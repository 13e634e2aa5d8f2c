import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { denoOnHost, denoVersionOnHost, throughPrefix } from "./host.ts";

const WORDS = ["printf", "%s|", "a b", "it's", "$HOME", "*"];

Deno.test("most prefixes hand words on as they are", () => {
  for (
    const prefix of [
      [],
      ["env", "-i"],
      ["ip", "netns", "exec", "b"],
      ["nsenter", "--net=/run/netns/b"],
      ["docker", "exec", "-i", "b"],
      ["kubectl", "exec", "-i", "b", "--"],
      // called ssh, but not the program
      ["docker", "exec", "-i", "ssh"],
      ["kubectl", "exec", "-i", "ssh", "--"],
      ["docker", "exec", "-i", "my/ssh", "env"],
    ]
  ) {
    assertEquals(throughPrefix(prefix, WORDS), [...prefix, ...WORDS]);
  }
});

/** Runs a command and returns what it did. */
async function run([program, ...args]: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(program!, { args })
    .output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

/** A folder with a program `ssh` that does with its words what ssh(1) and a shell do. */
async function stubSsh() {
  const folder = await Deno.makeTempDir();
  const ssh = join(folder, "ssh");
  await Deno.writeTextFile(ssh, '#!/bin/sh\nshift\nexec /bin/sh -c "$*"\n');
  await Deno.chmod(ssh, 0o755);
  return {
    ssh,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

Deno.test("words survive ssh, a second ssh behind it, and a command before or after it", async () => {
  await using stub = await stubSsh();
  const { ssh } = stub;
  for (
    const prefix of [
      [ssh, "host"],
      [ssh, "host", ssh, "behind"],
      ["env", "A=1", ssh, "host"],
      [ssh, "host", "env", "A=1"],
    ]
  ) {
    const { stdout } = await run(throughPrefix(prefix, WORDS));
    assertEquals(stdout, "a b|it's|$HOME|*|", prefix.join(" "));
  }
});

const OWN = {
  ownPath: Deno.execPath(),
  module: new URL(import.meta.url).pathname,
  read: ["/"],
};

Deno.test("Deno's own path is tried first", async () => {
  const prefix = ["env", "-i", "PATH=/nonexistent"];
  const { stdout } = await run(denoOnHost(prefix, OWN, ["--version"]));
  assert(stdout.startsWith(`deno ${Deno.version.deno} `), stdout);
  const version = await run(denoVersionOnHost(prefix, Deno.execPath()));
  assertEquals(version.stdout, stdout);
});

Deno.test("where Deno is not at its own path, the other side's PATH and home are searched", async () => {
  const home = await Deno.makeTempDir();
  const folder = join(home, ".deno/bin");
  await Deno.mkdir(folder, { recursive: true });
  await Deno.symlink(Deno.execPath(), join(folder, "deno"));
  const there = { ...OWN, ownPath: "/nonexistent/deno" };
  try {
    for (
      const environment of [
        ["PATH=/nonexistent", `HOME=${home}`],
        [`PATH=/nonexistent:${folder}`],
      ]
    ) {
      const { stdout, stderr } = await run(
        denoOnHost(["env", "-i", ...environment], there, ["--version"]),
      );
      assert(stdout.startsWith(`deno ${Deno.version.deno} `), stderr);
    }
  } finally {
    await Deno.remove(home, { recursive: true });
  }
});

for (
  const [name, missing, said] of [
    [
      "no Deno",
      { ownPath: "/nonexistent/deno" },
      "no Deno on this host: neither /nonexistent/deno, nor deno in /nonexistent, " +
      "nor /home/nobody/.deno/bin/deno; install it there: https://",
    ],
    [
      "no code",
      { module: "/nonexistent/the lab's/main.ts" },
      "no /nonexistent/the lab's/main.ts on this host: copy transport-lab",
    ],
    [
      "no books",
      { read: ["/", "/nonexistent/the books"] },
      "cannot read /nonexistent/the books on this host: the books",
    ],
  ] as const
) {
  Deno.test(`${name} on a host: what is missing is named, and nothing runs`, async () => {
    const { code, stdout, stderr } = await run(denoOnHost(
      ["env", "-i", "PATH=/nonexistent", "HOME=/home/nobody"],
      {
        ...OWN,
        ...missing,
        read: [...("read" in missing ? missing.read : [])],
      },
      ["--version"],
    ));
    assertEquals([code, stdout], [1, ""]);
    assert(stderr.startsWith(said), stderr);
  });
}
