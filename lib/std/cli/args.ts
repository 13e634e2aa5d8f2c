/**
 * The types of `parseArgs`: from the options' literal types they work out which
 * properties the result has, so that a misspelt flag does not compile.
 *
 * @module
 */

/** Options of {@linkcode parseArgs}. */
export interface ParseOptions<
  TBooleans extends boolean | string | undefined = boolean | string | undefined,
  TStrings extends string | undefined = string | undefined,
  TCollectable extends string | undefined = string | undefined,
  TNegatable extends string | undefined = string | undefined,
  TDefault extends Record<string, unknown> | undefined =
    | Record<string, unknown>
    | undefined,
  TAliases extends Aliases | undefined = Aliases | undefined,
  TDoubleDash extends boolean | undefined = boolean | undefined,
> {
  /** Whether the words after `--` go to `"--"` of the result and not to `_`; by default not. */
  "--"?: TDoubleDash;
  /** Other names of a flag; each gets the same value. */
  alias?: TAliases;
  /** Flags without a value, `false` where they are not given; `true`: every `--flag` without `=`. */
  boolean?: TBooleans | ReadonlyArray<Extract<TBooleans, string>>;
  /** Values of flags that are not given. */
  default?: TDefault;
  /** Whether everything after the first word that is no flag is no flag either; by default not. */
  stopEarly?: boolean;
  /** Flags whose value stays a text also where it looks like a number. */
  string?: TStrings | ReadonlyArray<Extract<TStrings, string>>;
  /** Flags that may be given several times; their values make an array. Of others, the last one counts. */
  collect?: TCollectable | ReadonlyArray<Extract<TCollectable, string>>;
  /** Flags that `--no-` before their name sets to `false`. */
  negatable?: TNegatable | ReadonlyArray<Extract<TNegatable, string>>;
  /**
   * Called with each word that is none of the flags above: with the whole word
   * and, if it is a flag, with its name and value. The word is left out of the
   * result where it returns `false`.
   */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** What {@linkcode parseArgs} returns. */
export type Args<
  // deno-lint-ignore no-explicit-any -- flags that nobody declared
  TArgs extends Record<string, unknown> = Record<string, any>,
  TDoubleDash extends boolean | undefined = undefined,
> = Flat<
  & TArgs
  & {
    /** Words that belong to no flag; numbers where they look like it. */
    _: Array<string | number>;
  }
  & (boolean extends TDoubleDash ? { "--"?: string[] }
    : true extends TDoubleDash ? { "--": string[] }
    : Record<never, never>)
>;

/**
 * Other names by flag.
 *
 * @internal
 */
export type Aliases<
  TNames extends string = string,
  TAliasNames extends string = string,
> = Partial<Record<TNames, TAliasNames | ReadonlyArray<TAliasNames>>>;

/**
 * The flags in the result; whatever is asked for if none was declared.
 *
 * @internal
 */
export type Values<
  TBooleans extends boolean | string | undefined,
  TStrings extends string | undefined,
  TCollectable extends string | undefined,
  TNegatable extends string | undefined,
  TDefault extends Record<string, unknown> | undefined,
  TAliases extends Aliases | undefined,
> = [undefined, undefined, undefined] extends
  [TBooleans, TStrings, TCollectable]
  // deno-lint-ignore no-explicit-any -- flags that nobody declared
  ? Record<string, any>
  :
    & Record<string, unknown>
    & WithAliases<
      WithDefaults<
        & {
          [Name in Exclude<Names<TStrings>, Names<TBooleans | TCollectable>>]?:
            Value<Name, TBooleans, TStrings, TCollectable, TNegatable>;
        }
        & {
          [Name in Names<TBooleans | TCollectable>]: Value<
            Name,
            TBooleans,
            TStrings,
            TCollectable,
            TNegatable
          >;
        },
        TDefault
      >,
      TAliases
    >;

/** The names among an option's types, as far as their literal types are known. */
type Names<T> = string extends T ? never : Extract<T, string>;

/** What a flag can be once it has been given. */
type Value<TName, TBooleans, TStrings, TCollectable, TNegatable> =
  | (TName extends TCollectable ? Array<Single<TName, TBooleans, TStrings>>
    : Single<TName, TBooleans, TStrings>)
  | (TName extends Exclude<TNegatable, TBooleans> ? false : never);

type Single<TName, TBooleans, TStrings> = TName extends Names<TBooleans>
  ? boolean
  : TName extends Names<TStrings> ? string
  : unknown;

/** A flag with a default is always there, and may be what the default is. */
type WithDefaults<TArgs, TDefault> = TDefault extends Record<string, unknown> ?
    & Omit<TArgs, keyof TDefault>
    & {
      [Name in keyof TDefault]: Name extends keyof TArgs
        ? TDefault[Name] | NonNullable<TArgs[Name]>
        : unknown;
    }
  : TArgs;

type WithAliases<TArgs, TAliases> = {
  [Name in keyof TArgs as Name | AliasesOf<Name, TAliases>]: TArgs[Name];
};

/** The aliases of a flag as far as their literal types are known. */
type AliasesOf<TName, TAliases> = TName extends keyof TAliases
  ? TAliases[TName] extends string[] ? Names<TAliases[TName][number]>
  : Names<TAliases[TName]>
  : never;

/**
 * One object type in place of an intersection.
 *
 * @internal
 */
type Flat<T> = { [Key in keyof T]: T[Key] };
