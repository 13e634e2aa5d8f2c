/**
 * Keeps a fair sample of more items than fit into memory or onto a page.
 *
 * @module
 */

import { randomFrom, type RandomSource } from "../../random/random.ts";

/**
 * A sample of at most so many items, each equally likely to be in it (J. S. Vitter,
 * "Random sampling with a reservoir", ACM TOMS 11 (1985), 37–57, algorithm R). The draws
 * are the same every time, so a page that is made again is the same page.
 */
export class Sample<Item> {
  readonly #limit: number;
  readonly #items: Item[] = [];
  readonly #random: RandomSource = randomFrom("sample of a chart");
  #seen = 0;

  /**
   * Begins without an item.
   *
   * @param limit Most items that are kept, 1 or more.
   */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Items that were added. */
  get seen(): number {
    return this.#seen;
  }

  /** Items that were kept, in no particular order. */
  get items(): readonly Item[] {
    return this.#items;
  }

  /**
   * Adds an item.
   *
   * @param item The item.
   */
  add(item: Item): void {
    this.#seen++;
    if (this.#items.length < this.#limit) {
      this.#items.push(item);
      return;
    }
    const place = this.#random.integer(this.#seen);
    if (place < this.#limit) this.#items[place] = item;
  }
}

/**
 * Some of many items, evenly spread, the first and the last among them.
 *
 * @param items The items in an order that means something, such as by size.
 * @param limit Most items, 2 or more.
 * @returns At most so many, in the same order.
 */
export function evenly<Item>(items: readonly Item[], limit: number): Item[] {
  if (items.length <= limit) return [...items];
  const step = (items.length - 1) / (limit - 1);
  return Array.from(
    { length: limit },
    (_, index) => items[Math.round(index * step)]!,
  );
}
