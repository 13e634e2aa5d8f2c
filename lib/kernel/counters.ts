/**
 * The kernel's own count of what happened in the network: how often a
 * delayed-ACK timer fired, how many datagrams found a full receive buffer.
 *
 * Counters belong to a network namespace and start at 0 when it is made. They
 * are read through /proc/thread-self, so they are those of the namespace that
 * the calling thread is in, also after unshare(2).
 *
 * Names are the kernel's with the table in front, as nstat(8) knows them
 * without the dot: `TcpExt.DelayedACKs`, `Udp.RcvbufErrors`, `IpExt.InOctets`,
 * and for IPv6 `Udp6.RcvbufErrors`. What they mean: the kernel's
 * Documentation/networking/snmp_counter.rst.
 *
 * @module
 */

import { readKernelFile } from "./read_kernel_file.ts";

/** Values by name, such as `{ "TcpExt.DelayedACKs": 82 }`. */
export type Counters = Record<string, number>;

/** The words of a table's line, without those that are no number. */
function valuesOf(words: readonly string[]): (number | undefined)[] {
  return words.map((word) => /^-?\d+$/.test(word) ? Number(word) : undefined);
}

/**
 * Reads the form of /proc/net/netstat and /proc/net/snmp: a line of names, then
 * a line of values, both beginning with the table's name.
 *
 * Kernels differ in their counters; a name without a value, and a value without
 * a name, are left out.
 *
 * @param text Text of the file.
 * @returns Value of every counter. Exact up to 2^53; the kernel counts to 2^64.
 */
export function parseCounterTables(text: string): Counters {
  const counters: Counters = {};
  const namesOf = new Map<string, string[]>();
  for (const line of text.split("\n")) {
    const [label, ...words] = line.split(/\s+/).filter((word) => word !== "");
    if (label === undefined || !label.endsWith(":")) continue;
    const table = label.slice(0, -1);
    const names = namesOf.get(table);
    if (names === undefined) {
      namesOf.set(table, words);
      continue;
    }
    for (const [index, value] of valuesOf(words).entries()) {
      const name = names[index];
      if (name !== undefined && value !== undefined) {
        counters[`${table}.${name}`] = value;
      }
    }
    namesOf.delete(table);
  }
  return counters;
}

/**
 * Reads the form of /proc/net/snmp6: a name and a value on each line.
 *
 * @param text Text of the file.
 * @returns Value of every counter; `Udp6RcvbufErrors` becomes
 * `Udp6.RcvbufErrors`.
 */
export function parseCounterList(text: string): Counters {
  const counters: Counters = {};
  for (const line of text.split("\n")) {
    const match = line.match(/^([A-Za-z]+6)(\w+)\s+(\d+)\s*$/);
    if (match !== null) counters[`${match[1]}.${match[2]}`] = Number(match[3]);
  }
  return counters;
}

/**
 * All counters of this thread's network namespace, now. Takes about 1 ms.
 *
 * @returns Value by name; empty where there are none to read: not Linux, or no
 * `--allow-ffi`.
 * @throws {KernelFileError} When the kernel refuses to show them.
 */
export function kernelCounters(): Counters {
  const folder = "/proc/thread-self/net";
  return {
    ...parseCounterTables(readKernelFile(`${folder}/snmp`) ?? ""),
    ...parseCounterTables(readKernelFile(`${folder}/netstat`) ?? ""),
    ...parseCounterList(readKernelFile(`${folder}/snmp6`) ?? ""),
  };
}

/**
 * What was counted between two readings.
 *
 * A counter that is missing before counts from 0: the kernel lists some, such as
 * `IcmpMsg.InType3`, only once they are not 0. A few entries are no counters but
 * states (`Tcp.CurrEstab`, `Tcp.RtoMin`), whose difference can be negative.
 *
 * @param before Earlier reading.
 * @param after Later reading, of the same network namespace.
 * @returns `after` less `before`, for every name in `after`.
 */
export function difference(before: Counters, after: Counters): Counters {
  return Object.fromEntries(
    Object.entries(after).map((
      [name, value],
    ) => [name, value - (before[name] ?? 0)]),
  );
}

/** Tables that tell about the transports and what carries them. */
const EVIDENCE_TABLES = new Set([
  "Tcp",
  "TcpExt",
  "Udp",
  "Udp6",
  "Ip",
  "IpExt",
  "Ip6",
  "Icmp",
  "IcmpMsg",
  "Icmp6",
]);

/**
 * Entries of these tables that are settings or states: RFC 4293 and RFC 4022
 * call none of them a counter.
 */
const STATES: ReadonlySet<string> = new Set([
  "Ip.Forwarding",
  "Ip.DefaultTTL",
  "Tcp.RtoAlgorithm",
  "Tcp.RtoMin",
  "Tcp.RtoMax",
  "Tcp.MaxConn",
  "Tcp.CurrEstab",
]);

/**
 * Counters that are evidence when they stayed at 0, too: a record without one of
 * them was made where the kernel does not have it or does not show it.
 */
export const ALWAYS_EVIDENCE: readonly string[] = [
  // How much TCP sent, and what it sent again.
  "Tcp.InSegs",
  "Tcp.OutSegs",
  "Tcp.RetransSegs",
  "TcpExt.TCPTimeouts",
  "TcpExt.TCPLossProbes",
  "TcpExt.TCPFastRetrans",
  "TcpExt.TCPSpuriousRtxHostQueues",
  // Whether acknowledgements waited, and whether small segments did.
  "TcpExt.DelayedACKs",
  "TcpExt.TCPPureAcks",
  "TcpExt.TCPAutoCorking",
  // Where TCP found no room.
  "TcpExt.TCPRcvQDrop",
  "TcpExt.TCPBacklogDrop",
  "TcpExt.TCPFromZeroWindowAdv",
  "TcpExt.ListenOverflows",
  // How much UDP sent, and where it lost.
  "Udp.InDatagrams",
  "Udp.OutDatagrams",
  "Udp.NoPorts",
  "Udp.InErrors",
  "Udp.RcvbufErrors",
  "Udp.SndbufErrors",
  "Udp.InCsumErrors",
  "Udp.MemErrors",
];

/**
 * Picks what a record of a trial keeps of a {@linkcode difference}: whatever was
 * counted by TCP, UDP, IP or ICMP, and {@linkcode ALWAYS_EVIDENCE} even at 0.
 *
 * @param delta What was counted during the trial.
 * @returns Value by name, in the order of `delta`, without settings and states.
 */
export function evidenceCounters(delta: Counters): Counters {
  const always = new Set(ALWAYS_EVIDENCE);
  return Object.fromEntries(
    Object.entries(delta).filter(([name, value]) =>
      EVIDENCE_TABLES.has(name.slice(0, name.indexOf("."))) &&
      !STATES.has(name) && (value !== 0 || always.has(name))
    ),
  );
}
