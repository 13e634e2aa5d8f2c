/**
 * The first screen: what was run, what holds, what differs, what could not be told.
 *
 * @module
 */

import type { Comparison } from "../../analysis/comparison.ts";
import { counted, grouped } from "../../analysis/words.ts";
import type { Anchors } from "./anchors.ts";
import { type Html, markup } from "./markup.ts";
import type { ClaimCounts, Overview, PageInput } from "./overview.ts";
import { badge, folded } from "./tables.ts";
import {
  comparedWords,
  effectSentence,
  type FactorsOf,
} from "./verdict_words.ts";

/** Differences that are listed before the rest is folded away. */
const STRIKING_SHOWN = 5;

/** Failures that are listed. */
const FAILURES_SHOWN = 10;

/** What the first screen is made of. */
export interface OverviewParts {
  /** The run. */
  input: PageInput;
  /** Its facts. */
  overview: Overview;
  /** Where the experiments stand in the page. */
  anchors: Anchors;
  /** Levels of the conditions by experiment. */
  factorsOf: ReadonlyMap<string, FactorsOf>;
}

/**
 * Makes the first screen.
 *
 * @param parts See {@linkcode OverviewParts}.
 */
export function overviewSection(parts: OverviewParts): Html {
  return markup`<section aria-labelledby="glance">
<h2 id="glance">At a glance</h2>
<div class="cards">
${whatWasRun(parts)}
${whatHolds(parts)}
${whatDiffers(parts)}
${whatCouldNotBeTold(parts)}
${claimsScore(parts)}
</div>
${legend()}
</section>`;
}

function whatWasRun({ overview: { measured, machine, books } }: OverviewParts) {
  return markup`<article class="card whole"><h3>What was run</h3>
<p>${measured} ${machine} ${books}</p>
</article>`;
}

function whatHolds({ overview, anchors }: OverviewParts): Html {
  const { assertions, broken, failedTrials, unfinished } = overview;
  const held = assertions - broken.length;
  return markup`<article class="card"><h3>What holds</h3>
<p>${
    assertions === 0
      ? "Nothing was asserted."
      : markup`<strong>${grouped(held)} of ${
        counted(assertions, "assertion")
      } held.</strong> Most are about every trial: each byte arrives over TCP, each datagram over UDP is accounted for. The others are about an experiment’s trials together.`
  }</p>
${
    broken.length === 0
      ? undefined
      : markup`<ul>${
        broken.slice(0, FAILURES_SHOWN).map(({ experiment, name, detail }) =>
          markup`<li>${badge("did not hold")} <a href="#${
            anchors.of(experiment)
          }">${experiment}</a>: ${name}${detail && `. ${detail}`}</li>`
        )
      }${more(broken.length - FAILURES_SHOWN)}</ul>`
  }
${
    failedTrials.length === 0
      ? undefined
      : markup`<p>${
        counted(failedTrials.length, "trial")
      } could not be completed:</p>
<ul>${
        failedTrials.slice(0, FAILURES_SHOWN).map((
          { experiment, trial, condition, error },
        ) =>
          markup`<li><a href="#${
            anchors.of(experiment)
          }">${experiment}</a>, trial ${trial} (${condition}): ${error}</li>`
        )
      }${more(failedTrials.length - FAILURES_SHOWN)}</ul>`
  }
${
    unfinished.length === 0
      ? undefined
      : markup`<p>Not finished: ${unfinished.join(", ")}.</p>`
  }</article>`;
}

function more(count: number): Html | undefined {
  return count > 0 ? markup`<li>and ${grouped(count)} more</li>` : undefined;
}

function whatDiffers(parts: OverviewParts): Html {
  const { striking, different, equivalent, comparisons } = parts.overview;
  const items = (some: readonly Comparison[]) =>
    markup`<ul>${some.map((one) => strikingItem(one, parts))}</ul>`;
  const rest = striking.slice(STRIKING_SHOWN);
  return markup`<article class="card wide"><h3>What differs</h3>
<p>${
    comparisons === 0
      ? "Nothing was compared."
      : markup`<strong>${grouped(different)} of ${
        counted(comparisons, "comparison")
      } told a difference</strong>, ${
        grouped(equivalent)
      } that there is none worth speaking of (within 5%).${
        striking.length === 0
          ? ""
          : " The largest one of each experiment, the most striking first:"
      }`
  }</p>
${striking.length === 0 ? undefined : items(striking.slice(0, STRIKING_SHOWN))}
${
    rest.length === 0
      ? undefined
      : folded(`${counted(rest.length, "more experiment")}`, items(rest))
  }</article>`;
}

function strikingItem(
  comparison: Comparison,
  { anchors, factorsOf }: OverviewParts,
): Html {
  const { experiment } = comparison;
  const { change, common } = comparedWords(
    comparison,
    factorsOf.get(experiment) ?? new Map(),
  );
  return markup`<li><a href="#${
    anchors.of(experiment)
  }">${experiment}</a>: with ${change}${common && ` (${common})`} ${
    effectSentence(comparison)
  }.</li>`;
}

function whatCouldNotBeTold(
  { input, overview, anchors }: OverviewParts,
): Html {
  const { inconclusive, comparisons, wouldSettle, sameConditions } = overview;
  const { skipped } = input.description;
  const { warnings } = input.analysis;
  return markup`<article class="card whole"><h3>What could not be told</h3>
${
    comparisons === 0
      ? undefined
      : markup`<p><strong>${grouped(inconclusive.length)} of ${
        counted(comparisons, "comparison")
      } are inconclusive.</strong> ${wouldSettle}</p>`
  }
${
    sameConditions.all === 0
      ? undefined
      : markup`<p>${counted(sameConditions.all, "condition")} ${
        sameConditions.all === 1 ? "was" : "were"
      } measured twice in every block, as if ${
        sameConditions.all === 1 ? "it were two" : "they were two each"
      }: ${
        sameConditions.falseAlarms.length === 0
          ? "no false alarm."
          : counted(sameConditions.falseAlarms.length, "false alarm") + "."
      }</p>`
  }
${
    skipped.length === 0
      ? undefined
      : markup`<ul>${
        skipped.map(({ name, reason, remedy, inPart }) =>
          markup`<li><a href="#${anchors.of(name)}">${name}</a> was skipped${
            inPart ? " in part" : ""
          }: ${sentence(reason)} ${
            remedy && `To help: ${sentence(remedy)}`
          }</li>`
        )
      }</ul>`
  }
${
    warnings.length === 0
      ? undefined
      : markup`<p>${counted(warnings.length, "warning")} with what would help ${
        warnings.length === 1 ? "stands" : "stand"
      } beside the figures.</p>`
  }</article>`;
}

function claimsScore({ overview: { claims } }: OverviewParts): Html {
  if (claims.length === 0) {
    return markup`<article class="card">
<h3>The reference study</h3>
<p>No claim of the reference study was judged by this run.</p>
</article>`;
  }
  return markup`<article class="card">
<h3>The reference study</h3>
${claims.map(claimsCount)}
<p><a href="#claims">Claim by claim, with reasons</a></p>
</article>`;
}

function claimsCount({ of, verdicts }: ClaimCounts): Html {
  return markup`<p>Of ${of}: ${
    verdicts.map(({ count, words }, index) =>
      markup`${index === 0 ? "" : ", "}<strong>${
        grouped(count)
      }</strong> ${words}`
    )
  }.</p>`;
}

function legend(): Html {
  return markup`<dl class="legend">
<div>
<dt>Condition</dt>
<dd>What was measured: one level of each factor, such as “TCP with a buffer of 32 B”.</dd>
</div>
<div>
<dt>Block</dt>
<dd>Every condition once, in random order. What disturbs the machine for a while falls on all of them, so only trials of one block are compared.</dd>
</div>
<div>
<dt>Interval</dt>
<dd>Where the true value probably is: 95 of 100 such intervals hold it.</dd>
</div>
<div>
<dt>Verdict</dt>
<dd><em>faster</em>, <em>slower</em>, <em>more</em>, <em>less</em>: a difference that chance hardly makes. <em>equivalent</em>: any difference is within 5%. <em>inconclusive</em>: more blocks are needed to tell.</dd>
</div>
</dl>`;
}

/** A text with a full stop, whether it had one or not. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
