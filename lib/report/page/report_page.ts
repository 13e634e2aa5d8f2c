/**
 * `report.html`: the whole run in one file that needs nothing else, no network and no
 * script.
 *
 * @module
 */

import type { Factors } from "../../experiment/record.ts";
import { Anchors } from "./anchors.ts";
import { claimsSection, studySection } from "./claims_section.ts";
import { experimentSection } from "./experiment_section.ts";
import { type Html, markup } from "./markup.ts";
import { machineSections } from "./machine_section.ts";
import { experimentsOf, overviewOf, type PageInput } from "./overview.ts";
import { overviewSection } from "./overview_section.ts";
import type { RunCharts } from "./run_charts.ts";
import { STYLE } from "./style.ts";
import type { FactorsOf } from "./verdict_words.ts";

/** Nothing is loaded and nothing runs, whatever a name in the run says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * Makes the page.
 *
 * @param input The run.
 * @param charts Its charts, which have seen every record.
 * @returns The text of an HTML file.
 */
export async function reportPage(
  input: PageInput,
  charts: RunCharts,
): Promise<string> {
  const { description: { run, manifest }, trials, analysis } = input;
  const experiments = experimentsOf(input);
  const anchors = new Anchors(
    "experiment",
    experiments.map(({ name }) => name),
  );
  const factorsOf = levelsByExperiment(input);
  const part = <Item extends { experiment: string }>(items: readonly Item[]) =>
    Map.groupBy(items, ({ experiment }) => experiment);
  const trialsOf = part(trials);
  const summariesOf = part(analysis.summaries);
  const comparisonsOf = part(analysis.comparisons);
  const warningsOf = part(analysis.warnings);
  const tracesOf = Map.groupBy(input.traces, ({ trial }) => trial.experiment);

  const sections: Html[] = [];
  for (const experiment of experiments) {
    const { name } = experiment;
    sections.push(
      await experimentSection({
        experiment,
        anchor: anchors.of(name),
        trials: trialsOf.get(name) ?? [],
        summaries: summariesOf.get(name) ?? [],
        comparisons: comparisonsOf.get(name) ?? [],
        warnings: warningsOf.get(name) ?? [],
        factorsOf: factorsOf.get(name) ?? new Map(),
        charts,
        traces: tracesOf.get(name) ?? [],
      }),
    );
  }
  const overview = overviewOf(input);
  const links: [anchor: string, text: string][] = [
    ...(analysis.claims.length > 0
      ? [["claims", "Claims of the study"] as [string, string]]
      : []),
    ...(analysis.studyTables.length > 0
      ? [["study", "Tables of the study"] as [string, string]]
      : []),
    ...experiments.map(({ name }): [string, string] => [
      anchors.of(name),
      name,
    ]),
    ...(manifest === undefined
      ? []
      : [["machine", "Machine"], ["repeat", "Repeat"]] as [string, string][]),
  ];
  return `<!doctype html>
${markup`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>transport-lab: run ${run}</title>
<style>${STYLE}</style>
</head>
<body id="top">
<a class="skip" href="#glance">To the results</a>
<header>
<h1>transport-lab: run ${run}</h1>
<p>Books moved between a server and a client over TCP and UDP, one thing varied at a time, every condition measured many times.</p>
</header>
<main>
${overviewSection({ input, overview, anchors, factorsOf })}
<nav aria-label="Parts of the page">
<ul>${
    links.map(([anchor, text]) =>
      markup`<li><a href="#${anchor}">${text}</a></li>`
    )
  }</ul>
</nav>
${fileWarnings(input)}
${claimsSection(analysis.claims, anchors)}
${studySection(analysis.studyTables)}
<section aria-labelledby="experiments">
<h2 id="experiments">The experiments</h2>
${
    sections.length === 0
      ? markup`<p>The run has no experiment.</p>`
      : sections
  }</section>
${manifest === undefined ? undefined : machineSections(manifest)}
</main>
<footer>
<p class="notes">Made by transport-lab.</p>
</footer>
</body>
</html>`}`;
}

function fileWarnings({ fileWarnings }: PageInput): Html | undefined {
  return fileWarnings.length === 0
    ? undefined
    : markup`<section aria-labelledby="files">
<h2 id="files">About the run’s files</h2>
<ul>${fileWarnings.map((warning) => markup`<li>${warning}</li>`)}</ul>
</section>`;
}

/**
 * Levels of every condition that has a trial.
 *
 * @param input The run.
 * @returns By experiment and by the condition's key.
 */
export function levelsByExperiment(
  { trials }: Pick<PageInput, "trials">,
): Map<string, FactorsOf> {
  const all = new Map<string, Map<string, Factors>>();
  for (const { experiment, condition, factors } of trials) {
    all.getOrInsertComputed(experiment, () => new Map())
      .set(condition, factors);
  }
  return all;
}
