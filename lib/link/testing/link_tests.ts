/**
 * Tests that need a link: skipped with the reason where none can be made.
 *
 * @module
 */

import { libc } from "../../kernel/libc.ts";
import { linkMissing } from "../link_missing.ts";

// opened before the first test, because it stays open after the last one
libc();

const missing = await linkMissing();

/**
 * Registers a test that makes links.
 *
 * @param name What it tests.
 * @param fn The test.
 * @param unless Why it cannot be done here, beside what links need.
 */
export function linkTest(
  name: string,
  fn: () => Promise<void>,
  unless?: string,
): void {
  const reason = missing?.reason ?? unless;
  Deno.test({
    name: reason === undefined ? name : `${name} (skipped: ${reason})`,
    ignore: reason !== undefined,
    fn,
  });
}
