/**
 * By what a source recognises an answer again, so that it can say "unchanged" (304) instead of all of it once more.
 *
 * It is an ETag as it was sent, quotes and all, or the moment of a Last-Modified header.
 */
const ETAG = /^(?:W\/)?"[\x21\x23-\x7e]{0,200}"$/;

/** The validator of an answer; undefined where its headers hold none that can be sent back. */
export function readValidator(etag: string | undefined, lastModified: string | undefined): string | undefined {
  if (etag !== undefined) {
    return ETAG.test(etag) ? etag : undefined;
  }
  const modified = Date.parse(lastModified ?? "");
  return Number.isNaN(modified) ? undefined : new Date(modified).toUTCString();
}

/** The headers that ask for an answer only if it is another one than that. */
export function askIfChanged(validator: string | undefined): Readonly<Record<string, string>> {
  if (validator === undefined) {
    return {};
  }
  return ETAG.test(validator) ? { "if-none-match": validator } : { "if-modified-since": validator };
}
