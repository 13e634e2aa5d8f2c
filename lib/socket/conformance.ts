/**
 * What every engine has to do, as tests: the promises of `engine.ts`, kept over the
 * kernel's own sockets on loopback. A `_test.ts` file calls
 * {@linkcode testEngine} with its engine.
 *
 * @module
 */

import { libc } from "../kernel/libc.ts";
import { machineCalls } from "../kernel/machine_calls.ts";
import type { Engine } from "./engine.ts";
import { testBatches } from "./testing/batches.ts";
import { testConnections } from "./testing/connections.ts";
import { testDatagrams } from "./testing/datagrams.ts";
import { testDrops } from "./testing/drops.ts";
import { testManySockets } from "./testing/many_sockets.ts";
import { type Settable, testOptions } from "./testing/options.ts";
import { testPeer } from "./testing/peer.ts";
import { testStreams } from "./testing/streams.ts";
import { testTcpInfo } from "./testing/tcp_info.ts";

/** What an engine is known not to do. */
export interface Limits {
  /** Options that it cannot set: asking for them is an `UnsupportedOption`. */
  cannotSet?: readonly Settable[];
  /** It cannot tell how much of a datagram did not fit. */
  cannotTellCutBytes?: boolean;
}

/**
 * Registers the tests of one engine.
 *
 * @param engine The engine to test.
 * @param limits What it need not do.
 */
export function testEngine(engine: Engine, limits: Limits = {}): void {
  // opened before the first test, because they stay open after the last one
  libc();
  machineCalls();
  const { cannotSet = [], cannotTellCutBytes = false } = limits;
  testStreams(engine);
  testConnections(engine);
  testOptions(engine, cannotSet);
  testTcpInfo(engine);
  testDatagrams(engine, { tellsCutBytes: !cannotTellCutBytes });
  testBatches(engine, { tellsCutBytes: !cannotTellCutBytes });
  testPeer(engine, !cannotSet.includes("a UDP socket's peer"));
  testDrops(engine);
  testManySockets(engine);
}
