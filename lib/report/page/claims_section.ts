/**
 * The reference study's claims with this run's verdicts, and its tables drawn anew.
 *
 * @module
 */

import {
  type JudgedClaim,
  NOT_MEASURED,
  type OverDistance,
} from "../../analysis/claims.ts";
import type { StudyTable } from "../../analysis/study_tables.ts";
import type { Anchors } from "./anchors.ts";
import { capitalized } from "./chart.ts";
import { type Html, markup } from "./markup.ts";
import { badge, folded, pageTable } from "./tables.ts";

/**
 * Makes the section of the claims.
 *
 * @param claims The claims, judged; none where the run cannot judge any.
 * @param anchors Where the experiments stand in the page.
 */
export function claimsSection(
  claims: readonly JudgedClaim[],
  anchors: Anchors,
): Html | undefined {
  if (claims.length === 0) return undefined;
  const list = (heading: string, wanted: JudgedClaim["kind"]) => {
    const some = claims.filter(({ kind }) => kind === wanted);
    return some.length === 0 ? undefined : markup`<h3>${heading}</h3>
<ul class="plain claims">${some.map((claim) => claimItem(claim, anchors))}</ul>
`;
  };
  return markup`<section aria-labelledby="claims">
<h2 id="claims">The reference study’s claims</h2>
<p>The study moved the same books once per condition and read conclusions off single runs. This is what the blocks of this run say of each of them; each line opens on the figures and the reason.</p>
${list("What the study concluded", "conclusion")}${
    list("What was found to be wrong with it", "finding")
  }</section>
`;
}

function claimItem(
  judged: JudgedClaim,
  anchors: Anchors,
): Html {
  const { id, experiment, claim, verdict, dependsOn, overDistance } = judged;
  const { studyFigures, here, evidence } = judged;
  return markup`<li data-claim="${id}"><details><summary>${
    badge(verdict)
  } ${claim}${
    dependsOn === undefined
      ? undefined
      : markup` <small>It depends on ${dependsOn}.</small>`
  }${
    overDistance === undefined
      ? undefined
      : markup` <small>${distanceSentence(overDistance)}</small>`
  }</summary>
<dl><div><dt>The study’s figures</dt><dd>${studyFigures || "None."}</dd></div>
<div><dt>Here</dt><dd>${here}</dd></div>
${distanceFigures(overDistance)}<div><dt>Why</dt><dd>${evidence}</dd></div>
<div><dt>Decided by</dt><dd><a href="#${
    anchors.of(experiment)
  }">${experiment}</a> (claim <code>${id}</code>)</dd></div></dl></details></li>
`;
}

function distanceSentence({ says }: OverDistance): string {
  return says === NOT_MEASURED
    ? `${capitalized(says)}.`
    : `Over distance: ${says}.`;
}

function distanceFigures(
  overDistance: OverDistance | undefined,
): Html | undefined {
  if (overDistance === undefined) return undefined;
  const { asks, here } = overDistance;
  return markup`<div><dt>Over distance</dt><dd>Asked there: ${asks} ${here}</dd></div>
`;
}

/**
 * Makes the section of the study's tables.
 *
 * @param tables The tables; none where there are none.
 */
export function studySection(
  tables: readonly StudyTable[],
): Html | undefined {
  if (tables.length === 0) return undefined;
  return markup`<section aria-labelledby="study">
<h2 id="study">The study’s tables, with this machine’s figures</h2>
${tables.map(studyTable)}</section>`;
}

function studyTable({ title, columns, rows, notes }: StudyTable): Html {
  return folded(
    title,
    markup`${
      pageTable(
        title,
        columns.map(({ header, ours, isText }, index) => ({
          header: ours ? markup`<em>${header}</em>` : header,
          isText,
          cell: (row: string[]) =>
            ours ? markup`<em>${row[index]}</em>` : row[index],
        })),
        rows,
      )
    }<p class="notes">In italics: this machine. ${notes.join(" ")}</p>`,
  );
}
