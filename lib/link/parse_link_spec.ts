/**
 * Links out of text, as `--link` takes it.
 *
 * ```text
 * link      = half [ " / " half ]       server to client, then client to server;
 *                                       one half holds for both directions
 * half      = preset *( " " part ) / part *( " " part )
 * part      = name "=" value            a preset with a part is changed by it
 * ```
 *
 * @module
 */

import { checkedLink } from "./checked_link.ts";
import { DIRECTION_PARTS, unreadable } from "./link_parts.ts";
import { LINK_PRESET_NAMES, linkPreset } from "./link_presets.ts";
import {
  DEFAULT_MTU_BYTES,
  type Direction,
  type DirectionSpec,
  IDEAL_DIRECTION,
  LinkError,
  linkOf,
  type LinkSpec,
} from "./link_spec.ts";
import { nearestName } from "./nearest_name.ts";
import {
  mergeWholeLink,
  WHOLE_LINK_PARTS,
  type WholeLink,
} from "./whole_link_parts.ts";

/** What one half of the text says. */
interface Half {
  /** The preset's link, or an ideal one. */
  base: LinkSpec;
  /** What its parts say of a direction. */
  changes: Partial<DirectionSpec>;
  /** What its parts say of the whole link. */
  wholeLink: WholeLink;
}

const PART_NAMES = [...DIRECTION_PARTS, ...WHOLE_LINK_PARTS]
  .map(({ name }) => name);

/** The part that may stand twice: once in bytes and once in packets. */
const QUEUE = "queue";

/**
 * Reads a link.
 *
 * @param text Such as `delay=10ms rate=50mbit queue=64kB`, `wan loss=1%` or
 * `delay=10ms / delay=30ms`.
 * @param readFrom Folder from which paths of rules count; the working directory unless
 * given.
 * @returns The link. Its rules are named by the URLs of their files, with `null` for
 * parameters.
 * @throws {LinkError} Naming the part that cannot be used, with unit, range and an
 * example.
 */
export function parseLinkSpec(text: string, readFrom?: string): LinkSpec {
  const words = text.split(/\s+/).filter((word) => word !== "");
  if (words.length === 0) {
    throw new LinkError(
      `a link needs something to be said of it, such as "delay=10ms rate=50mbit ` +
        `queue=64kB", or a name: ${LINK_PRESET_NAMES.join(", ")}`,
    );
  }
  const slash = words.indexOf("/");
  if (slash !== -1 && words.includes("/", slash + 1)) {
    throw new LinkError(
      `cannot read "${text}": a link has two directions, so there is one " / "`,
    );
  }
  const first = readHalf(
    slash === -1 ? words : words.slice(0, slash),
    readFrom,
  );
  const second = slash === -1
    ? first
    : readHalf(words.slice(slash + 1), readFrom);
  const { mtuBytes = DEFAULT_MTU_BYTES, ipVersion = 4, rules = [] } =
    mergeWholeLink(first.wholeLink, second.wholeLink);
  return checkedLink({
    mtuBytes,
    ipVersion,
    server_to_client: directionOf(first, "server_to_client"),
    client_to_server: directionOf(second, "client_to_server"),
    rules,
  });
}

function readHalf(words: string[], readFrom: string | undefined): Half {
  const [first] = words;
  if (first === undefined) {
    throw new LinkError(
      'a direction needs something to be said of it on either side of " / "; ' +
        '"ideal" says that it does nothing to packets',
    );
  }
  const preset = linkPreset(first);
  const half: Half = {
    base: linkOf(preset?.plan ?? {}),
    changes: {},
    wholeLink: {},
  };
  for (const word of preset === undefined ? words : words.slice(1)) {
    readWord(word, half, readFrom);
  }
  return half;
}

/** Reads one part into a half. */
function readWord(
  word: string,
  half: Half,
  readFrom: string | undefined,
): void {
  const equals = word.indexOf("=");
  if (equals === -1) throw strangeWord(word);
  const name = word.slice(0, equals);
  const value = word.slice(equals + 1);
  const ofTheLink = WHOLE_LINK_PARTS.find((part) => part.name === name);
  if (ofTheLink !== undefined) {
    ofTheLink.read(word, value, half.wholeLink, readFrom);
    return;
  }
  const part = DIRECTION_PARTS.find((part) => part.name === name);
  if (part === undefined) {
    throw unreadable(
      word,
      `there is no part "${name}"${suggestion(name, PART_NAMES)}; ` +
        `the parts are ${PART_NAMES.join(", ")}`,
    );
  }
  const change = part.read(value);
  if (change === undefined) {
    throw unreadable(word, `${name} takes ${part.takes}`);
  }
  if (Object.keys(change).some((field) => field in half.changes)) {
    throw unreadable(
      word,
      name === QUEUE
        ? "queue stands at most once in bytes and once in packets, such as " +
          "queue=64kB queue=100packets"
        : `${name} was given before, and stands at most once in a direction`,
    );
  }
  Object.assign(half.changes, change);
}

/** A word that is no part. */
function strangeWord(word: string): LinkError {
  if (linkPreset(word) !== undefined) {
    return unreadable(
      word,
      `the name of a link stands first, such as "${word} delay=10ms"`,
    );
  }
  return unreadable(
    word,
    PART_NAMES.includes(word)
      ? `${word} needs a value: ${word}=VALUE`
      : `it is no part, such as delay=10ms, and no link has this name` +
        `${suggestion(word, LINK_PRESET_NAMES)}; the names are ` +
        LINK_PRESET_NAMES.join(", "),
  );
}

function suggestion(word: string, names: readonly string[]): string {
  const near = nearestName(word, names);
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

/** The base with the changes. */
function directionOf(
  { base, changes }: Half,
  direction: Direction,
): DirectionSpec {
  const newQueue = "queueBytes" in changes || "queuePackets" in changes;
  return {
    ...base[direction],
    // a queue in packets is not to be held to the preset's bytes
    ...(newQueue
      ? {
        queueBytes: IDEAL_DIRECTION.queueBytes,
        queuePackets: IDEAL_DIRECTION.queuePackets,
      }
      : {}),
    ...changes,
  };
}
