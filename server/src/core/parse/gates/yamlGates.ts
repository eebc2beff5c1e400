import type { Span } from "../../model";
import { readYaml, type YamlPair, type YamlValue } from "../yaml/yamlTree";
import { DAY, type ExemptName, type Gate, type GateValue, MINUTE, readCount } from "./gate";

/** Reads the gates of a pnpm-workspace.yaml: `minimumReleaseAge` in minutes, what belongs to `trustPolicy`, and `trustLockfile`. */
export function parsePnpmGates(text: string): readonly Gate[] {
  return readRoot(text).flatMap(({ key, keySpan, value }) => {
    const says = readPnpm(key, value);
    return says === undefined ? [] : [{ manager: "pnpm", setting: key, span: keySpan, says } as const];
  });
}

function readPnpm(key: string, value: YamlValue): GateValue | undefined {
  switch (key) {
    case "minimumReleaseAge":
      return ageOf(textOf(value), (text) => readCount(text, MINUTE));
    case "minimumReleaseAgeExclude":
      return { kind: "exempt", from: "age", names: namesIn(value) };
    case "trustPolicy":
      return { kind: "trust", isOn: textOf(value) === "no-downgrade" };
    case "trustPolicyExclude":
      return { kind: "exempt", from: "trust", names: namesIn(value) };
    case "trustPolicyIgnoreAfter": {
      const ms = readCount(textOf(value), MINUTE);
      return ms === undefined ? undefined : { kind: "trust-until", ms };
    }
    case "minimumReleaseAgeStrict":
      return { kind: "switch", of: "strict-age", isOn: textOf(value) === "true" };
    case "trustLockfile":
      return { kind: "switch", of: "trust-lockfile", isOn: textOf(value) === "true" };
    default:
      return undefined;
  }
}

/** Reads the gates of a .yarnrc.yml: `npmMinimalAgeGate`, for all packages and by scope, and `npmPreapprovedPackages`. */
export function parseYarnGates(text: string): readonly Gate[] {
  return readRoot(text).flatMap(({ key, keySpan, value }): readonly Gate[] => {
    switch (key) {
      case "npmMinimalAgeGate":
        return gate(key, keySpan, ageOf(textOf(value), readYarnDuration));
      case "npmPreapprovedPackages":
        return gate(key, keySpan, { kind: "exempt", from: "age", names: namesIn(value) });
      case "npmScopes":
        return pairsIn(value).flatMap((scope) =>
          pairsIn(scope.value)
            .filter((pair) => pair.key === "npmMinimalAgeGate")
            .flatMap((pair) => {
              const says = ageOf(textOf(pair.value), readYarnDuration);
              const setting = `npmScopes.${scope.key}.npmMinimalAgeGate`;
              return gate(setting, pair.keySpan, says && { ...says, scope: `@${scope.key}` });
            }),
        );
      default:
        return [];
    }
  });

  function gate(setting: string, span: Span, says: GateValue | undefined): readonly Gate[] {
    return says === undefined ? [] : [{ manager: "yarn", setting, span, says }];
  }
}

const YARN_UNITS: ReadonlyMap<string, number> = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", MINUTE],
  ["h", 60 * MINUTE],
  ["d", DAY],
  ["w", 7 * DAY],
]);

/** `3d`, or a number of minutes. */
function readYarnDuration(text: string): number | undefined {
  const [, count, unit = "m"] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|[smhdw])?$/.exec(text.trim()) ?? [];
  return count === undefined ? undefined : Number(count) * (YARN_UNITS.get(unit) ?? MINUTE);
}

function ageOf(text: string, read: (text: string) => number | undefined) {
  const ms = read(text);
  return ms === undefined ? undefined : ({ kind: "age", ms } as const);
}

/** Every plain word is text here: a number is read with its unit. The last of equal keys counts. */
function readRoot(text: string): readonly YamlPair[] {
  const { root } = readYaml(text, "failsafe");
  return [...new Map(pairsIn(root).map((pair) => [pair.key, pair])).values()];
}

function pairsIn(value: YamlValue): readonly YamlPair[] {
  return value.kind === "map" ? value.pairs() : [];
}

function textOf(value: YamlValue): string {
  return value.kind === "text" ? value.text : "";
}

function namesIn(value: YamlValue): readonly ExemptName[] {
  const items = value.kind === "list" ? value.items() : [value];
  return items.flatMap((item) => (item.kind === "text" ? [{ text: item.text, span: item.span }] : []));
}
