/**
 * Places in the page that a link can lead to.
 *
 * @module
 */

/** Names of places: the same for the same run, unique, and fit for an attribute. */
export class Anchors {
  readonly #byName = new Map<string, string>();

  /**
   * Gives every name a place.
   *
   * @param prefix What all places begin with, such as `experiment`.
   * @param names The names.
   */
  constructor(prefix: string, names: Iterable<string>) {
    const taken = new Set<string>();
    for (const name of names) {
      const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-").slice(0, 40);
      let anchor = `${prefix}-${slug}`;
      for (let copy = 2; taken.has(anchor); copy++) {
        anchor = `${prefix}-${slug}-${copy}`;
      }
      taken.add(anchor);
      this.#byName.set(name, anchor);
    }
  }

  /**
   * The place of a name.
   *
   * @param name One of the names; any other leads to the top of the page.
   */
  of(name: string): string {
    return this.#byName.get(name) ?? "top";
  }
}
