import { isManifest } from "../core/isManifest";
import type { Lockfile, Manifest } from "../core/model";
import { rankOf } from "../core/present/words";
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
    return { ...bare, locked, report, open, note, ...earliness(before), ...refusalsOf(before) };
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

/**
 * Fills what is not known yet with what was known before; what speaks early takes its place only where it is worse, since
 * the rest of it is still to come.
 */
export function fillIn(glance: DocumentReport, carried: DocumentReport): DocumentReport {
  if (glance.pending === 0) {
    return glance;
  }
  const known = new Map(carried.entries.map((entry) => [keyOf(entry), entry]));
  return { ...glance, entries: glance.entries.map((entry) => choose(entry, known.get(keyOf(entry)))) };
}

function choose(entry: DocumentEntry, before: DocumentEntry | undefined): DocumentEntry {
  if (before?.report === undefined) {
    const isOpen = entry.report === undefined && entry.open === undefined;
    return isOpen && before !== undefined ? { ...entry, open: before.open, note: before.note } : entry;
  }
  const isKept =
    entry.report === undefined ||
    (entry.isEarly === true && rankOf(before.report.assessment.level) <= rankOf(entry.report.assessment.level));
  const { isEarly, ...rest } = entry;
  if (!isKept) {
    return entry.isEarly === true ? { ...refusalsOf(before), ...entry } : entry;
  }
  return { ...rest, report: before.report, ...earliness(before), ...refusalsOf(before) };
}

function refusalsOf({ refusals }: DocumentEntry): Pick<DocumentEntry, "refusals"> {
  return refusals === undefined ? {} : { refusals };
}

function earliness({ isEarly }: DocumentEntry): Pick<DocumentEntry, "isEarly"> {
  return isEarly === true ? { isEarly } : {};
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
