/**
 * How the page looks: light and dark, on a phone, on paper.
 *
 * Text has a contrast of at least 4.5:1 and marks of at least 3:1 in both themes (WCAG 2.2,
 * 1.4.3 and 1.4.11).
 *
 * @module
 */

import { Html } from "./markup.ts";

/** The style sheet. */
export const STYLE: Html = Html.trusted(`
:root {
  color-scheme: light dark;
  --page: #ffffff; --card: #f5f6f8; --ink: #1b1f24; --muted: #57606a;
  --line: #8b949e; --grid: #dfe3e8; --link: #0057b8; --strip: #e8ebef; --unknown: #9aa3ad;
  --good: #0a6b3d; --bad: #b3261e; --strong: #0057b8;
  --series-1: #0072b2; --series-2: #c8500a; --series-3: #00785a;
  --series-4: #a8447f; --series-5: #8a6100; --series-6: #4d4d4d;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171b; --card: #1e2329; --ink: #e8eaed; --muted: #a9b1ba;
    --line: #768390; --grid: #343b44; --link: #7ab8ff; --strip: #2b323a; --unknown: #67717c;
    --good: #5fd39a; --bad: #ff9d94; --strong: #7ab8ff;
    --series-1: #56b4e9; --series-2: #f0953f; --series-3: #2fbf94;
    --series-4: #d88bb4; --series-5: #f0e442; --series-6: #c9ced4;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 0.5rem; }
body {
  margin: 0 auto; max-width: 76rem; padding: 0 12px 3rem; background: var(--page);
  color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  overflow-wrap: anywhere;
}
h1 { font-size: 1.6rem; line-height: 1.2; margin: 1rem 0 0.25rem; }
h2 { font-size: 1.35rem; margin: 2.2rem 0 0.6rem; }
h3 { font-size: 1.1rem; margin: 0 0 0.4rem; }
p, ul, dl { margin: 0.4rem 0; }
ul { padding-left: 1.2rem; }
ul.plain, ul.key { list-style: none; padding-left: 0; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
code, pre { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.9em; }
pre { background: var(--card); padding: 0.6rem; overflow-x: auto; white-space: pre-wrap; }
small, .notes, .muted { font-size: 0.85rem; color: var(--muted); }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 0.5rem; top: 0.5rem; background: var(--page); padding: 0.4rem 0.8rem; z-index: 1; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; list-style: none; padding: 0; font-size: 0.9rem; }
.cards { display: grid; gap: 0.8rem; }
.card { background: var(--card); border-radius: 8px; padding: 0.8rem 1rem; }
@media (min-width: 60rem) {
  .cards { grid-template-columns: repeat(3, 1fr); }
  .cards { grid-auto-flow: dense; }
  .card.wide { grid-column: span 2; grid-row: span 2; } .card.whole { grid-column: 1 / -1; }
}
.legend { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 16rem), 1fr)); gap: 0.2rem 1rem; font-size: 0.85rem; color: var(--muted); margin-top: 0.8rem; }
.legend dt { font-weight: 600; color: var(--ink); }
dd { margin: 0; }
.claims dl { margin: 0.3rem 0 0.8rem 1rem; } .claims dt, .notes dt { font-weight: 600; }
.claims summary { color: inherit; }
.experiment { border-top: 1px solid var(--grid); padding-top: 1rem; margin-top: 1.6rem; }
.question { font-size: 1.05rem; }
.factors { display: flex; flex-wrap: wrap; gap: 0.2rem 1.6rem; font-size: 0.9rem; }
.factors dt { color: var(--muted); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 28rem), 1fr)); gap: 1rem 1.5rem; margin: 1rem 0; align-items: start; }
figure { margin: 0; max-width: 36rem; }
figcaption { line-height: 1.3; margin-bottom: 0.3rem; }
svg.chart { display: block; width: 100%; height: auto; }
svg.chart text { font-family: system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.key { display: flex; flex-wrap: wrap; gap: 0.1rem 1rem; font-size: 0.85rem; margin: 0.2rem 0; }
.key svg { vertical-align: -1px; }
.key path { fill: none; } .key path.filled { fill: currentColor; }
.key path:not(.filled) { stroke: currentColor; }
.series-1 { color: var(--series-1); } .series-2 { color: var(--series-2); } .series-3 { color: var(--series-3); }
.series-4 { color: var(--series-4); } .series-5 { color: var(--series-5); } .series-6 { color: var(--series-6); }
.words { font-size: 0.85rem; }
summary { cursor: pointer; color: var(--link); padding: 0.15rem 0; }
.scroll { overflow-x: auto; margin: 0.5rem 0; }
table { border-collapse: collapse; font-size: 0.85rem; }
table small { font-size: inherit; }
caption { text-align: left; font-weight: 600; padding: 0.2rem 0; position: sticky; left: 0; }
th, td { padding: 0.25rem 0.7rem 0.25rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--grid); overflow-wrap: break-word; }
th { font-weight: 600; } tbody th { font-weight: normal; min-width: min(12rem, 30vw); }
thead th { vertical-align: bottom; }
td.text { min-width: 8rem; overflow-wrap: anywhere; }
.figure { text-align: right; font-variant-numeric: tabular-nums; }
td.figure { white-space: nowrap; }
.badge { font-size: 0.85em; font-weight: 600; border: 1px solid currentColor; border-radius: 4px; padding: 0 0.35em; white-space: nowrap; color: var(--muted); }
.badge.good { color: var(--good); } .badge.bad { color: var(--bad); } .badge.strong { color: var(--strong); }
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --card: #ffffff; --ink: #000000; --muted: #333333; --line: #777777;
    --grid: #cccccc; --link: #000000; --strip: #e8ebef; --unknown: #9aa3ad;
    --good: #000000; --bad: #000000; --strong: #000000;
    --series-1: #0072b2; --series-2: #c8500a; --series-3: #00785a;
    --series-4: #a8447f; --series-5: #8a6100; --series-6: #4d4d4d;
  }
  body { font-size: 10pt; max-width: none; }
  nav, .skip { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .scroll { overflow: visible; }
  figure, tr { break-inside: avoid; }
  table { font-size: 7pt; } td.figure { white-space: normal; } td.text, tbody th { min-width: 0; }
  th, td { padding-right: 0.3rem; overflow-wrap: anywhere; }
  h2, h3 { break-after: avoid; }
  .card { border: 1px solid var(--grid); }
}`);
