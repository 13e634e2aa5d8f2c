/**
 * Prose without a meaning: sentences, speech and paragraphs drawn at random
 * that have the words, the punctuation and the line lengths of an English novel.
 *
 * @module
 */

import type { RandomSource } from "../random/random.ts";
import { WORDS } from "./vocabulary.ts";

/** How a book is written. */
export interface Style {
  /** Quotation mark before speech. */
  openingQuote: string;
  /** Quotation mark after speech. */
  closingQuote: string;
  /** The apostrophe of `don't`. */
  apostrophe: string;
  /** The dash between two clauses. */
  dash: string;
  /** Names of the people in it. */
  names: readonly string[];
  /** How often the subject of a clause is a name: 0 to 100. */
  namesPercent: number;
}

/** Which of the words that fit to prefer: any, or the shorter or longer one of two. */
export type WordLength = "any" | "shorter" | "longer";

/** Draws paragraphs. A paragraph is a list of words with their punctuation attached. */
export class Prose {
  /** Which words the next paragraphs prefer. */
  wordLength: WordLength = "any";
  readonly #random: RandomSource;
  readonly #style: Style;

  /**
   * Starts to write.
   *
   * @param random Where every draw comes from.
   * @param style How the book is written.
   */
  constructor(random: RandomSource, style: Style) {
    this.#random = random;
    this.#style = style;
  }

  /**
   * A paragraph that tells.
   *
   * @returns Two to seven sentences.
   */
  narration(): string[] {
    const words: string[] = [];
    const sentences = 2 + this.#random.integer(6);
    for (let sentence = 0; sentence < sentences; sentence++) {
      this.#sentence(words, ".");
    }
    return words;
  }

  /**
   * A paragraph in which somebody speaks.
   *
   * @returns One or two sentences of speech, and whose they are.
   */
  speech(): string[] {
    const words: string[] = [];
    this.#quotation(words, ",");
    const speaker = this.#random.pick(this.#style.names);
    words.push(this.#draw(WORDS.speech), `${speaker}.`);
    if (this.#chance(50)) this.#quotation(words, ".");
    return words;
  }

  /**
   * What a chapter is called.
   *
   * @returns Three words.
   */
  title(): string[] {
    const adjective = this.#draw(WORDS.adjectives);
    const noun = this.#draw(WORDS.nouns);
    return ["The", capitalize(adjective), capitalize(noun)];
  }

  #quotation(words: string[], end: string): void {
    const first = words.length;
    this.#sentence(
      words,
      this.#chance(20) ? this.#random.pick(["!", "?"]) : end,
    );
    words[first] = this.#style.openingQuote + words[first];
    words[words.length - 1] += this.#style.closingQuote;
  }

  #sentence(words: string[], end: string): void {
    const first = words.length;
    this.#clause(words);
    while (this.#chance(45)) {
      const last = words.length - 1;
      if (this.#chance(7)) {
        this.#clause(words);
        const [next] = words.splice(last + 1, 1);
        words[last] += this.#style.dash + next;
      } else {
        words[last] += this.#chance(15) ? ";" : ",";
        words.push(this.#draw(WORDS.conjunctions));
        this.#clause(words);
      }
    }
    words[first] = capitalize(words[first]!);
    words[words.length - 1] += end;
  }

  #clause(words: string[]): void {
    if (this.#chance(this.#style.namesPercent)) {
      words.push(this.#random.pick(this.#style.names));
    } else if (this.#chance(40)) {
      words.push(this.#draw(WORDS.pronouns));
    } else {
      this.#thing(words);
    }
    if (this.#chance(12)) {
      const contraction = this.#draw(WORDS.contractions);
      words.push(contraction.replace("'", this.#style.apostrophe));
    } else {
      words.push(this.#draw(WORDS.verbs));
    }
    if (this.#chance(25)) words.push(this.#draw(WORDS.adverbs));
    if (this.#chance(50)) this.#thing(words);
    while (this.#chance(45)) {
      words.push(this.#draw(WORDS.prepositions));
      this.#thing(words);
    }
  }

  #thing(words: string[]): void {
    const first = words.length;
    words.push(this.#draw(WORDS.determiners));
    if (this.#chance(30)) words.push(this.#draw(WORDS.adjectives));
    words.push(this.#draw(WORDS.nouns));
    if (words[first] === "a" && "aeiou".includes(words[first + 1]![0]!)) {
      words[first] = "an";
    }
  }

  #chance(percent: number): boolean {
    return this.#random.integer(100) < percent;
  }

  /** A word of the list, the earlier the likelier, as common words are in a language. */
  #draw(list: readonly string[]): string {
    const word = this.#drawAny(list);
    if (this.wordLength === "any") return word;
    const other = this.#drawAny(list);
    const otherIsLonger = other.length > word.length;
    return otherIsLonger === (this.wordLength === "longer") ? other : word;
  }

  #drawAny(list: readonly string[]): string {
    return list[this.#random.integer(1 + this.#random.integer(list.length))]!;
  }
}

/**
 * Sets words in lines, as many on each as fit.
 *
 * @param words At least one word.
 * @param columns Longest line, in characters; a longer word has its own line.
 * @returns The lines, without line ends.
 */
export function wrap(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = words[0] ?? "";
  for (let index = 1; index < words.length; index++) {
    const word = words[index]!;
    if (line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line += " " + word;
    }
  }
  lines.push(line);
  return lines;
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
