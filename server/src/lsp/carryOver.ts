import { isManifest } from "../core/isManifest";
import type { Lockfile, Manifest, PackageReport } from "../core/model";
import type { DocumentEntry, DocumentReport } from "../core/service";
import { versionPart } from "../core/versionPart";

/**
 * The last report, moved to where its entries stand in a newer text: what still says the same keeps its verdict while
 * the new answer is on its way, so that nothing blinks while someone types.
 */
export function carryOver(previous: DocumentReport, current: Manifest | Lockfile): DocumentReport {
  const known = new Map(previous.entries.map((entry) => [keyOf(entry), entry]));
  const entries = entriesOf(current).map((bare) => {
    const before = known.get(keyOf(bare));
    if (before === undefined) {
      return bare;
    }
    const { locked, report, open, note } = before;
    return { ...bare, locked, report, open, note };
  });
  const pending = entries.filter(({ report, note }) => report === undefined && note === undefined).length;
  return {
    kind: isManifest(current) ? "manifest" : "lockfile",
    asOf: previous.asOf,
    entries,
    problems: [...current.problems, ...previous.problems.filter(({ notice }) => notice === true)],
    pending,
  };
}

/** Fills what a first glance does not know yet with what was known before. */
export function fillIn(glance: DocumentReport, carried: DocumentReport): DocumentReport {
  if (glance.pending === 0) {
    return glance;
  }
  const reports = new Map<string, PackageReport | undefined>(
    carried.entries.map((entry) => [keyOf(entry), entry.report]),
  );
  const entries = glance.entries.map((entry) => ({ ...entry, report: entry.report ?? reports.get(keyOf(entry)) }));
  return { ...glance, entries };
}

/** What makes two lines of two texts the same: all that the verdict depends on, and not the place. */
function keyOf({ dependency, locked }: Pick<DocumentEntry, "dependency" | "locked">): string {
  return dependency === undefined
    ? JSON.stringify([locked?.id, locked?.name, locked?.version, locked?.resolved])
    : JSON.stringify([dependency.section, dependency.key, dependency.spec]);
}

function entriesOf(current: Manifest | Lockfile): readonly DocumentEntry[] {
  const unknown = { report: undefined, open: undefined, note: undefined };
  if (isManifest(current)) {
    return current.dependencies.map((dependency) => ({
      span: dependency.nameSpan,
      versionSpan: dependency.specSpan,
      dependency,
      locked: undefined,
      ...unknown,
    }));
  }
  return current.packages.map((locked) => ({
    span: locked.span,
    versionSpan: versionPart(locked),
    dependency: undefined,
    locked,
    ...unknown,
  }));
}
