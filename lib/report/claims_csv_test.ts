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
    evidence: "A datagram is gone.",
  });
});

Deno.test("claims.csv leaves the cell empty where a claim does not depend", () => {
  const { dependsOn: _, ...claim } = CLAIM;
  assertEquals(
    cells({ ...claim, verdict: "refuted" }).depends_on,
    undefined,
  );
});
