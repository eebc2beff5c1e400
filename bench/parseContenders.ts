import { parseTree } from "jsonc-parser";
import { parse as parseWithLockparse } from "lockparse";
import { LineCounter, parseAllDocuments } from "yaml";
import type { Lockfile } from "../server/src/core/model";
import { formatOf } from "../server/src/core/parse/formats";

/** Whoever reads lockfiles beside us, each given a text and its file's name. */
export const contenders: Readonly<Record<string, (text: string, file: string) => unknown>> = {
  /** The fastest that is known. It gives no positions. */
  lockparse: parseWithLockparse,
  "JSON.parse": (text) => JSON.parse(text),
  /** A tree with offsets, of JSON. */
  "jsonc-parser": (text) => parseTree(text, [], { allowTrailingComma: true }),
  /** Documents with offsets, and what makes lines of them. */
  yaml: (text) => parseAllDocuments(text, { lineCounter: new LineCounter() }),
};

/** What the product calls, and each entry's place looked up in the text. */
export function readOurs(text: string, file: string): Lockfile {
  const format = formatOf(file);
  if (format?.kind !== "lockfile") {
    throw new Error(`${file} is no lockfile`);
  }
  const lockfile = format.parse(text);
  let touched = 0;
  for (const { span } of lockfile.packages) {
    touched += text.slice(span.start, span.end).length;
  }
  if (touched === 0) {
    throw new Error(`${file} holds no places`);
  }
  return lockfile;
}
