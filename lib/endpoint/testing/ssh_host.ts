/**
 * A host for tests that is reached through ssh(1): this machine, behind an sshd(8) of
 * our own that speaks over a pipe, with keys of our own. No port, no daemon.
 *
 * @module
 */

/** It insists on being started by its full path. */
const SSHD = "/usr/sbin/sshd";

/** Where root's sshd shuts a process in that speaks to strangers. */
const PRIVILEGE_SEPARATION = "/run/sshd";

/**
 * The command that speaks for sshd over its stdin and stdout. The folder that root's
 * wants is made when the machine's own sshd starts; where that has not happened, it is
 * made in a mount namespace, which nobody else sees.
 */
async function sshdCommand(configuration: string): Promise<string> {
  const sshd = `${SSHD} -i -e -f ${configuration}`;
  const there = await Deno.stat(PRIVILEGE_SEPARATION).catch(() => undefined);
  return there !== undefined || Deno.uid() !== 0
    ? sshd
    : `unshare -m sh -c "mount -t tmpfs none /run && mkdir ${PRIVILEGE_SEPARATION}` +
      ` && exec ${sshd}"`;
}

async function run(program: string, ...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command(program, { args })
    .output();
  if (success) return;
  throw new Error(`${program}: ${new TextDecoder().decode(stderr).trim()}`);
}

/** This machine through ssh. Dispose of it. */
export class SshHost implements AsyncDisposable {
  /** Prefix that runs a command there. */
  readonly prefix: string[];
  readonly #folder: string;

  private constructor(folder: string, prefix: string[]) {
    this.#folder = folder;
    this.prefix = prefix;
  }

  /**
   * Makes keys and configuration, and tries them.
   *
   * @returns The host.
   * @throws Where ssh or sshd is missing, or does not let us in.
   */
  static async make(): Promise<SshHost> {
    const folder = await Deno.makeTempDir();
    const sshd = await sshdCommand(`${folder}/config`);
    const host = new SshHost(folder, [
      ...["ssh", "-F", "none", "-i", `${folder}/key`],
      ...["-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no"],
      ...["-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR"],
      ...["-o", `ProxyCommand=${sshd}`],
      "this-machine",
    ]);
    try {
      for (const key of ["key", "host_key"]) {
        const path = `${folder}/${key}`;
        await run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path);
      }
      await Deno.writeTextFile(
        `${folder}/config`,
        [
          `HostKey ${folder}/host_key`,
          `AuthorizedKeysFile ${folder}/key.pub`,
          "PermitRootLogin yes",
          // the folder is in /tmp, which others may write
          "StrictModes no",
          "LogLevel ERROR",
          "",
        ].join("\n"),
      );
      const [program, ...args] = [...host.prefix, "true"];
      await run(program!, ...args);
      return host;
    } catch (error) {
      await host[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Removes the keys. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#folder, { recursive: true });
  }
}

/**
 * Why there can be no such host here.
 *
 * @returns The reason, or `undefined` where there can.
 */
export async function sshMissing(): Promise<string | undefined> {
  try {
    await using _tried = await SshHost.make();
    return undefined;
  } catch (error) {
    return error instanceof Deno.errors.NotFound
      ? "ssh is not installed"
      : `${error instanceof Error ? error.message : error}`;
  }
}
