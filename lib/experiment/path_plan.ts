/**
 * Over which path an experiment is run: loopback, a link that it has itself, or what the
 * run asks for.
 *
 * @module
 */

import { dirname, fromFileUrl } from "@std/path";
import { formatLinkSpec } from "../link/format_link_spec.ts";
import { linkMissing } from "../link/link_missing.ts";
import { linkOf, type LinkPlan, type LinkSpec } from "../link/link_spec.ts";
import type { Condition, FactorLevels } from "./condition.ts";
import type { Skip } from "./experiment_plan.ts";
import type { LabPath } from "./hosts.ts";
import { DEFAULT_SERVER_ADDRESS } from "./network_options.ts";
import type { RunOptions } from "./options.ts";

/** What an experiment says of its path. */
export interface PlannedPath<Levels extends FactorLevels> {
  /** The emulated link of a condition. */
  link?: (condition: Condition<Levels>) => LinkPlan;
  /** Why it is not run over any other path than loopback: a clause. */
  onlyOverLoopback?: string;
  /** Conditions whose first measured trial is recorded packet by packet. */
  traced?: readonly Partial<Condition<NoInfer<Levels>>>[];
}

/** What a run says of the path. */
export type AskedPath =
  & Pick<
    RunOptions,
    "serverHost" | "clientHost" | "serverAddress" | "trace" | "capture"
  >
  & { link?: LinkSpec | undefined };

function hasHosts(
  { serverHost, clientHost, serverAddress }: AskedPath,
): boolean {
  return serverHost !== undefined || clientHost !== undefined ||
    serverAddress !== undefined;
}

/**
 * The path that a run asks for, as its records name it.
 *
 * @param asked What it asks for.
 * @returns `loopback`, `hosts`, or what the link does, as `--link` takes it.
 */
export function pathName(asked: AskedPath): string {
  if (asked.link !== undefined) return formatLinkSpec(asked.link);
  return hasHosts(asked) ? "hosts" : "loopback";
}

/** The path of one experiment in one run. */
export class PathPlan<Levels extends FactorLevels> {
  #planned: PlannedPath<Levels>;
  #asked: AskedPath;

  /**
   * Plans the path.
   *
   * @param planned What the experiment says.
   * @param asked What the run asks for.
   */
  constructor(planned: PlannedPath<Levels>, asked: AskedPath) {
    this.#planned = planned;
    this.#asked = asked;
  }

  get #hasHosts(): boolean {
    return hasHosts(this.#asked);
  }

  /** Whether it is an emulated link. */
  get isLink(): boolean {
    return this.#planned.link !== undefined || this.#asked.link !== undefined;
  }

  /** Whether it is loopback. */
  get isLoopback(): boolean {
    return !this.isLink && !this.#hasHosts;
  }

  /** Why the experiment is not run over it, if it is not. */
  async missing(): Promise<Skip | undefined> {
    const { link, onlyOverLoopback } = this.#planned;
    const asked = this.#asked.link !== undefined
      ? "--link"
      : this.#hasHosts
      ? "--server-host, --client-host and --server-address"
      : undefined;
    if (asked !== undefined && link !== undefined) {
      return {
        reason: "it has links of its own",
        remedy: `run it without ${asked}`,
      };
    }
    if (asked !== undefined && onlyOverLoopback !== undefined) {
      return {
        reason: `it is about loopback: ${onlyOverLoopback}`,
        remedy: `run it without ${asked}`,
      };
    }
    return this.isLink ? await linkMissing() : undefined;
  }

  /**
   * What the link of a condition does.
   *
   * @param condition Its levels.
   * @returns The link; undefined where the path is none.
   */
  linkOf(condition: Condition<Levels>): LinkSpec | undefined {
    const { link } = this.#planned;
    return link === undefined ? this.#asked.link : linkOf(link(condition));
  }

  /**
   * The path as a record names it.
   *
   * @param spec The link, if it is one.
   * @returns `loopback`, `hosts`, or what the link does.
   */
  nameOf(spec: LinkSpec | undefined): string {
    return spec === undefined
      ? pathName({ ...this.#asked, link: undefined })
      : formatLinkSpec(spec);
  }

  /** What a lab has to know of the path. */
  ofLab(): { path?: LabPath } {
    const { link, serverHost = [], clientHost = [], serverAddress } =
      this.#asked;
    if (this.isLink) {
      const rules = link?.rules.map(({ module }) =>
        dirname(fromFileUrl(module))
      );
      return {
        path: {
          kind: "link",
          rules: rules ?? [],
          prefix: this.#planned.link === undefined,
        },
      };
    }
    if (!this.#hasHosts) return {};
    return {
      path: {
        kind: "hosts",
        server: serverHost,
        client: clientHost,
        serverAddress: serverAddress ?? DEFAULT_SERVER_ADDRESS,
      },
    };
  }

  /** Whether trials on loopback are captured. */
  get isCaptured(): boolean {
    return this.#asked.capture && this.isLoopback;
  }

  /**
   * Whether a trial is recorded packet by packet.
   *
   * @param condition Its levels.
   * @param place Its block, and whether it repeats another condition of the block.
   */
  isTraced(
    condition: Condition<Levels>,
    { block, twinOf }: { block: number; twinOf: string | undefined },
  ): boolean {
    const { trace } = this.#asked;
    if (trace !== "chosen") return trace === "all";
    if (block !== 1 || twinOf !== undefined) return false;
    return this.#planned.traced?.some((levels) =>
      Object.entries(levels).every(([factor, level]) =>
        condition[factor] === level
      )
    ) ?? false;
  }
}
