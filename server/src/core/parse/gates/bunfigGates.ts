import type { Span } from "../../model";
import { type ExemptName, type Gate, readCount } from "./gate";

const SECOND = 1000;

/**
 * Reads the gates of a bunfig.toml: `minimumReleaseAge` in seconds and `minimumReleaseAgeExcludes`, in the table `install`.
 *
 * Of TOML only what these two lines need: a library would not tell where they stand.
 */
export function parseBunfigGates(text: string): readonly Gate[] {
  const gates: Gate[] = [];
  for (const { key, span, value, valueStart } of readInstall(text)) {
    if (key === "minimumReleaseAge") {
      const ms = readCount(value.replace(/#.*/, "").replaceAll("_", ""), SECOND);
      if (ms !== undefined) {
        gates.push({ manager: "bun", setting: `install.${key}`, span, says: { kind: "age", ms } });
      }
    } else if (key === "minimumReleaseAgeExcludes") {
      const names = readStrings(value, valueStart);
      gates.push({ manager: "bun", setting: `install.${key}`, span, says: { kind: "exempt", from: "age", names } });
    }
  }
  return gates;
}

interface Entry {
  readonly key: string;
  readonly span: Span;
  readonly value: string;
  readonly valueStart: number;
}

/** The entries of `[install]`, and of its dotted keys at the top. A list may go over several lines. */
function* readInstall(text: string): Generator<Entry> {
  const entry =
    /^[ \t]*(?:\[([^\]\r\n]*)\][^\r\n]*|([\w."'-]+)([ \t]*=[ \t]*)(\[(?:[^[\]"'#]|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'|#[^\r\n]*)*\]|[^\r\n]*))/gm;
  let table = "";
  for (const match of text.matchAll(entry)) {
    const [whole, header, rawKey = "", between = "", value = ""] = match;
    if (header !== undefined) {
      table = header.trim();
      continue;
    }
    const key = `${table === "" ? "" : `${table}.`}${rawKey.replace(/["']/g, "")}`;
    const start = match.index + whole.indexOf(rawKey);
    const valueStart = start + rawKey.length + between.length;
    if (key.startsWith("install.")) {
      yield { key: key.slice("install.".length), span: { start, end: start + rawKey.length }, value, valueStart };
    }
  }
}

/** The texts of a list, without what stands in its comments. */
function readStrings(list: string, offset: number): readonly ExemptName[] {
  const found: ExemptName[] = [];
  for (const { 0: token, index } of list.matchAll(/#[^\r\n]*|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'/g)) {
    if (!token.startsWith("#")) {
      const start = offset + index + 1;
      found.push({ text: token.slice(1, -1), span: { start, end: start + token.length - 2 } });
    }
  }
  return found;
}
