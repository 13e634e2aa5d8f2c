import { assert, assertEquals } from "@std/assert";
import { machineCalls } from "./machine_calls.ts";
import {
  ALWAYS_EVIDENCE,
  difference,
  evidenceCounters,
  kernelCounters,
  parseCounterList,
  parseCounterTables,
} from "./counters.ts";

// Opened before the first test, because it stays open after the last one.
machineCalls();

function sample(name: string): string {
  return Deno.readTextFileSync(
    new URL(`../../fixtures/proc/${name}`, import.meta.url),
  );
}

Deno.test("/proc/net/netstat: every counter has its table's name in front", () => {
  const counters = parseCounterTables(sample("netstat_linux_6_18"));
  assertEquals(counters["TcpExt.SyncookiesSent"], 0);
  assert(counters["TcpExt.DelayedACKs"]! > 0);
  assert(counters["IpExt.InOctets"]! > 0);
  assertEquals(counters["MPTcpExt.WinProbe"], 0);
  assertEquals(
    Object.keys(counters).filter((name) => name.startsWith("TcpExt.")).length,
    135,
  );
});

Deno.test("/proc/net/snmp: negative states are kept", () => {
  const counters = parseCounterTables(sample("snmp_linux_6_18"));
  assertEquals(counters["Tcp.MaxConn"], -1);
  assertEquals(counters["Ip.DefaultTTL"], 64);
  assert(counters["Udp.RcvbufErrors"]! > 0);
  assertEquals(counters["Udp.InErrors"], counters["Udp.RcvbufErrors"]);
});

Deno.test("/proc/net/snmp6: IPv6 has names of the same form", () => {
  const counters = parseCounterList(sample("snmp6_linux_6_18"));
  for (
    const name of [
      "Ip6.InReceives",
      "Icmp6.InMsgs",
      "Udp6.RcvbufErrors",
      "UdpLite6.InErrors",
    ]
  ) assert(name in counters, name);
});

Deno.test("names without a value and values without a name are left out", () => {
  assertEquals(parseCounterTables(sample("netstat_odd")), {
    "TcpExt.SyncookiesSent": 1,
    "TcpExt.DelayedACKs": 2,
    "TcpExt.TCPFuture1": 3,
    "IpExt.InOctets": Number.MAX_SAFE_INTEGER,
    "IpExt.OutOctets": 2 ** 32,
    "Broken.Negative": -1,
  });
});

Deno.test("an empty text has no counters", () => {
  assertEquals(parseCounterTables(""), {});
  assertEquals(parseCounterList(""), {});
});

Deno.test("a difference counts from 0 what was not listed before", () => {
  assertEquals(
    difference(
      { "IpExt.InOctets": 2 ** 32 - 1, "Tcp.CurrEstab": 3, "Gone.Counter": 1 },
      {
        "IpExt.InOctets": 2 ** 32 + 9,
        "Tcp.CurrEstab": 1,
        "IcmpMsg.InType3": 4,
      },
    ),
    { "IpExt.InOctets": 10, "Tcp.CurrEstab": -2, "IcmpMsg.InType3": 4 },
  );
});

Deno.test("evidence is what was counted, and a few counters even at 0", () => {
  assertEquals(
    evidenceCounters({
      "Tcp.CurrEstab": -2,
      "Ip.DefaultTTL": 1,
      "Tcp.ActiveOpens": 3,
      "Tcp.PassiveOpens": 0,
      "TcpExt.DelayedACKs": 0,
      "Udp6.InErrors": 4,
      "Udp.NoPorts": 0,
      "IcmpMsg.InType3": 5,
      "MPTcpExt.MPFailTx": 6,
    }),
    {
      "Tcp.ActiveOpens": 3,
      "TcpExt.DelayedACKs": 0,
      "Udp6.InErrors": 4,
      "Udp.NoPorts": 0,
      "IcmpMsg.InType3": 5,
    },
  );
});

Deno.test("what the kernel does not have is not evidence of nothing", () => {
  assertEquals(evidenceCounters({}), {});
});

Deno.test("Linux 6.18 has every counter that is always kept", () => {
  const counters = {
    ...parseCounterTables(sample("snmp_linux_6_18")),
    ...parseCounterTables(sample("netstat_linux_6_18")),
  };
  const nothing = difference(counters, counters);
  assertEquals(
    Object.keys(evidenceCounters(nothing)).toSorted(),
    ALWAYS_EVIDENCE.toSorted(),
  );
});

Deno.test({
  name: "the kernel counts what is sent over loopback",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const address = {
      transport: "udp",
      hostname: "127.0.0.1",
      port: 0,
    } as const;
    const receiver = Deno.listenDatagram(address);
    const sender = Deno.listenDatagram(address);
    const before = kernelCounters();
    try {
      for (let count = 0; count < 3; count++) {
        await sender.send(new Uint8Array(100), receiver.addr);
        await receiver.receive();
      }
    } finally {
      sender.close();
      receiver.close();
    }
    const counted = difference(before, kernelCounters());
    // Others on this machine may have sent too.
    assert(counted["Udp.OutDatagrams"]! >= 3);
    assert(counted["Udp.InDatagrams"]! >= 3);
    assert(counted["IpExt.InOctets"]! >= 3 * (20 + 8 + 100));
  },
});

Deno.test("elsewhere than on Linux there are no counters, and no error", () => {
  const onLinux = Deno.build.os === "linux";
  assertEquals("TcpExt.DelayedACKs" in kernelCounters(), onLinux);
});
