import { assertEquals } from "@std/assert";
import type { JudgedClaim } from "../analysis/claims.ts";
import { CLAIMS_TABLE } from "./claims_csv.ts";

const CLAIM: JudgedClaim = {
  id: "waits-udp",
  kind: "conclusion",
  experiment: "client_before_server",
  claim: "It waits.",
  studyFigures: "Seen once.",
  here: "It did in 6 of 12 trials.",
  verdict: "depends",
  dependsOn: "how the client asks",
  overDistance: {
    asks: "It waits for a round trip.",
    says: "holds at none of 0, 1 ms",
    here: "At 0 ms (refuted): it did not.",
  },
  evidence: "A datagram is gone.",
};

function cells(claim: JudgedClaim) {
  return Object.fromEntries(
    CLAIMS_TABLE.columns.map(({ name, cell }) => [name, cell(claim)]),
  );
}

Deno.test("claims.csv has everything that is said of a claim, each in its column", () => {
  assertEquals(cells(CLAIM), {
    claim_id: "waits-udp",
    kind: "conclusion",
    experiment: "client_before_server",
    claim: "It waits.",
    study_figures: "Seen once.",
    here: "It did in 6 of 12 trials.",
    verdict: "depends",
    depends_on: "how the client asks",
    over_distance: "holds at none of 0, 1 ms",
    over_distance_asks: "It waits for a round trip.",
    over_distance_here: "At 0 ms (refuted): it did not.",
    evidence: "A datagram is gone.",
  });
});

Deno.test("claims.csv leaves the cells empty where a claim does not depend, and distance has no part", () => {
  const { dependsOn: _, overDistance: __, ...claim } = CLAIM;
  const row = cells({ ...claim, verdict: "refuted" });
  assertEquals(row.depends_on, undefined);
  assertEquals(row.over_distance, undefined);
  assertEquals(row.over_distance_asks, undefined);
  assertEquals(row.over_distance_here, undefined);
});
