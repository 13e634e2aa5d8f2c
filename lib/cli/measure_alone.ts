/**
 * Measuring from the command line, outside of an experiment: alone on the machine, with a
 * folder of its own, until Ctrl-C.
 *
 * @module
 */

import { takeMeasuringLock } from "../experiment/measuring_lock.ts";
import { INTERRUPTED, onInterrupt } from "./command.ts";

/** What the measuring is given. */
export interface Surroundings {
  /** A folder that is removed afterwards. */
  scratch: string;
  /** Aborted at Ctrl-C. */
  signal: AbortSignal;
}

/**
 * Measures once nothing else on the machine does.
 *
 * @param name Name of the folder's beginning.
 * @param measure What is done; returns the exit status.
 * @returns Its exit status, or that of an interrupted command.
 */
export async function measureAlone(
  name: string,
  measure: (surroundings: Surroundings) => Promise<number>,
): Promise<number> {
  const ending = new AbortController();
  const stopListening = onInterrupt(() => ending.abort());
  const scratch = await Deno.makeTempDir({ prefix: `transport-lab-${name}-` });
  try {
    using _lock = await orInterrupted(takeMeasuringLock(), ending.signal);
    return await measure({ scratch, signal: ending.signal });
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    console.error("\nInterrupted.");
    return INTERRUPTED;
  } finally {
    await Deno.remove(scratch, { recursive: true });
    stopListening();
  }
}

/** Waits for something that cannot be called off, but not after Ctrl-C. */
async function orInterrupted<Result>(
  waited: Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const interrupted = Promise.withResolvers<never>();
  const reject = () => interrupted.reject(signal.reason);
  signal.addEventListener("abort", reject);
  try {
    return await Promise.race([waited, interrupted.promise]);
  } finally {
    signal.removeEventListener("abort", reject);
  }
}
