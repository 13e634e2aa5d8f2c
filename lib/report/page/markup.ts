/**
 * HTML that cannot be broken by what is put into it: everything is text unless it was made
 * here. Names of books, levels and errors come from files that anybody may have written.
 *
 * @module
 */

/** Markup that is safe to put into a page as it is. */
export class Html {
  readonly #markup: string;

  private constructor(markup: string) {
    this.#markup = markup;
  }

  /**
   * Takes markup on trust. Only for markup that this program has made itself, such as a
   * drawing of Vega's; never for text of a run.
   *
   * @param markup The markup.
   */
  static trusted(markup: string): Html {
    return new Html(markup);
  }

  /** The markup. */
  toString(): string {
    return this.#markup;
  }
}

/** What can stand in a template; nothing is put in for undefined. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

/**
 * Tag of a template: what stands in it is markup, what is put into it is text. It is not
 * called `html` because `deno fmt` would then move spaces, which mean something in a text.
 *
 * @param template The template's own text.
 * @param parts What is put in; attributes have to be in double quotes.
 * @returns The markup.
 */
export function markup(
  template: TemplateStringsArray,
  ...parts: HtmlPart[]
): Html {
  return Html.trusted(
    template.reduce((all, next, index) =>
      all + markupOf(parts[index - 1]) + next
    ),
  );
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text for HTML, XML or a quoted attribute. Control characters, which HTML does not allow,
 * become question marks; so do those that turn the direction of the text around and could
 * make a page look as if it said something else (Unicode bidirectional controls).
 *
 * @param text Any text.
 */
export function escapeHtml(text: string): string {
  return text
    .replace(/[\u202a-\u202e\u2066-\u2069]|(?![\t\n])\p{Cc}/gu, "?")
    .replace(/[&<>"']/g, (character) => ENTITIES[character]!);
}

function markupOf(part: HtmlPart): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.toString();
  if (Array.isArray(part)) return part.map(markupOf).join("");
  return escapeHtml(String(part));
}
