/**
 * Hosts for tests: network namespaces that a cable joins (ip-netns(8), veth(4)).
 *
 * @module
 */

/** Runs ip(8). */
async function ip(...args: string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("ip", { args }).output();
  if (success) return;
  throw new Error(
    `ip ${args.join(" ")}: ${new TextDecoder().decode(stderr).trim()}`,
  );
}

/** A network namespace as a host. */
export interface NamespaceHost {
  /** Name of the namespace. */
  name: string;
  /** Prefix that runs a command there. */
  prefix: string[];
  /** Its address on the cable, an IPv4 address that is for documentation (RFC 5737). */
  address: string;
  /** The same in IPv6 (RFC 4193). */
  address6: string;
}

/** Two hosts that a cable joins. Dispose of them. */
export class JoinedNamespaces implements AsyncDisposable {
  /** The two hosts. */
  readonly hosts: readonly [NamespaceHost, NamespaceHost];

  private constructor() {
    const run = crypto.randomUUID().slice(0, 8);
    const host = (number: 1 | 2): NamespaceHost => {
      const name = `lab-${run}-${number}`;
      return {
        name,
        prefix: ["ip", "netns", "exec", name],
        address: `192.0.2.${number}`,
        address6: `fd00::${number}`,
      };
    };
    this.hosts = [host(1), host(2)];
  }

  /**
   * Makes them.
   *
   * @returns The hosts, with their addresses set.
   * @throws Where this is not permitted; nothing is left then.
   */
  static async make(): Promise<JoinedNamespaces> {
    const joined = new JoinedNamespaces();
    const [one, two] = joined.hosts;
    try {
      for (const { name } of joined.hosts) await ip("netns", "add", name);
      const ends = ["eth0", "type", "veth", "peer", "name", "eth0"];
      await ip("-n", one.name, "link", "add", ...ends, "netns", two.name);
      for (const { name, address, address6 } of joined.hosts) {
        await ip("-n", name, "address", "add", `${address}/24`, "dev", "eth0");
        // without duplicate address detection, which would take a second
        const addressAdd = ["address", "add", `${address6}/64`, "nodad"];
        await ip("-n", name, ...addressAdd, "dev", "eth0");
        for (const device of ["lo", "eth0"]) {
          await ip("-n", name, "link", "set", device, "up");
        }
      }
      return joined;
    } catch (error) {
      await joined[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Removes them; the cable goes with them. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { name } of this.hosts) {
      await ip("netns", "delete", name).catch(() => {});
    }
  }
}

/**
 * Why there can be no such hosts here.
 *
 * @returns The reason, or `undefined` where there can.
 */
export async function namespacesMissing(): Promise<string | undefined> {
  try {
    await using _tried = await JoinedNamespaces.make();
    return undefined;
  } catch (error) {
    return error instanceof Deno.errors.NotFound
      ? "ip is not installed"
      : `${error instanceof Error ? error.message : error}`;
  }
}
