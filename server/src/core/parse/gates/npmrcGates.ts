import type { Span } from "../../model";
import { DAY, type Gate, MINUTE, readCount } from "./gate";

interface Line {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

/**
 * Reads the gates of an .npmrc: npm's `min-release-age` in days, and pnpm's `minimum-release-age` in minutes, which pnpm
 * before 11 reads there. Of keys that are given twice the last one counts; lists are written as `key[]`.
 */
export function parseNpmrcGates(text: string): readonly Gate[] {
  const lines = [...readLines(text)];
  return [
    ...age("npm", "min-release-age", DAY),
    ...exempt("npm", "min-release-age-exclude"),
    ...age("pnpm", "minimum-release-age", MINUTE),
    ...exempt("pnpm", "minimum-release-age-exclude"),
  ];

  function age(manager: Gate["manager"], setting: string, unit: number): readonly Gate[] {
    const line = lines.findLast(({ key }) => key === setting);
    const ms = line && readCount(line.value, unit);
    return line === undefined || ms === undefined
      ? []
      : [{ manager, setting, span: line.keySpan, says: { kind: "age", ms } }];
  }

  function exempt(manager: Gate["manager"], setting: string): readonly Gate[] {
    const found = lines.filter(({ key }) => key === setting || key === `${setting}[]`);
    const names = found.map(({ value, valueSpan }) => ({ text: value, span: valueSpan }));
    const [first] = found;
    return first === undefined
      ? []
      : [{ manager, setting, span: first.keySpan, says: { kind: "exempt", from: "age", names } }];
  }
}

/** As far as npm reads settings: up to the first section. */
function* readLines(text: string): Generator<Line> {
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    if (/^\s*\[/.test(line)) {
      return;
    }
    const [, before = "", key, between = "", value = ""] = /^(\s*)([^\s=;#]+)(\s*=\s*)(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined) {
      const start = index + before.length;
      const valueStart = start + key.length + between.length;
      const [, quote = "", inner = value] = /^(["'])(.*)\1$/.exec(value) ?? [];
      yield {
        key,
        keySpan: { start, end: start + key.length },
        value: inner,
        valueSpan: { start: valueStart + quote.length, end: valueStart + quote.length + inner.length },
      };
    }
  }
}
