/**
 * The parts of a link's text that say something about both directions at once.
 *
 * @module
 */

import { resolve, toFileUrl } from "@std/path";
import { DEFAULT_EXPORT } from "./format_link_spec.ts";
import { unreadable, wholeNumber } from "./link_parts.ts";
import {
  LARGEST_MTU_BYTES,
  LinkError,
  type LinkSpec,
  type RuleReference,
  SMALLEST_IPV6_MTU_BYTES,
  SMALLEST_MTU_BYTES,
} from "./link_spec.ts";

/** What has been said of a whole link. */
export type WholeLink = Partial<
  Pick<LinkSpec, "mtuBytes" | "ipVersion" | "rules">
>;

/** A part that says something about the whole link. */
export interface WholeLinkPart {
  /** What stands before the equals sign. */
  name: string;
  /** The field that it says something about. */
  field: keyof WholeLink;
  /**
   * Reads it.
   *
   * @param word The part as it was given, for messages.
   * @param value What stands behind the equals sign.
   * @param into What has been said before it; what it says is added.
   * @param readFrom Folder from which paths count; the working directory unless given.
   * @throws {LinkError} Where it cannot be read, or was said before.
   */
  read(word: string, value: string, into: WholeLink, readFrom?: string): void;
}

/** All of them, in the order in which they are written. */
export const WHOLE_LINK_PARTS: readonly WholeLinkPart[] = [
  {
    name: "mtu",
    field: "mtuBytes",
    read(word, value, into) {
      const mtuBytes = wholeNumber(value) ?? 0;
      if (mtuBytes < SMALLEST_MTU_BYTES || mtuBytes > LARGEST_MTU_BYTES) {
        throw unreadable(
          word,
          `mtu takes bytes without a unit, such as 1500, from ${SMALLEST_MTU_BYTES} ` +
            `to ${LARGEST_MTU_BYTES}, with ip=6 from ${SMALLEST_IPV6_MTU_BYTES}`,
        );
      }
      refuseSecond(word, "mtu", into.mtuBytes);
      into.mtuBytes = mtuBytes;
    },
  },
  {
    name: "ip",
    field: "ipVersion",
    read(word, value, into) {
      if (value !== "4" && value !== "6") {
        throw unreadable(
          word,
          "ip takes the version of the Internet Protocol, such as ip=6: 4 or 6",
        );
      }
      refuseSecond(word, "ip", into.ipVersion);
      into.ipVersion = value === "4" ? 4 : 6;
    },
  },
  {
    name: "rules",
    field: "rules",
    read(word, value, into, readFrom) {
      into.rules = [...into.rules ?? [], readRule(word, value, readFrom)];
    },
  },
];

/**
 * Puts together what the two halves of a text say of the whole link.
 *
 * @param first What the first half says.
 * @param second What the second half says; the same object where there is one half.
 * @returns All of it.
 * @throws {LinkError} Where they contradict each other.
 */
export function mergeWholeLink(first: WholeLink, second: WholeLink): WholeLink {
  for (const { name, field } of WHOLE_LINK_PARTS) {
    if (first[field] === undefined || second[field] === undefined) continue;
    if (JSON.stringify(first[field]) !== JSON.stringify(second[field])) {
      throw new LinkError(
        `${name} has one value on each side of " / ", but it is of the whole link: ` +
          "give it once",
      );
    }
  }
  return { ...first, ...second };
}

function refuseSecond(word: string, name: string, before: unknown): void {
  if (before !== undefined) {
    throw unreadable(word, `${name} was given before, and stands at most once`);
  }
}

function readRule(
  word: string,
  value: string,
  readFrom = ".",
): RuleReference {
  const expected =
    "rules takes FILE or FILE#EXPORT, a TypeScript module with a function that makes " +
    "a rule, such as rules=drop_third.ts#dropThird";
  const hash = value.lastIndexOf("#");
  const file = hash === -1 ? value : value.slice(0, hash);
  const name = hash === -1 ? DEFAULT_EXPORT : value.slice(hash + 1);
  if (file === "" || name === "") throw unreadable(word, expected);
  const url = file.startsWith("file:")
    ? fileUrl(word, file)
    : toFileUrl(resolve(readFrom, file));
  const problem = whyNoFile(url);
  if (problem !== undefined) {
    throw unreadable(word, `${problem}; ${expected}`);
  }
  return { module: url.href, name, parameters: null };
}

function fileUrl(word: string, text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw unreadable(word, `${text} is no URL of a file`);
  }
}

/** Why there is no file to import, or `undefined` where there is one. */
function whyNoFile(url: URL): string | undefined {
  try {
    return Deno.statSync(url).isFile ? undefined : `${url.pathname} is no file`;
  } catch (error) {
    return error instanceof Deno.errors.NotFound
      ? `there is no file ${url.pathname}`
      : `${url.pathname} cannot be read: ${
        error instanceof Error ? error.message : error
      }`;
  }
}
