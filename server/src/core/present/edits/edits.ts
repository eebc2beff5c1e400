import { satisfies, valid, validRange } from "semver";
import type { Dependency, PackageReport, Span } from "../../model";
import { findWayOut } from "../wayOut";
import { LOOKALIKE, thenInstall } from "../words";

/** Replaces one span of the document; everything else, formatting and comments included, stays as it is. */
export interface SpecEdit {
  readonly title: string;
  readonly span: Span;
  readonly newText: string;
  /** The fix to take without thinking: going back from an error, never a pin. */
  readonly preferred: boolean;
}

/**
 * Pins a dependency to the version that is locked or installed; undefined where that would be no improvement: the
 * version is at warning or error, is only what the range would resolve to, or is pinned already.
 */
export function pinEdit(dependency: Dependency, report: PackageReport): SpecEdit | undefined {
  const { level } = report.assessment;
  const isSound = level === "clear" || level === "info" || level === "unchecked";
  const { version } = report.subject;
  if (!isSound || report.resolvedBy === "range" || isExact(dependency)) {
    return undefined;
  }
  const newText = exactSpec(dependency, version);
  if (newText === undefined) {
    return undefined;
  }
  const doubt = level === "unchecked" ? ", not fully checked" : "";
  const state = report.resolvedBy === "lockfile" ? "locked" : "installed";
  const then = report.resolvedBy === "lockfile" ? `, ${thenInstall(report)}` : "";
  const title = `Pin ${dependency.key} to ${version} (${state}${doubt})${then}`;
  return { title, span: dependency.specSpan, newText, preferred: false };
}

/**
 * Goes back to the newest sound release before a warning or an error; undefined where there is none.
 *
 * The release is named exactly: an operator would let the next install take the bad one again.
 */
export function rollbackEdit(dependency: Dependency, report: PackageReport): SpecEdit | undefined {
  const way = findWayOut(report);
  if (way?.direction !== "back") {
    return undefined;
  }
  const { version } = way.to;
  const newText = exactSpec(dependency, version);
  if (newText === undefined || newText === dependency.spec) {
    return undefined;
  }
  const title = `Roll back ${dependency.key} to ${version}, ${thenInstall(report)}`;
  return { title, span: dependency.specSpan, newText, preferred: report.assessment.level === "error" };
}

/**
 * Goes forward to the first sound version that mends a known weakness. A caret or a tilde stays where the newest release
 * that it admits is sound, too: the next install takes that one.
 */
export function upgradeEdit(dependency: Dependency, report: PackageReport): SpecEdit | undefined {
  const way = findWayOut(report);
  const exact = way?.direction === "forward" ? exactSpec(dependency, way.version) : undefined;
  if (way?.direction !== "forward" || exact === undefined) {
    return undefined;
  }
  const [written] = /^[\^~](?=\d[\w.+-]*$)/.exec(dependency.range?.trim() ?? "") ?? [];
  const operator = report.openUpgrades?.find((open) => open === written) ?? "";
  const newText = `${exact.slice(0, exact.length - way.version.length)}${operator}${way.version}`;
  const title = `Upgrade ${dependency.key} to ${way.version}, ${thenInstall(report)}`;
  return { title, span: dependency.specSpan, newText, preferred: false };
}

/** Another name in the place of one, with what is asked of it. */
export interface NameEdit {
  readonly title: string;
  readonly edits: readonly Pick<SpecEdit, "span" | "newText">[];
}

/**
 * Puts the name meant in the place of a look-alike's; undefined where it is asked for already, another file decides, or
 * none of its releases that were looked at is sound.
 *
 * The version was written for another package or copied with the name: it stays where the package meant has its latest
 * release in it, else that release is asked for. Where that is not sound, the newest that is sound is named exactly.
 * Where its releases are not known, any is.
 */
export function replaceEdit(
  dependency: Dependency,
  { assessment, evidence, replacement, ...report }: PackageReport,
  isAskedFor: (name: string) => boolean,
): NameEdit | undefined {
  const meant = assessment.findings.find(({ rule }) => rule === LOOKALIKE)?.evidence.meant;
  const { key, name, section, range, nameSpan, specSpan } = dependency;
  if (typeof meant !== "string" || key !== name || range === undefined || !ASKS.has(section) || isAskedFor(meant)) {
    return undefined;
  }
  if (replacement === "none") {
    return undefined;
  }
  const latest = evidence.meant?.status === "found" ? evidence.meant.value.distTags.latest : undefined;
  const known = replacement !== undefined && valid(replacement) === replacement ? replacement : undefined;
  const isLatest = known !== undefined && known === latest;
  const isAdmitted = isLatest && validRange(range) !== null && satisfies(known, range);
  const spec = known === undefined ? "*" : isAdmitted ? dependency.spec : isLatest ? `^${known}` : known;
  const version = spec === "*" ? ", any version" : ` ${spec}`;
  return {
    title: `Replace ${key} by ${meant}${version}, ${thenInstall(report)}`,
    edits: [
      { span: nameSpan, newText: JSON.stringify(meant).slice(1, -1) },
      ...(isAdmitted ? [] : [{ span: specSpan, newText: spec }]),
    ],
  };
}

const ASKS: ReadonlySet<Dependency["section"]> = new Set([
  "dependencies",
  "devDependencies",
  "peerDependencies",
  "optionalDependencies",
]);

/** What is peer is asked of the host, not installed for oneself: an exact version there would only shut others out. */
export function exactSpec(dependency: Dependency, version: string): string | undefined {
  const { section, source, range } = dependency;
  // A range that stands in a catalog, or at the dependency that "$name" points to, is not changed here.
  const isElsewhere = range === undefined || /^\s*\$/.test(dependency.spec);
  if (section === "peerDependencies" || source !== "registry" || isElsewhere || valid(version) !== version) {
    return undefined;
  }
  const alias = aliasPrefix(dependency.spec);
  return JSON.stringify(`${alias}${version}`).slice(1, -1);
}

/** `npm:real@` of an alias, as written, and Yarn's `npm:` before a range; empty for a plain spec. */
function aliasPrefix(spec: string): string {
  const name = spec.trim();
  if (!name.startsWith("npm:")) {
    return "";
  }
  if (!name.includes("@") && validRange(name.slice("npm:".length), true) !== null) {
    return "npm:";
  }
  const at = name.indexOf("@", name.startsWith("npm:@") ? "npm:@".length : 0);
  return at === -1 ? `${name}@` : name.slice(0, at + 1);
}

function isExact({ range }: Dependency): boolean {
  return range !== undefined && valid(range.trim().replace(/^[=v]+\s*/, "")) !== null;
}
