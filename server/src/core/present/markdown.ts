/** What a person must not be shown as is: it moves the cursor, reverses what is read, or is invisible. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\s\u115F\u1160\u3164\uFFA0]+/gu;

/**
 * Plain text of one line: control, formatting and private characters become one space.
 *
 * Formatting characters include those that reverse the direction of reading, by which a package could make
 * its name read as another's.
 */
export function plainText(text: string): string {
  return text.replace(UNSHOWABLE, " ").trim();
}

/** Cuts at whole characters, with an ellipsis, so that the result has at most `limit` UTF-16 units. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) {
    return text;
  }
  const end = limit - 1;
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return `${text.slice(0, splitsPair ? end - 1 : end).trimEnd()}…`;
}

/**
 * Makes plain text safe to put inside a line of Markdown or a table cell. Our own words go through here too.
 *
 * Escaped is what could open a tag, an entity, a link, an image, emphasis, code, a cell or a list, and what some
 * renderers link by themselves (bare addresses and whatever looks like e-mail); the rest stays as it reads.
 */
export function escapeMarkdown(text: string): string {
  return plainText(text)
    .replace(/[\\`*[\]<>&~|]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\$&")
    .replace(/:(?=\/\/)|(?<=[\w.+-])@|(?<=\bwww)\./gi, "\\$&")
    .replace(/^[#=+-]/, "\\$&")
    .replace(/^(\d+)([.)](?:\s|$))/, "$1\\$2");
}

/** A link, if the address is plain https; else the label alone. Nothing but https leaves the hover. */
export function link(label: string, address: string | undefined): string {
  const safe = address === undefined ? undefined : httpsAddress(address);
  return safe === undefined ? escapeMarkdown(label) : `[${escapeMarkdown(label)}](${safe})`;
}

/** A normalised https address without credentials, which can stand in a Markdown link or alone; else undefined. */
export function httpsAddress(address: string): string | undefined {
  if (!URL.canParse(address)) {
    return undefined;
  }
  const url = new URL(address);
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") {
    return undefined;
  }
  return url.href.replace(/[()<>\\`\s|]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
