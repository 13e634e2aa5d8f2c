/**
 * Forms that parsed JSON should have. Files of a run can be damaged or of another version:
 * what has another form is left out where it is read, so that the rest can rely on it.
 *
 * @module
 */

/** An object whose values can be anything. */
export type JsonObject = Record<string, unknown>;

/**
 * Whether a parsed value is an object, no array and not null.
 *
 * @param value Any parsed value.
 * @returns Whether it has fields.
 */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a parsed value has a form. */
export type Form = (value: unknown) => boolean;

/**
 * The form of a text.
 *
 * @param value Any parsed value.
 */
export function isText(value: unknown): value is string {
  return typeof value === "string";
}

/**
 * The form of a number; JSON has neither NaN nor infinity, but `1e999` is read as one.
 *
 * @param value Any parsed value.
 */
export function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

/**
 * The form of what can be unknown.
 *
 * @param form The form where it is known.
 * @returns The form that also fits null and what is absent.
 */
export function orNothing(form: Form): Form {
  return (value) => value === null || value === undefined || form(value);
}

/**
 * The form of an object.
 *
 * @param forms The form of each part that must have one; others can be anything.
 */
export function objectOf(forms: Readonly<Record<string, Form>>): Form {
  return (value) =>
    isObject(value) &&
    Object.entries(forms).every(([part, form]) => form(value[part]));
}

/**
 * The form of a list whose elements are all alike.
 *
 * @param form The form of an element.
 */
export function listOf(form: Form): Form {
  return (value) => Array.isArray(value) && value.every(form);
}

/**
 * The form of an object whose values are all alike.
 *
 * @param form The form of a value.
 */
export function recordOf(form: Form): Form {
  return (value) => isObject(value) && Object.values(value).every(form);
}

/**
 * Leaves out the parts of an object that have another form.
 *
 * @param object The object.
 * @param forms The form of each part; parts that are not named stay as they are.
 * @param misfit Told the name of every part that is left out.
 * @returns A copy with the parts that fit.
 */
export function fitting(
  object: JsonObject,
  forms: Readonly<Record<string, Form>>,
  misfit: (part: string) => void,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).filter(([part, value]) => {
      if (!Object.hasOwn(forms, part) || forms[part]!(value)) return true;
      misfit(part);
      return false;
    }),
  );
}
