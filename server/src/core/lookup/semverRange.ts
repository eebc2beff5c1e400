import semver from "semver";

export type EventKind = "introduced" | "fixed" | "last_affected" | "limit";

/** One boundary of an OSV range; `introduced` at "0" means "from the first version on". */
export interface RangeEvent {
  readonly kind: EventKind;
  readonly version: string;
}

export type AffectedRange = readonly RangeEvent[];

/** Whether a version lies in a range, by OSV's own walk over the sorted events. Pre-releases count as they sort. */
export function contains(range: AffectedRange, version: string): boolean {
  const wanted = parse(version);
  if (wanted === undefined) {
    return false;
  }
  const limits = range.filter(({ kind }) => kind === "limit");
  if (limits.length > 0 && !limits.some((limit) => limit.version === "*" || isBelow(wanted, parse(limit.version)))) {
    return false;
  }
  let inside = false;
  for (const { kind, at } of sorted(range)) {
    switch (kind) {
      case "introduced":
        inside ||= at === "first" || wanted.compare(at) >= 0;
        break;
      case "fixed":
        inside &&= at !== "first" && wanted.compare(at) < 0;
        break;
      case "last_affected":
        inside &&= at !== "first" && wanted.compare(at) <= 0;
        break;
    }
  }
  return inside;
}

/** The smallest `fixed` of the range above a version. */
export function fixedAbove(range: AffectedRange, version: string): string | undefined {
  const from = parse(version);
  const above = range.filter(({ kind, version: fixed }) => kind === "fixed" && isBelow(from, parse(fixed)));
  return above.map((event) => event.version).sort((one, other) => compareVersions(one, other))[0];
}

/** Whether a range that holds a version ends above it. */
export function endsAbove(range: AffectedRange, version: string): boolean {
  const from = parse(version);
  return range.some(
    ({ kind, version: end }) =>
      (kind === "fixed" && isBelow(from, parse(end))) ||
      (kind === "last_affected" && compareVersions(end, version) >= 0) ||
      (kind === "limit" && end !== "*"),
  );
}

/** Every version there is or will be. */
export function isEverything(range: AffectedRange): boolean {
  return range.length > 0 && range.every(({ kind, version }) => kind === "introduced" && version === "0");
}

/** Whether the range holds this version and no other. */
export function isOnly(range: AffectedRange, version: string): boolean {
  const events = range.filter(({ kind }) => kind !== "limit");
  return (
    events.length === 2 &&
    events.every(({ kind }) => kind === "introduced" || kind === "last_affected") &&
    events[0]?.kind !== events[1]?.kind &&
    events.every((event) => compareVersions(event.version, version) === 0)
  );
}

/** As semver sorts them, tolerant of old spellings; what is no version at all sorts first. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [parse(one), parse(other)];
  if (a === undefined || b === undefined) {
    return Number(a !== undefined) - Number(b !== undefined);
  }
  return a.compare(b);
}

interface Boundary {
  readonly kind: Exclude<EventKind, "limit">;
  readonly at: semver.SemVer | "first";
}

function sorted(range: AffectedRange): readonly Boundary[] {
  const boundaries = range.flatMap(({ kind, version }): readonly Boundary[] => {
    const at = kind === "introduced" && version === "0" ? "first" : parse(version);
    return at === undefined || kind === "limit" ? [] : [{ kind, at }];
  });
  return boundaries.sort(({ at: one }, { at: other }) => {
    if (one === "first" || other === "first") {
      return Number(other === "first") - Number(one === "first");
    }
    return one.compare(other);
  });
}

function isBelow(version: semver.SemVer | undefined, other: semver.SemVer | undefined): boolean {
  return version !== undefined && other !== undefined && version.compare(other) < 0;
}

/** Bounds of old records are not always whole versions ("1.2"). */
function parse(version: string): semver.SemVer | undefined {
  return semver.parse(version, { loose: true }) ?? semver.coerce(version, { includePrerelease: true }) ?? undefined;
}
