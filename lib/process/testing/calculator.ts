/**
 * A process for tests that is spoken to: it calculates.
 *
 * @module
 */

import { answerCalls } from "../answer_calls.ts";

/** What it can be asked. */
export interface Calculations {
  /** The sum of two numbers. */
  add: { parameters: [number, number]; result: number };
  /** Reports nothing. */
  forget: { parameters: null; result: void };
  /** Answers after that many milliseconds, with the number itself. */
  wait: { parameters: number; result: number };
  /** Fails with an error of that message and code. */
  fail: { parameters: { message: string; code: string }; result: never };
  /** Ends at once with the exit status 3, after these last words. */
  quit: { parameters: string; result: never };
}

/** Version of its protocol. */
export const CALCULATOR_PROTOCOL = 7;

class CodedError extends Error {
  override name = "CodedError";
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

type Doing = {
  [Name in keyof Calculations]: (
    given: Calculations[Name]["parameters"],
  ) => Promise<Calculations[Name]["result"]>;
};

const doing: Doing = {
  add: ([one, other]) => Promise.resolve(one + other),
  forget: () => Promise.resolve(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms, ms)),
  fail: ({ message, code }) => Promise.reject(new CodedError(message, code)),
  quit(words) {
    console.error(words);
    Deno.exit(3);
  },
};

if (import.meta.main) {
  await answerCalls<Calculations>({
    protocol: CALCULATOR_PROTOCOL,
    run: (name, parameters) => doing[name](parameters),
    details: (error) => ({
      code: error instanceof CodedError ? error.code : "",
    }),
  });
  Deno.exit(0);
}
