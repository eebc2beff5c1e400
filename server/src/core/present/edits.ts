import { valid, validRange } from "semver";
import type { Dependency, PackageReport, Span } from "../model";
import { findWayOut } from "./wayOut";
import { thenInstall } from "./words";

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
  const title = `Pin ${dependency.key} to ${version} (${state}${doubt})`;
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
 * Goes forward to the first sound version that mends a known weakness. A caret or a tilde stays: from that version on
 * it cannot lead back.
 */
export function upgradeEdit(dependency: Dependency, report: PackageReport): SpecEdit | undefined {
  const way = findWayOut(report);
  const exact = way?.direction === "forward" ? exactSpec(dependency, way.version) : undefined;
  if (way?.direction !== "forward" || exact === undefined) {
    return undefined;
  }
  const [operator = ""] = /^[\^~](?=\d[\w.+-]*$)/.exec(dependency.range?.trim() ?? "") ?? [];
  const newText = `${exact.slice(0, exact.length - way.version.length)}${operator}${way.version}`;
  const title = `Upgrade ${dependency.key} to ${way.version}, ${thenInstall(report)}`;
  return { title, span: dependency.specSpan, newText, preferred: false };
}

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
