/**
 * The engines that tests run with.
 *
 * @module
 */

import { libcMissing } from "../../kernel/libc.ts";
import { denoEngine } from "../../socket/deno_engine.ts";
import type { Engine } from "../../socket/engine.ts";
import { libcEngine } from "../../socket/libc_engine.ts";

/** Those that can be used on this machine. Opens the C library, which stays open. */
export const ENGINES: readonly Engine[] = libcMissing() === undefined
  ? [denoEngine, libcEngine]
  : [denoEngine];
