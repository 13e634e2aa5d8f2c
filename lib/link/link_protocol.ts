/**
 * What a lab says to a link's process, in JSON Lines over its stdin and stdout.
 *
 * @module
 */

import type { Counters } from "../kernel/counters.ts";
import type { LinkAccount } from "./account.ts";
import type { LinkEnd, LinkSpec } from "./link_spec.ts";
import type { TracedPacket } from "./trace.ts";

/** Version of this protocol. The lab and the process are of the same program. */
export const LINK_PROTOCOL_VERSION = 1;

/** One end of a link: a host of its own. */
export interface LinkHost {
  /** Descriptor in the link's process that holds its network namespace. */
  namespaceDescriptor: number;
  /** Its IPv4 address. */
  ipv4: string;
  /** Its IPv6 address. */
  ipv6: string;
  /** Name of its network device there. */
  device: string;
}

/** A packet of a trace as JSON can hold it: its first bytes in base64. */
export type TracedPacketLine = Omit<TracedPacket, "head"> & { head: string };

/** Every command of a link's process. */
export interface LinkCommands {
  /** Tells how to reach the hosts. */
  hosts: {
    parameters: Record<string, never>;
    result: Record<LinkEnd, LinkHost>;
  };
  /** Begins a trial. */
  begin: {
    parameters: {
      spec: LinkSpec;
      seed: string;
      /** Whether packets are recorded. */
      trace: boolean;
    };
    result: Record<string, never>;
  };
  /** Waits until the link is empty and all connections are closed, then ends the trial. */
  end: {
    parameters: {
      /** How long to wait for that, in milliseconds. */
      drainMs: number;
    };
    result: {
      account: LinkAccount;
      /** Whether all connections were closed in time. */
      drained: boolean;
      /** When the trial began, in milliseconds since 1970. */
      startedAtMs: number;
      /** The trace, where packets were recorded. */
      packets?: TracedPacketLine[];
      /** Packets that found no room in the trace. */
      untraced?: number;
    };
  };
  /** The kernel's counters of both hosts. */
  counters: {
    parameters: Record<string, never>;
    result: Record<LinkEnd, Counters>;
  };
}
