/**
 * What a link's process can be told to do.
 *
 * @module
 */

import type { DirectionAccount, LinkAccount } from "./account.ts";
import { Carrier } from "./carrier.ts";
import type { DeviceCounts, LinkHosts } from "./link_hosts.ts";
import type { LinkCommands, TracedPacketLine } from "./link_protocol.ts";
import { type LinkEnd, type LinkError, linkOf, otherEnd } from "./link_spec.ts";
import { monotonicMs } from "./monotonic_clock.ts";
import { Recorder } from "./recorder.ts";
import { judgeOf, loadRules } from "./rule_chain.ts";

/** How often it is asked whether all connections are closed, in milliseconds. */
const LOOK_AT_SOCKETS_MS = 2;

/** No packet may come or go for so long before a link counts as quiet. */
const QUIET_MS = 1;

type Counts = Record<LinkEnd, DeviceCounts>;

/** Does the commands of a link's process. */
export class LinkCommandRunner {
  /** Carries the packets. */
  readonly carrier: Carrier;
  #hosts: LinkHosts;
  #input: number;
  #recorder: Recorder | undefined;
  #startedAtMs = Date.now();
  #before: Counts;
  #failure: LinkError | undefined;

  /**
   * An ideal link, until a trial begins.
   *
   * @param hosts The two hosts.
   * @param input The descriptor that calls come from.
   */
  constructor(hosts: LinkHosts, input: number) {
    this.#hosts = hosts;
    this.#input = input;
    this.carrier = new Carrier({
      server: hosts.device("server"),
      client: hosts.device("client"),
    });
    this.#before = this.#counts();
    this.carrier.begin({
      spec: linkOf({}),
      seed: "",
      judge: undefined,
      recorder: undefined,
    });
  }

  /**
   * Does what a call asks.
   *
   * @param name The command.
   * @param given What it needs.
   * @returns What it reports.
   * @throws {LinkError} Where it cannot be done, or a rule has failed.
   */
  async run<Name extends keyof LinkCommands>(
    name: Name,
    given: LinkCommands[Name]["parameters"],
  ): Promise<LinkCommands[Name]["result"]> {
    const commands: {
      [N in keyof LinkCommands]: (
        given: LinkCommands[N]["parameters"],
      ) => LinkCommands[N]["result"] | Promise<LinkCommands[N]["result"]>;
    } = {
      hosts: () => ({
        server: this.#hosts.host("server"),
        client: this.#hosts.host("client"),
      }),
      begin: (parameters) => this.#begin(parameters),
      end: (parameters) => this.#end(parameters),
      counters: () => ({
        server: this.#hosts.counters("server"),
        client: this.#hosts.counters("client"),
      }),
    };
    if (!Object.hasOwn(commands, name)) {
      throw new TypeError(`Unknown command ${String(name)}`);
    }
    return await commands[name](given);
  }

  async #begin(
    { spec, seed, trace }: LinkCommands["begin"]["parameters"],
  ): Promise<Record<string, never>> {
    const rules = await loadRules(spec.rules);
    this.#hosts.setMtu(spec.mtuBytes);
    this.#failure = undefined;
    this.#recorder = trace ? new Recorder() : undefined;
    // what still waits in the devices was sent before the trial
    this.carrier.discardWaiting();
    this.#before = this.#counts();
    this.#startedAtMs = performance.timeOrigin + performance.now();
    this.carrier.begin({
      spec,
      seed,
      recorder: this.#recorder,
      judge: rules.length === 0 ? undefined : judgeOf(rules, (failure) => {
        // the first failure is the cause; the others may be its consequences
        this.#failure ??= failure;
      }),
    });
    return {};
  }

  #end(
    { drainMs }: LinkCommands["end"]["parameters"],
  ): LinkCommands["end"]["result"] {
    const drained = this.#drain(drainMs);
    if (this.#failure !== undefined) throw this.#failure;
    return {
      account: this.#account(),
      drained,
      startedAtMs: this.#startedAtMs,
      ...(this.#recorder === undefined ? {} : {
        packets: linesOf(this.#recorder),
        untraced: this.#recorder.left,
      }),
    };
  }

  /**
   * Carries on until no connection is open and nothing is on its way; not if the lab is
   * gone, or has something else to say.
   */
  #drain(drainMs: number): boolean {
    const untilMs = monotonicMs() + drainMs;
    let lookedMs = -Infinity;
    let drained = false;
    this.carrier.carry(this.#input, (nowMs) => {
      if (nowMs >= untilMs) return true;
      if (nowMs - lookedMs < LOOK_AT_SOCKETS_MS) return false;
      lookedMs = nowMs;
      return drained = this.carrier.underway === 0 &&
        nowMs - this.carrier.lastPacketMs >= QUIET_MS &&
        this.#hosts.openSockets() === 0;
    });
    return drained;
  }

  #counts(): Counts {
    return {
      server: this.#hosts.deviceCounts("server"),
      client: this.#hosts.deviceCounts("client"),
    };
  }

  #account(): LinkAccount {
    const now = this.#counts();
    const [down, up] = this.carrier.ways;
    const since = (end: LinkEnd, what: keyof DeviceCounts) =>
      now[end][what] - this.#before[end][what];
    const ofDevices = (from: LinkEnd): Pick<
      DirectionAccount,
      "device_sent" | "device_dropped" | "device_received"
    > => ({
      device_sent: since(from, "sent"),
      device_dropped: since(from, "dropped"),
      device_received: since(otherEnd(from), "received"),
    });
    return {
      server_to_client: { ...down!.account(), ...ofDevices("server") },
      client_to_server: { ...up!.account(), ...ofDevices("client") },
    };
  }
}

function linesOf(recorder: Recorder): TracedPacketLine[] {
  return recorder.packets().map(({ head, ...packet }) => ({
    ...packet,
    head: head.toBase64(),
  }));
}
