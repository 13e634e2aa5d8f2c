/**
 * The reference study's tables as they were printed: `fixtures/study/`.
 *
 * @module
 */

import { parse } from "@std/csv";
import bufferSweep from "../../fixtures/study/buffer-sweep.csv" with {
  type: "text",
};
import multiClient from "../../fixtures/study/multi-client.csv" with {
  type: "text",
};
import nagleAndDelayedAck from "../../fixtures/study/nagle-and-delayed-ack.csv" with {
  type: "text",
};
import ports from "../../fixtures/study/ports.csv" with { type: "text" };

/** A printed row: a text for each column, empty where the study has nothing. */
export type PrintedRow = Record<string, string>;

/** The tables. Every row of a table has the same columns. */
export const PRINTED: Record<
  "bufferSweep" | "nagleAndDelayedAck" | "multiClient" | "ports",
  readonly PrintedRow[]
> = {
  bufferSweep: parse(bufferSweep, { skipFirstRow: true }),
  nagleAndDelayedAck: parse(nagleAndDelayedAck, { skipFirstRow: true }),
  multiClient: parse(multiClient, { skipFirstRow: true }),
  ports: parse(ports, { skipFirstRow: true }),
};
