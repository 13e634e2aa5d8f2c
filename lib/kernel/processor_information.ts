/**
 * What /proc/cpuinfo says about the processors (proc_cpuinfo(5)).
 *
 * @module
 */

import { parseColonFields } from "./colon_fields.ts";

/** What the kernel says about the first processor. */
export interface ProcessorInformation {
  /** Name of the model, where the architecture's kernel gives one. */
  model?: string;
  /** Clock of the first processor when it was read, in MHz. */
  megahertz?: number;
  /** Whether the processor says that it runs under a hypervisor; x86 only. */
  hypervisor?: boolean;
}

/**
 * Reads /proc/cpuinfo, whose names differ from architecture to architecture: x86
 * has a `model name`, a Raspberry Pi a `Model`, most AArch64 servers neither.
 *
 * @param text Text of the file.
 * @returns What is there.
 */
export function parseProcessorInformation(text: string): ProcessorInformation {
  const fields = parseColonFields(text);
  const model = fields.get("model name") ?? fields.get("Model");
  const megahertz = parseFloat(fields.get("cpu MHz") ?? "");
  const flags = fields.get("flags");
  return {
    ...(model ? { model } : {}),
    ...(megahertz > 0 ? { megahertz } : {}),
    ...(flags === undefined
      ? {}
      : { hypervisor: flags.split(" ").includes("hypervisor") }),
  };
}
