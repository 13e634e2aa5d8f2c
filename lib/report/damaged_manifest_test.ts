import { assert, assertEquals } from "@std/assert";
import { overviewText } from "./overview_text.ts";
import { reportMarkdown } from "./page/report_markdown.ts";
import { reportPage } from "./page/report_page.ts";
import { RunCharts } from "./page/run_charts.ts";
import { analysed, sampleRun } from "./page/testing/sample_run.ts";
import { describedRun } from "./read_run.ts";

/** Parts that the run of the fixtures lacks. */
const ENVIRONMENT = {
  cpu: { model: "a model", logical_cores: 2, allowed: "0-1" },
  memory: { total_bytes: 2 ** 32, available_bytes: 2 ** 31 },
  interfaces: [{
    name: "lo",
    mtu_bytes: 65_536,
    state: "up",
    addresses: [{ address: "127.0.0.1", prefix_length: 8 }],
  }],
  sysctls: { "net.ipv4.tcp_sack": "1" },
  clock: { source: "tsc", resolution_seconds: 1e-6 },
  virtualisation: { hypervisor: true, vendor: null, product: "a product" },
  load_average: { minutes_1: 0.1, minutes_5: 0.2, minutes_15: 0.3 },
  source: { commit: "0123456", modified: true },
  programs: { iperf3: null, tc: "tc 6.1" },
};

const PRECISION = {
  asked_ratio: 0.03,
  reached: false,
  ended_by: "time budget",
  not_reached: [{ what: "all", metric: "time_seconds", half_width_ratio: 0.1 }],
};

/** What damage leaves in the place of a part. */
const DAMAGE: readonly unknown[] = [null, 7, "x", [], {}, [null]];

/** What a text says that was made of something that is not there. */
const NONSENSE = /\bundefined\b|\bNaN\b|\[object Object\]/;

type Path = (string | number)[];

/** Every path in a JSON value, that of the value itself left out. */
function pathsOf(value: unknown): Path[] {
  if (typeof value !== "object" || value === null) return [];
  const keys: Path = Array.isArray(value)
    ? [...value.keys()]
    : Object.keys(value);
  return keys.flatMap((key) => [
    [key],
    ...pathsOf((value as Record<string | number, unknown>)[key])
      .map((path) => [key, ...path]),
  ]);
}

/** A copy with something else at a path. */
function changedAt(value: unknown, [key, ...rest]: Path, to: unknown): unknown {
  if (key === undefined) return to;
  const copy =
    (Array.isArray(value) ? [...value] : { ...value as object }) as Record<
      string | number,
      unknown
    >;
  copy[key] = changedAt(copy[key], rest, to);
  return copy;
}

/** The manifest of the fixtures with every part that the report looks into. */
async function fullManifest() {
  const { manifest, records } = await sampleRun();
  const [first, ...others] = manifest.experiments;
  return {
    records,
    manifest: {
      ...manifest,
      environment: { ...manifest.environment, ...ENVIRONMENT },
      experiments: [{ ...first!, precision: PRECISION }, ...others],
    },
  };
}

Deno.test("a manifest with any damage makes a page and texts without nonsense", async () => {
  const { manifest, records } = await fullManifest();
  const whole = analysed({ manifest: manifest as never, records });
  const noCharts = new RunCharts([]);
  let pages = 0;
  for (const path of pathsOf(manifest)) {
    // without its name it is no run's
    if (path[0] === "run") continue;
    for (const damage of DAMAGE) {
      const description = describedRun(changedAt(manifest, path, damage));
      const input = { ...whole.input, description };
      const texts = [
        overviewText(input),
        reportMarkdown(input),
        await reportPage(input, noCharts),
      ];
      pages++;
      for (const text of texts) {
        const [nonsense] = text.match(NONSENSE) ?? [];
        assertEquals(
          nonsense,
          undefined,
          `${path.join(".")} = ${JSON.stringify(damage)}`,
        );
      }
    }
  }
  assert(pages > 500);
});

Deno.test("experiments with any damage are analysed and drawn", async () => {
  const { manifest, records } = await fullManifest();
  const some = records.slice(0, 6);
  // what is compared and what is drawn are looked at before the page is made
  const planned = pathsOf(manifest).filter(([part, _, field]) =>
    part === "experiments" &&
    ["comparisons", "charts", "factors"].includes(String(field))
  );
  for (const path of planned) {
    for (const damage of DAMAGE) {
      const { input, charts } = analysed({
        manifest: changedAt(manifest, path, damage) as never,
        records: some,
      });
      for (const { name } of input.description.experiments) {
        const drawn = charts.of(name, {
          conditions: [],
          trials: [],
          summaries: [],
        });
        for (const { chart } of drawn) {
          assertEquals(chart.title.match(NONSENSE), null, path.join("."));
        }
      }
    }
  }
});
