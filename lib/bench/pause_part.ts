/**
 * How long is a pause of 100 µs after every transmission really?
 *
 * @module
 */

import type { Content } from "./contender.ts";
import { copyBook, largestBook } from "./contents.ts";
import {
  downloadParameters,
  type EngineName,
  serveParameters,
} from "./engine_calls.ts";
import { ENGINES, startEndpoint } from "./engine_contender.ts";
import type { Part } from "./part.ts";
import { PeerError } from "../experiment/foreign/peer_error.ts";
import type { Measurement, Workbench } from "./workbench.ts";

const NAME = "pause";
const PAUSE_MICROSECONDS = 100;
const CONDITION = `pauseMicroseconds=${PAUSE_MICROSECONDS}`;
const METRIC = "pause_median_microseconds";
const BUFFER_BYTES = 1024;
/** Some thousand pauses, so that the code is warm. */
const CONTENT_BYTES = 3_000_000;

/** See the module. */
export const PAUSE_PART: Part = {
  name: NAME,
  question: `How long is a pause of ${PAUSE_MICROSECONDS} µs?`,
  goals: ENGINES.map(({ name: contender }) => ({
    part: NAME,
    condition: CONDITION,
    contender,
    metric: METRIC,
    direction: "below",
    bound: 120,
  })),
  async run(bench, corpus) {
    const { repetitions, scratch } = bench.options;
    const { path, bytes } = await copyBook(largestBook(corpus), scratch);
    const content = { path, bytes: Math.min(bytes, CONTENT_BYTES) };
    const engines = await bench.present(ENGINES);
    await bench.measure(
      NAME,
      engines.map(({ engine }) => ({
        contender: engine,
        condition: CONDITION,
        blocks: repetitions,
        warmsUp: false,
        measure: async () => [await pauses(engine, content, bench)],
      })),
    );
  },
};

async function pauses(
  engine: EngineName,
  content: Content,
  { options: { signal } }: Workbench,
): Promise<Measurement> {
  await using server = await startEndpoint("server", signal, {
    read: [content.path],
  });
  await using client = await startEndpoint("client", signal);
  const serving = await server.call(
    "serve",
    serveParameters({
      engine,
      transport: "tcp",
      content,
      pauseMicroseconds: PAUSE_MICROSECONDS,
    }),
  );
  await client.call(
    "download",
    downloadParameters({
      engine,
      transport: "tcp",
      server: serving.address,
      bufferBytes: BUFFER_BYTES,
      bytes: content.bytes,
      spillPath: "/nonexistent",
    }),
  );
  const { served } = await server.call("stop", { server: serving.server });
  const median = served[0]?.pauseMedianMicroseconds;
  if (median === undefined) throw new PeerError(`${engine} made no pause`);
  return { metric: METRIC, unit: "microseconds", value: median };
}
