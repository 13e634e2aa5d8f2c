/**
 * Text in Markdown, as GitHub reads it.
 *
 * @module
 */

/**
 * Text that stays text wherever it stands, also in a cell of a table: it makes no element,
 * no link, no mention of a person, and no line of its own.
 *
 * @param text Any text.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\u202a-\u202e\u2066-\u2069]|(?!\s)\p{Cc}/gu, "?")
    .replace(/\s+/g, " ")
    .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replace(/[\\`*_{}[\]()#|~!$]/g, "\\$&")
    // a mention or a reference ends at a character of no width
    .replace(/@(?=\w)/g, "@\u200b")
    // GitHub makes links of addresses that stand in the text
    .replace(/\b(https?|ftp):\/\//gi, "$1:\u200b//")
    .replace(/\bwww\./gi, "www\u200b.");
}
