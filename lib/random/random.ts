/**
 * Randomness that can be repeated: every draw follows from the seed, on every
 * machine. The order of trials, the impairments of a link and the stand-ins of
 * the books are drawn from here, so that a seed in a manifest is enough to
 * have them again.
 *
 * The generator is xoroshiro128+ (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", 2021) of the pure-rand package. It is no
 * source of secrets.
 *
 * @module
 */

import {
  unsafeSkipN,
  unsafeUniformIntDistribution,
  xoroshiro128plus,
} from "pure-rand";

/** A sequence of draws; each call takes the next ones from it. */
export interface RandomSource {
  /**
   * A whole number, each equally likely.
   *
   * @param below Upper bound, exclusive: 1 to 2^32.
   * @returns 0 to `below - 1`.
   * @throws {RangeError} If `below` is not such a number.
   */
  integer(below: number): number;
  /**
   * A real number with 53 random bits.
   *
   * @returns 0 inclusive to 1 exclusive.
   */
  real(): number;
  /**
   * One of the items, each equally likely.
   *
   * @param items At least one item.
   * @returns The item.
   * @throws {RangeError} If there is none.
   */
  pick<Item>(items: readonly Item[]): Item;
  /**
   * The items in a random order, each order equally likely (Fisher–Yates:
   * Durstenfeld, "Algorithm 235: Random permutation", 1964).
   *
   * @param items Any number of items; the array is left as it is.
   * @returns A new array.
   */
  shuffle<Item>(items: readonly Item[]): Item[];
}

/**
 * Starts a sequence of draws.
 *
 * A string is hashed to 32 bits by {@linkcode seedHash}; a number counts as its
 * decimal digits, so 7 and "7" are the same seed. A part of a program that
 * needs a sequence of its own takes a seed such as `${seed}/order of trials`.
 *
 * @param seed A whole number that JavaScript holds exactly, or any string.
 * @returns The sequence, at its beginning.
 * @throws {RangeError} If a number is not whole or beyond 2^53.
 */
export function randomFrom(seed: number | string): RandomSource {
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    throw new RangeError(
      `Cannot start random draws: the seed must be a whole number below 2^53 or a string, it is ${seed}`,
    );
  }
  const generator = xoroshiro128plus(seedHash(String(seed)));
  // pure-rand fills the state with the seed and ones, which the first few draws
  // show: they are linear in the seed
  unsafeSkipN(generator, 64);

  function integer(below: number): number {
    if (!(Number.isInteger(below) && below >= 1 && below <= 2 ** 32)) {
      throw new RangeError(
        `Cannot draw an integer: the bound must be a whole number from 1 to 2^32, it is ${below}`,
      );
    }
    return unsafeUniformIntDistribution(0, below - 1, generator);
  }

  return {
    integer,
    real() {
      const high = generator.unsafeNext() >>> 5;
      const low = generator.unsafeNext() >>> 6;
      return (high * 2 ** 26 + low) / 2 ** 53;
    },
    pick<Item>(items: readonly Item[]): Item {
      if (items.length === 0) {
        throw new RangeError("Cannot pick an item: there is none");
      }
      return items[integer(items.length)] as Item;
    },
    shuffle<Item>(items: readonly Item[]): Item[] {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        const item = shuffled[last] as Item;
        shuffled[last] = shuffled[other] as Item;
        shuffled[other] = item;
      }
      return shuffled;
    },
  };
}

/**
 * The 32-bit number that a string stands for as a seed: FNV-1a over its UTF-8
 * bytes (Fowler, Noll and Vo, RFC 9923), then the finalizer of MurmurHash3, which
 * spreads strings that differ in their last character only.
 *
 * @param text Any string.
 * @returns 0 to 2^32 - 1.
 */
export function seedHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
