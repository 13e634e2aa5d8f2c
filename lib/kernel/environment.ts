/**
 * Everything about the machine that a reader needs in order to repeat a run or
 * to doubt it. It goes into the run's manifest as it is.
 *
 * Left out for privacy: the host's name, the user's name, paths. The addresses
 * are in it because a measurement of a network is about them.
 *
 * @module
 */

import { cpus } from "node:os";
import { resolve } from "@std/path";
import { type Clock, describeClock } from "./clock.ts";
import { type NetworkInterface, networkInterfaces } from "./interfaces.ts";
import { machineCalls } from "./machine_calls.ts";
import {
  hasNetworkAdministration,
  parseProcessStatus,
} from "./process_status.ts";
import { parseProcessorInformation } from "./processor_information.ts";
import { programOutput } from "./program_output.ts";
import {
  KernelFileError,
  kernelText,
  readKernelLink,
} from "./read_kernel_file.ts";
import { type SourceCommit, sourceCommit } from "./source_commit.ts";
import { readSysctl, transportSysctls } from "./sysctls.ts";

/**
 * The machine and the programs on it. JSON as it stands; what is not known, or
 * does not exist on this system, is `null`.
 */
export interface Environment {
  /** When it was described, ISO 8601 in UTC. */
  at: string;
  /** Local time less UTC, in minutes: 60 is UTC+01:00. */
  utc_offset_minutes: number;
  /** The operating system. */
  operating_system: {
    /** Deno's name of it: `linux`, `darwin`, `windows`, … */
    name: string;
    /** Release of the kernel (uname(2)), such as `6.18.44`. */
    kernel_release: string;
    /** Build of the kernel with its kind of preemption; Linux only. */
    kernel_version: string | null;
    /** Deno's name of the architecture: `x86_64` or `aarch64`. */
    architecture: string;
    /** Version of the C library, such as `glibc 2.36`; Linux only. */
    libc: string | null;
  };
  /** Versions that Deno reports of itself. */
  runtime: { deno: string; v8: string; typescript: string };
  /** Who the process runs as. */
  user: {
    /** Whether its user id is 0, be it in a user namespace of its own. */
    is_root: boolean | null;
    /** Whether it may change interfaces of its namespace (CAP_NET_ADMIN); Linux only. */
    may_administer_network: boolean | null;
  };
  /** The processors. */
  cpu: {
    /** Name of the model. */
    model: string | null;
    /** Processors that Deno sees, hyper-threads counted. */
    logical_cores: number;
    /** Clock of the first processor at the moment, in MHz; varies with load. */
    megahertz: number | null;
    /** How its clock is chosen, such as `performance`; Linux only. */
    frequency_governor: string | null;
    /** Processors that this process may run on, such as `0-1,4`; Linux only. */
    allowed: string | null;
    /**
     * CPU time that the control group gets in each period, both in microseconds
     * or `max` (cgroup v2 `cpu.max`); Linux only.
     */
    cgroup_limit: string | null;
  };
  /** The memory. */
  memory: {
    /** All of it, in bytes. */
    total_bytes: number;
    /** What programs can still have without swapping, in bytes. */
    available_bytes: number;
  };
  /** Every network interface. */
  interfaces: NetworkInterface[];
  /** Settings of the kernel that shape TCP and UDP, by the name sysctl(8) uses. */
  sysctls: Record<string, string | null>;
  /** The clock that times are taken with. */
  clock: Clock;
  /** Hints of a virtual machine; Linux only. */
  virtualisation: {
    /** Whether the processor says that it runs under a hypervisor; x86 only. */
    hypervisor: boolean | null;
    /** Maker of the machine according to its firmware. */
    vendor: string | null;
    /** Name of the machine according to its firmware. */
    product: string | null;
  };
  /** Hints of a container or a test network; Linux only (namespaces(7)). */
  namespaces: {
    /** The network namespace, such as `net:[4026531840]`. */
    network: string | null;
    /**
     * Whether process 1 is in another one; not every user may know. In a
     * container, process 1 is the container's own.
     */
    own_network_namespace: boolean | null;
    /** Whether this is not the machine's first PID namespace: a container. */
    own_process_namespace: boolean | null;
    /** Whether this is not the machine's first user namespace. */
    own_user_namespace: boolean | null;
  };
  /** Load averages of the last 1, 5 and 15 minutes; 0 on Windows. */
  load_average: { minutes_1: number; minutes_5: number; minutes_15: number };
  /** The project's own commit; needs git and `--allow-run=git`. */
  source: SourceCommit | null;
  /**
   * First line of what each program that the lab can use says as its version;
   * `null` where it is not installed or may not be run.
   */
  programs: Record<string, string | null>;
}

/** Programs that the lab can use, with the argument that shows their version. */
const PROGRAMS = {
  iperf3: "--version",
  netperf: "-V",
  ip: "-V",
  tc: "-V",
} as const;

/**
 * Inode numbers that the first namespaces have on every Linux
 * (linux/nsfs.h: `PID_NS_INIT_INO`, `USER_NS_INIT_INO`), the network's only since
 * Linux 6.18 (`NET_NS_INIT_INO`).
 */
const FIRST_NETWORK_NAMESPACE = "net:[4026531833]";
const FIRST_PROCESS_NAMESPACE = "pid:[4026531836]";
const FIRST_USER_NAMESPACE = "user:[4026531837]";

/** A link below /proc; `null` where it cannot be read. */
function kernelLink(path: string): string | null {
  try {
    return readKernelLink(path) ?? null;
  } catch (error) {
    if (error instanceof KernelFileError) return null;
    throw error;
  }
}

function differs(one: string | null, other: string | null): boolean | null {
  return one === null || other === null ? null : one !== other;
}

function libcVersion(): string | null {
  const version = machineCalls()?.gnu_get_libc_version() ?? null;
  return version === null
    ? null
    : `glibc ${new Deno.UnsafePointerView(version).getCString()}`;
}

function describeNamespaces(): Environment["namespaces"] {
  const network = kernelLink("/proc/thread-self/ns/net");
  return {
    network,
    own_network_namespace: network === FIRST_NETWORK_NAMESPACE
      ? false
      : differs(network, kernelLink("/proc/1/ns/net")),
    own_process_namespace: differs(
      kernelLink("/proc/self/ns/pid"),
      FIRST_PROCESS_NAMESPACE,
    ),
    own_user_namespace: differs(
      kernelLink("/proc/self/ns/user"),
      FIRST_USER_NAMESPACE,
    ),
  };
}

async function programVersions(): Promise<Environment["programs"]> {
  const versions = Object.entries(PROGRAMS).map(async ([program, argument]) => {
    const text = await programOutput(program, { args: [argument] });
    // Only the first line: iperf3 goes on with the host's name.
    return [program, text?.trim().split("\n")[0] ?? null] as const;
  });
  return Object.fromEntries(await Promise.all(versions));
}

/**
 * Describes the machine. Takes some 20 ms, nearly all for the programs that are
 * asked for their version, so it is for the start of a run and not for a trial
 * (see `machine_snapshot.ts`).
 *
 * Needs `--allow-sys`; `--allow-ffi` for what Linux tells in /proc and /sys, and
 * `--allow-run` for the versions of programs: without these two it goes on, and
 * the fields are `null`.
 *
 * @returns The description.
 * @throws {Deno.errors.NotCapable} Without `--allow-sys`.
 */
export async function describeEnvironment(): Promise<Environment> {
  const folder = import.meta.dirname;
  // Programs first and alone: they would disturb the measuring of the clock.
  const programs = await programVersions();
  const source = folder === undefined
    ? null // The lab runs from the web.
    : await sourceCommit(resolve(folder, "..", ".."));
  const processor = parseProcessorInformation(
    kernelText("/proc/cpuinfo") ?? "",
  );
  const status = parseProcessStatus(kernelText("/proc/self/status") ?? "");
  const memory = Deno.systemMemoryInfo();
  const userId = Deno.uid();
  const [minutes_1 = 0, minutes_5 = 0, minutes_15 = 0] = Deno.loadavg();
  const { deno, v8, typescript } = Deno.version;
  return {
    at: new Date().toISOString(),
    utc_offset_minutes: -new Date().getTimezoneOffset(),
    operating_system: {
      name: Deno.build.os,
      kernel_release: Deno.osRelease(),
      kernel_version: readSysctl("kernel.version"),
      architecture: Deno.build.arch,
      libc: libcVersion(),
    },
    runtime: { deno, v8, typescript },
    user: {
      is_root: userId === null ? null : userId === 0,
      may_administer_network: status.effective_capabilities === undefined
        ? null
        : hasNetworkAdministration(status.effective_capabilities),
    },
    cpu: {
      model: processor.model ?? cpus()[0]?.model ?? null,
      logical_cores: navigator.hardwareConcurrency,
      megahertz: processor.megahertz ?? null,
      frequency_governor: kernelText(
        "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor",
      ),
      allowed: status.processors_allowed ?? null,
      cgroup_limit: kernelText("/sys/fs/cgroup/cpu.max"),
    },
    memory: {
      total_bytes: memory.total,
      available_bytes: memory.available,
    },
    interfaces: networkInterfaces(),
    sysctls: transportSysctls(),
    clock: describeClock(),
    virtualisation: {
      hypervisor: processor.hypervisor ?? null,
      vendor: kernelText("/sys/class/dmi/id/sys_vendor"),
      product: kernelText("/sys/class/dmi/id/product_name"),
    },
    namespaces: describeNamespaces(),
    load_average: { minutes_1, minutes_5, minutes_15 },
    source,
    programs,
  };
}
