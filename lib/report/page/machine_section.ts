/**
 * The machine that a run was made on, and how to make the run again.
 *
 * @module
 */

import { grouped } from "../../analysis/words.ts";
import type { CheckedManifest } from "../check_manifest.ts";
import { type Html, markup } from "./markup.ts";
import { folded, pageTable } from "./tables.ts";

/**
 * Makes the two sections.
 *
 * @param manifest The run's manifest.
 */
export function machineSections(manifest: CheckedManifest): Html {
  const rows = machineRows(manifest);
  const { sysctls = {}, interfaces = [] } = manifest.environment;
  return markup`<section aria-labelledby="machine">
<h2 id="machine">The machine</h2>
${
    rows.length === 0
      ? markup`<p>The manifest does not describe it.</p>`
      : nameTable("What the run was made on", rows)
  }
${
    interfaces.length === 0 ? undefined : nameTable(
      "Network interfaces",
      interfaces.map(({ name, mtu_bytes, state, addresses }) => [
        name,
        `${state ?? "state unknown"}, MTU ${
          typeof mtu_bytes === "number" ? grouped(mtu_bytes) : "unknown"
        }${
          (addresses ?? []).map(({ address, prefix_length }) =>
            `, ${address}/${prefix_length}`
          ).join("")
        }`,
      ]),
    )
  }
${
    Object.keys(sysctls).length === 0 ? undefined : folded(
      "Settings of the kernel that shape TCP and UDP",
      nameTable(
        "Settings of the kernel (sysctl)",
        Object.entries(sysctls).map(([name, value]) => [
          name,
          value ?? "not there",
        ]),
      ),
    )
  }</section>
<section aria-labelledby="repeat">
<h2 id="repeat">To repeat the run</h2>
<p>The command was:</p>
<pre><code>${manifest.command.map(shellWord).join(" ")}</code></pre>
<p>${seedNote(manifest)} ${
    booksNote(manifest)
  } This page was made of <code>manifest.json</code> and <code>trials.jsonl</code> alone; <code>deno task report</code> makes it again.</p>
</section>`;
}

function seedNote({ seed }: CheckedManifest): Html | undefined {
  return seed === undefined
    ? undefined
    : markup`The seed <code>${seed}</code> decides the order of the trials in every block; give it with <code>--seed ${seed}</code>.`;
}

function booksNote({ books }: CheckedManifest): string {
  return books.length > 0
    ? "The digests of the books are in the manifest."
    : "";
}

function machineRows(
  { environment, link, engine }: CheckedManifest,
): [string, string][] {
  const {
    operating_system: system,
    cpu,
    memory,
    runtime,
    clock,
    virtualisation,
    load_average: load,
    source,
    programs = {},
  } = environment;
  const rows: [string, string | undefined][] = [
    [
      "System",
      system &&
      [
        system.name,
        system.kernel_release,
        system.kernel_version,
        system.architecture,
        system.libc,
      ].filter((part) => part !== null && part !== undefined).join(", "),
    ],
    [
      "Processor",
      cpu &&
      `${cpu.model ?? "unknown"}, ${cpu.logical_cores} logical cores, allowed ${
        cpu.allowed ?? "all"
      }`,
    ],
    [
      "Memory",
      memory &&
      `${(memory.total_bytes / 2 ** 30).toFixed(1)} GiB, available ${
        (memory.available_bytes / 2 ** 30).toFixed(1)
      } GiB`,
    ],
    [
      "Virtual machine",
      virtualisation &&
      ([virtualisation.vendor, virtualisation.product].filter((part) =>
        part !== null
      ).join(", ") || (virtualisation.hypervisor ? "yes" : "not known")),
    ],
    [
      "Runtime",
      runtime &&
      `Deno ${runtime.deno}${runtime.v8 ? `, V8 ${runtime.v8}` : ""}`,
    ],
    ["Engine asked for", engine ?? "none in particular"],
    ["Link", link],
    [
      "Clock",
      clock &&
      `${clock.source ?? "source unknown"}, steps of ${
        Math.round(clock.resolution_seconds * 1e9)
      } ns`,
    ],
    [
      "Load before",
      load && [load.minutes_1, load.minutes_5, load.minutes_15]
        .map((average) => Number(average).toFixed(2)).join(", "),
    ],
    [
      "Source",
      source
        ? `commit ${source.commit}${source.modified ? ", with changes" : ""}`
        : undefined,
    ],
    ...Object.entries(programs).map(([name, version]): [string, string] => [
      name,
      version ?? "not installed",
    ]),
  ];
  return rows.filter((row): row is [string, string] =>
    typeof row[1] === "string"
  );
}

function nameTable(
  caption: string,
  rows: readonly (readonly [string, string])[],
): Html {
  return pageTable(caption, [
    { header: "What", isText: true, cell: ([name]) => name },
    { header: "Value", isText: true, cell: ([, value]) => value },
  ], rows);
}

/** A word as a shell takes it. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replaceAll("'", `'\\''`)}'`;
}
