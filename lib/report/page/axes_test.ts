import { assert, assertEquals } from "@std/assert";
import { metricAxis } from "./axes.ts";

Deno.test("figures far apart have a logarithmic axis, others begin at 0", () => {
  const wide = metricAxis("time_seconds", [2e-5, 0.044]);
  assert(wide.isLog);
  assertEquals(wide.axis.values, [0.1, 1, 10]);
  const near = metricAxis("time_seconds", [0.02, 0.044]);
  assert(!near.isLog);
  assertEquals(near.scale.domain[0], 0);
  assertEquals(near.axis.title, "Time of the download (ms)");
});

Deno.test("where a figure is 0 no axis is logarithmic", () => {
  assert(!metricAxis("loss_ratio", [0, 0.0001, 0.9], true).isLog);
});

Deno.test("an axis has length whatever the figures are", () => {
  for (const values of [[], [0], [0, 0], [7], [-3, -3], [1e-12, 1e12]]) {
    for (const preferLog of [false, true]) {
      const { scale: { domain: [low, high] } } = metricAxis(
        "time_seconds",
        values,
        preferLog,
      );
      assert(low < high && Number.isFinite(high - low), String(values));
    }
  }
});
