import type { Span } from "../../model";
import { DAY, type Gate, type GateValue, MINUTE, readCount, readMoment } from "./gate";

interface Line {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: string;
  readonly valueSpan: Span;
}

/**
 * Reads the gates of an .npmrc: npm's `before`, a date, which wins over its `min-release-age` in days beside it, and pnpm's `minimum-release-age` in minutes and
 * `trust-policy`, which pnpm before 11 reads there. Of keys that are given twice the last one counts; lists are written as
 * `key[]`.
 */
export function parseNpmrcGates(text: string): readonly Gate[] {
  const lines = [...readLines(text)];
  return [
    ...single("npm", "before", (text) => {
      const at = readMoment(text);
      return at === undefined ? undefined : { kind: "date", at };
    }),
    ...age("npm", "min-release-age", DAY),
    ...exempt("npm", "min-release-age-exclude", "age"),
    ...age("pnpm", "minimum-release-age", MINUTE),
    ...exempt("pnpm", "minimum-release-age-exclude", "age"),
    ...single("pnpm", "trust-policy", (text) => ({ kind: "trust", isOn: text === "no-downgrade" })),
    ...exempt("pnpm", "trust-policy-exclude", "trust"),
    ...single("pnpm", "trust-policy-ignore-after", (text) => {
      const ms = readCount(text, MINUTE);
      return ms === undefined ? undefined : { kind: "trust-until", ms };
    }),
  ];

  function age(manager: Gate["manager"], setting: string, unit: number): readonly Gate[] {
    return single(manager, setting, (text) => {
      const ms = readCount(text, unit);
      return ms === undefined ? undefined : { kind: "age", ms };
    });
  }

  function single(
    manager: Gate["manager"],
    setting: string,
    read: (text: string) => GateValue | undefined,
  ): readonly Gate[] {
    const line = lines.findLast(({ key }) => key === setting);
    const says = line && read(line.value);
    return line === undefined || says === undefined ? [] : [{ manager, setting, span: line.keySpan, says }];
  }

  function exempt(manager: Gate["manager"], setting: string, from: "age" | "trust"): readonly Gate[] {
    const found = lines.filter(({ key }) => key === setting || key === `${setting}[]`);
    const [first] = found;
    // A key without brackets replaces what stood before it, but for a list, to which it adds.
    const isLost = ({ key }: Line, at: number) =>
      key === setting && !found.slice(0, at).some(isList) && found[at + 1]?.key === setting;
    const names = found.filter((line, at) => !isLost(line, at));
    return first === undefined
      ? []
      : [
          {
            manager,
            setting,
            span: first.keySpan,
            says: {
              kind: "exempt",
              from,
              names: names.map(({ value, valueSpan }) => ({ text: value, span: valueSpan })),
            },
          },
        ];
  }
}

function isList({ key }: Line): boolean {
  return key.endsWith("[]");
}

/** As far as npm reads settings: up to the first section. */
function* readLines(text: string): Generator<Line> {
  for (const { 0: line, index } of text.matchAll(/[^\r\n]+/g)) {
    if (/^\s*\[/.test(line)) {
      return;
    }
    const [, before = "", key, between = "", raw = ""] = /^(\s*)([^\s=;#]+)(\s*=\s*)(.*?)\s*$/.exec(line) ?? [];
    // What stands in quotes is taken as it is; else a comment may follow.
    const value = /^["']/.test(raw) ? raw : raw.replace(/\s*[;#].*$/, "");
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
