/** HTML that is safe to put into a page: made by `html` only. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | undefined | readonly (Html | undefined)[];

/**
 * Builds HTML from a template: what stands in the braces is text, and is escaped, unless it is HTML itself. Whatever a
 * package says of itself ends up in a page only through here.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: strings.reduce((all, text, index) => all + toMarkup(parts[index - 1]) + text) };
}

function toMarkup(part: Part): string {
  if (part === undefined) {
    return "";
  }
  if (typeof part === "string" || typeof part === "number") {
    return escapeHtml(String(part));
  }
  return "markup" in part ? part.markup : part.map(toMarkup).join("");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "").replace(UNSEEN, "\uFFFD");
}

/** Control characters have no place in a page, and marks that turn the direction of text make it lie. */
const UNSEEN = /(?![\t\n\r])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
