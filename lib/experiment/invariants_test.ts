import { assert, assertThrows } from "@std/assert";
import {
  tcpTransfer,
  trialOf,
  udpTransfer,
} from "../../fixtures/experiments/sample_records.ts";
import { SAMPLE_ACCOUNT } from "../link/testing/sample_account.ts";
import {
  bothEndsAgree,
  everyByteArrives,
  everyLossIsAccountedFor,
  everyResponseIsRight,
  integrity,
  type Invariant,
  ledgerAddsUp,
  linkAddsUp,
  nothingIsInvented,
} from "./invariants.ts";
import type {
  Ledger,
  LossAttribution,
  TransferRecord,
  TrialRecord,
} from "./record.ts";

const { ledger: LEDGER, server_view: VIEW } = udpTransfer();

/** A UDP transfer whose ledger differs in one figure by one. */
function offByOne(
  field: Exclude<keyof Ledger, "attribution" | "bytes_truncated_by_kernel">,
  step: 1 | -1,
): TransferRecord {
  return udpTransfer({
    ledger: { ...LEDGER!, [field]: LEDGER![field] + step },
  });
}

/** A UDP transfer whose lost datagrams went elsewhere. */
function attributed(changes: Partial<LossAttribution>): TransferRecord {
  return udpTransfer({
    ledger: {
      ...LEDGER!,
      attribution: { ...LEDGER!.attribution!, ...changes },
    },
  });
}

/** A transfer with a good one before it: it is not only the first that is checked. */
function afterAGoodOne(transfer: TransferRecord): TrialRecord {
  return trialOf([
    transfer.transport === "tcp" ? tcpTransfer() : udpTransfer(),
    transfer,
  ]);
}

/** An invariant, and records that are good but for what the name says. */
const BROKEN: [Invariant, Record<string, TransferRecord>][] = [
  [everyByteArrives, {
    "one byte missing": tcpTransfer({ received_bytes: 999 }),
    "one byte too many": tcpTransfer({ received_bytes: 1001 }),
    "another digest": tcpTransfer({ sha256_received: "f".repeat(64) }),
    "both digests another than the file's": tcpTransfer({
      content_intact: false,
    }),
    "a word lost": tcpTransfer({ words_received: 169, words_lost: 1 }),
  }],
  [ledgerAddsUp, {
    "no ledger": (({ ledger: _, ...rest }) => rest)(udpTransfer()),
    "a datagram more sent": offByOne("datagrams_sent", 1),
    "a datagram less sent": offByOne("datagrams_sent", -1),
    "a datagram more received": offByOne("datagrams_received", 1),
    "a datagram less lost": offByOne("datagrams_lost", -1),
    "a byte more sent": offByOne("bytes_sent", 1),
    "a byte less received": offByOne("bytes_received", -1),
    "a byte more truncated": offByOne("bytes_truncated", 1),
    "a byte less lost": offByOne("bytes_lost", -1),
  }],
  [nothingIsInvented, {
    "content not intact": udpTransfer({ content_intact: false }),
    "a stranger's datagram": offByOne("datagrams_foreign", 1),
    "no ledger": (({ ledger: _, ...rest }) => rest)(udpTransfer()),
  }],
  [everyLossIsAccountedFor, {
    "a datagram lost on the way": attributed({ datagrams_lost_on_the_way: 1 }),
    "a drop that nothing explains": attributed({ drops_unexplained: 1 }),
  }],
  [bothEndsAgree, {
    "nothing from the server": (({ server_view: _, ...rest }) => rest)(
      tcpTransfer(),
    ),
    "another client port": tcpTransfer({
      server_view: { ...VIEW!, client: { ...VIEW!.client, port: 40_003 } },
    }),
    "another client address": udpTransfer({
      server_view: { ...VIEW!, client: { ...VIEW!.client, address: "::1" } },
    }),
    "another server port": udpTransfer({
      server_view: { ...VIEW!, server: { ...VIEW!.server, port: 40_003 } },
    }),
    "another server address": tcpTransfer({
      server_view: {
        ...VIEW!,
        server: { ...VIEW!.server, address: "127.0.0.2" },
      },
    }),
  }],
];

Deno.test("every invariant holds for good records, and where there is nothing to check", () => {
  const invariants = [...integrity, bothEndsAgree, everyResponseIsRight];
  const echoed = {
    exchange_seconds: [0.1],
    observations: { echoed: true },
  };
  for (const { check } of invariants) {
    check(trialOf([tcpTransfer(), udpTransfer()], echoed));
    check(trialOf([]));
  }
});

for (const [invariant, cases] of BROKEN) {
  for (const [what, transfer] of Object.entries(cases)) {
    Deno.test(`"${invariant.name}" fails with ${what}`, () => {
      assertThrows(() => invariant.check(trialOf([transfer])));
      assertThrows(() => invariant.check(afterAGoodOne(transfer)));
    });
  }
}

Deno.test("TCP's invariant leaves UDP alone, and UDP's leave TCP alone", () => {
  everyByteArrives.check(trialOf([udpTransfer({ content_intact: false })]));
  const broken = tcpTransfer({ content_intact: false });
  ledgerAddsUp.check(trialOf([broken]));
  nothingIsInvented.check(trialOf([broken]));
});

Deno.test("a loss is held to account on loopback only, and where the kernel counts", () => {
  const onTheWay = attributed({ datagrams_lost_on_the_way: 1 });
  everyLossIsAccountedFor.check(trialOf([onTheWay], { link: "delay 10 ms" }));
  const { attribution: _, ...unattributed } = LEDGER!;
  everyLossIsAccountedFor.check(
    trialOf([udpTransfer({ ledger: unattributed })]),
  );
});

Deno.test(`"${everyResponseIsRight.name}" fails with a wrong response, and with none checked`, () => {
  const exchange_seconds = [0.1, 0.2];
  for (const observations of [{ echoed: false }, {}]) {
    const record = trialOf([], { exchange_seconds, observations });
    assertThrows(() => everyResponseIsRight.check(record));
  }
  assertThrows(() =>
    everyResponseIsRight.check(trialOf([], { exchange_seconds }))
  );
});

Deno.test("integrity holds what every experiment that moves books needs", () => {
  for (
    const one of [
      everyByteArrives,
      ledgerAddsUp,
      nothingIsInvented,
      everyLossIsAccountedFor,
    ]
  ) assert(integrity.includes(one));
});

Deno.test(`"${linkAddsUp.name}" fails with a sum that is open, and without an account`, () => {
  const over = (link_account: TrialRecord["link_account"]) =>
    trialOf([], {
      link: "ideal",
      ...(link_account === undefined ? {} : { link_account }),
    });
  linkAddsUp.check(over(SAMPLE_ACCOUNT));
  const { server_to_client, client_to_server } = SAMPLE_ACCOUNT;
  assertThrows(
    () =>
      linkAddsUp.check(over({
        server_to_client,
        client_to_server: { ...client_to_server, device_received: 481 },
      })),
    Error,
    "client to server: delivered 480 is not what the receiver's kernel received, 481",
  );
  assertThrows(
    () => linkAddsUp.check(over(undefined)),
    Error,
    "the link has no account",
  );
});
