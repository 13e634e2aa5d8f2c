import { assertEquals } from "@std/assert";
import { evidenceText, placesOf } from "./evidence.ts";
import { around, PLANTED, planted } from "./testing/planted.ts";

const RUN = planted({
  conditions: [
    {
      factors: { servers: "both, two ports", bufferBytes: 32 },
      metrics: { time_seconds: around(2, 0) },
    },
    {
      factors: { servers: "both, two ports", bufferBytes: 64 },
      metrics: { time_seconds: around(3, 0) },
    },
  ],
});

Deno.test("places have experiment, metric and levels, which may have spaces in them", () => {
  assertEquals(
    placesOf(
      "It took {time_seconds: servers=both, two ports bufferBytes=32} and {nagle/delayed_acks: noDelay=both}.",
      PLANTED,
    ),
    [
      {
        experiment: PLANTED,
        metric: "time_seconds",
        levels: ["servers=both, two ports", "bufferBytes=32"],
      },
      {
        experiment: "nagle",
        metric: "delayed_acks",
        levels: ["noDelay=both"],
      },
    ],
  );
});

Deno.test("sentences are filled with medians", () => {
  assertEquals(
    evidenceText(
      ["It took {time_seconds: bufferBytes=32}.", "That is long."],
      RUN,
      PLANTED,
    ),
    "It took 2 s. That is long.",
  );
});

Deno.test("a sentence that cannot be filled is left out, never filled with nothing", () => {
  assertEquals(
    evidenceText(
      [
        "No such metric: {delayed_acks: bufferBytes=32}.",
        "No such condition: {time_seconds: bufferBytes=1}.",
        "No such experiment: {nagle/time_seconds: bufferBytes=32}.",
        "Nobody knows which: {time_seconds: servers=both, two ports}.",
        "This stays.",
      ],
      RUN,
      PLANTED,
    ),
    "This stays.",
  );
});
