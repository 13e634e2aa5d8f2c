/**
 * Question: do the packets themselves show what the textbooks say of TCP?
 *
 * Each condition is a claim, decided packet by packet: an emulated link drops exactly the
 * segment that is named, or keeps packets for exactly so long, and records every one. What
 * was claimed stands beside what is done, in `packet_claims/`. Nothing is left to chance,
 * so that a claim holds each time, or the kernel is another one.
 */

import { everyByteArrives, experiment } from "../lib/experiment/mod.ts";
import { ACKNOWLEDGEMENTS } from "./packet_claims/acknowledgements.ts";
import { AUTOCORKING_CLAIMS } from "./packet_claims/autocorking.ts";
import { LOSS_REPAIR } from "./packet_claims/loss_repair.ts";
import { NAGLE } from "./packet_claims/nagle.ts";
import type { PacketClaims } from "./packet_claims/packet_claim.ts";
import { ZERO_WINDOW } from "./packet_claims/zero_window.ts";

const CLAIMS: PacketClaims = {
  ...LOSS_REPAIR,
  ...NAGLE,
  ...ACKNOWLEDGEMENTS,
  ...AUTOCORKING_CLAIMS,
  ...ZERO_WINDOW,
};

const names = Object.keys(CLAIMS);

experiment("packet_claims", {
  question: "Do the packets themselves show what the textbooks say of TCP?",
  factors: {
    engine: ["libc"],
    claim: names,
  },
  where: ({ claim }) => CLAIMS[claim]!.missing?.() === undefined,
  missingInPart: () =>
    Object.values(CLAIMS).map(({ missing }) => missing?.()).find((skip) =>
      skip !== undefined
    ),
  atMostBlocks: 1,
  withoutWarmUp: true,

  link: ({ claim }) => CLAIMS[claim]!.link,
  inspectsPackets: true,
  traced: names.map((claim) => ({ claim })),
  trial: ({ claim }, lab) => CLAIMS[claim]!.trial(lab),

  invariants: [
    everyByteArrives,
    ...Object.entries(CLAIMS).map(([name, { claim, check }]) => ({
      name: `${name}: ${claim}`,
      check(record: Parameters<typeof check>[0]) {
        if (record.factors.claim === name) check(record);
      },
    })),
  ],
});
