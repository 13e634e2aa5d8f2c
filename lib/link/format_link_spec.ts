/**
 * Links as text.
 *
 * @module
 */

import { basename } from "@std/path";
import { DIRECTION_PARTS } from "./link_parts.ts";
import {
  DEFAULT_MTU_BYTES,
  type DirectionSpec,
  type LinkSpec,
  type RuleReference,
} from "./link_spec.ts";

/** The name of a module's main export. */
export const DEFAULT_EXPORT = "default";

/**
 * Writes a link as the shortest text that says all that differs from an ideal one. Names
 * of presets are not used, except `ideal`: the text says the values.
 *
 * @param spec The link.
 * @param rules How rules are written: by their `name`, for a person and a record
 * (`rules=dropThird`; a default export by its file, because its name says nothing), or as
 * a `url` with the export's name, to be read again. Their parameters are not written.
 * @returns Such as `delay=10ms rate=50mbit queue=64kB loss=0.5%`; two such texts with
 * ` / ` between them where the directions differ, the one from server to client first.
 * `parseLinkSpec` reads the same link from it if its rules, which are without parameters,
 * are written as URLs.
 */
export function formatLinkSpec(
  spec: LinkSpec,
  rules: "name" | "url" = "name",
): string {
  const { mtuBytes, ipVersion } = spec;
  const ofTheLink = [
    ...(mtuBytes === DEFAULT_MTU_BYTES ? [] : [`mtu=${mtuBytes}`]),
    ...(ipVersion === 4 ? [] : [`ip=${ipVersion}`]),
    ...spec.rules.map((rule) => `rules=${ruleText(rule, rules)}`),
  ];
  const first = directionWords(spec.server_to_client);
  const second = directionWords(spec.client_to_server);
  const half = (words: string[]) => words.join(" ") || "ideal";
  return first.join(" ") === second.join(" ")
    ? half([...first, ...ofTheLink])
    : `${half(first)} / ${half([...second, ...ofTheLink])}`;
}

function directionWords(direction: DirectionSpec): string[] {
  return DIRECTION_PARTS.flatMap((part) =>
    part.write(direction).map((text) => `${part.name}=${text}`)
  );
}

function ruleText({ module, name }: RuleReference, as: "name" | "url"): string {
  const isDefault = name === DEFAULT_EXPORT;
  // a URL has no spaces, so it is one word of the text
  if (as === "url") return isDefault ? module : `${module}#${name}`;
  return isDefault ? basename(new URL(module).pathname) : name;
}
