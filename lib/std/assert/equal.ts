/**
 * What `assertEquals` takes for equal: the same structure with the same values.
 *
 * @module
 */

/** The pair of objects that is being looked into, and the pairs it is part of. */
interface Pair {
  a: object;
  b: object;
  outer: Pair | undefined;
}

/** Classes whose text says all that an instance holds, unlike its properties. */
const TEXTUAL = [RegExp, URL, URLSearchParams];

/**
 * Compares two values by structure. `NaN` equals `NaN`, `0` equals `-0`, an
 * object without a prototype equals one written in braces, and a property that
 * is `undefined` differs from one that is absent. What has no structure to
 * look at, such as a function, equals only itself.
 *
 * @param a One value.
 * @param b The other value.
 * @returns Whether they are equal.
 * @throws {TypeError} If both are weak collections, which nobody can look into.
 */
export function equal(a: unknown, b: unknown): boolean {
  return compare(a, b, undefined);
}

function compare(a: unknown, b: unknown, outer: Pair | undefined): boolean {
  if (isSame(a, b)) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (a instanceof Date && b instanceof Date) {
    return isSame(a.getTime(), b.getTime());
  }
  if (prototypeOf(a) !== prototypeOf(b)) return false;
  if (isTypedArray(a) && isTypedArray(b)) return sameElements(a, b);
  if (isBuffer(a) && isBuffer(b)) {
    return sameElements(new Uint8Array(a), new Uint8Array(b));
  }
  if (TEXTUAL.some((textual) => a instanceof textual)) {
    return String(a) === String(b);
  }
  if (a instanceof WeakMap || a instanceof WeakSet) {
    throw new TypeError(`Cannot compare ${a.constructor.name} instances`);
  }
  if (a instanceof WeakRef && b instanceof WeakRef) {
    return compare(a.deref(), b.deref(), outer);
  }

  // In a circle the pair comes up again inside itself, where it adds nothing.
  for (let pair = outer; pair; pair = pair.outer) {
    if (pair.a === a && pair.b === b) return true;
  }
  const pair = { a, b, outer };
  if (Object.keys(a).length !== Object.keys(b).length) return false;
  if (a instanceof Map && b instanceof Map) return sameEntries(a, b, pair);
  if (a instanceof Set && b instanceof Set) {
    return sameEntries(entriesOf(a), entriesOf(b), pair);
  }
  return sameProperties(a, b, pair);
}

/** `NaN` is the same as `NaN`, and `0` as `-0`. */
function isSame(a: unknown, b: unknown): boolean {
  return a === b || Object.is(a, b);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function prototypeOf(value: object): object {
  return Object.getPrototypeOf(value) ?? Object.prototype;
}

function isTypedArray(value: object): value is Uint8Array {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

function isBuffer(value: object): value is ArrayBuffer {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

function sameElements(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length &&
    a.every((value, index) => isSame(value, b[index]));
}

/** A set as a map, in which only the keys tell. */
function entriesOf(values: Set<unknown>): Map<unknown, true> {
  return new Map(values.values().map((value) => [value, true]));
}

/** Compares maps in whatever order; two keys are one if they are equal. */
function sameEntries(
  a: Map<unknown, unknown>,
  b: Map<unknown, unknown>,
  pair: Pair,
): boolean {
  if (a.size !== b.size) return false;
  const unmatched = new Map(b);
  for (const [key, value] of a) {
    const candidates = isObject(key)
      ? [...unmatched.keys()].filter((other) => compare(key, other, pair))
      : [key].filter((same) => unmatched.has(same));
    const match = candidates.findIndex((other) =>
      compare(value, unmatched.get(other), pair)
    );
    if (match < 0) return false;
    unmatched.delete(candidates[match]);
  }
  return true;
}

function sameProperties(a: object, b: object, pair: Pair): boolean {
  const keys = new Set([...propertiesOf(a), ...propertiesOf(b)]);
  return keys.values().every((key) =>
    key in a && key in b &&
    compare(Reflect.get(a, key), Reflect.get(b, key), pair)
  );
}

/** Every key that tells; for an instance also what its class computes (getters). */
function propertiesOf(value: object): PropertyKey[] {
  const prototype = prototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype) {
    return Reflect.ownKeys({ ...value });
  }
  const keys: PropertyKey[] = [];
  for (
    let level = value;
    level !== Object.prototype;
    level = prototypeOf(level)
  ) {
    keys.push(...Reflect.ownKeys(level));
  }
  return keys;
}
