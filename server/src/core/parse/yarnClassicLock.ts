import type { LockedPackage, Lockfile, SourceKind } from "../model";
import { findMergeConflict } from "./mergeConflict";
import { mergeLockfiles } from "./mergeLockfiles";
import { sourceOf } from "./npm/npmSource";
import { parseSpec } from "./spec";
import { readYarnClassicText } from "./yarn/yarnClassicText";
import { edgesOf, isAskedAs, keyOf, specOf, type YarnEntry } from "./yarn/yarnEntry";
import { linkEntries, requestsOf } from "./yarn/yarnLinks";
import { collectProblems } from "./yarn/yarnProblems";
import { guessDirect, reach } from "./yarn/yarnReach";

/** The walks over all entries, and over those that may not fail to install. */
const FOUND = 1;
const REQUIRED = 2;

const VERSIONS = { known: ["1"], label: "Version", range: "1 is" };

/**
 * Reads the yarn.lock of Yarn 1, with the place of each entry's requests.
 *
 * Never throws. The format does not say what the project itself asks for: there are no importers, and an entry
 * is `direct` where no other one asks for it. Of an unfinished merge, the entries of both sides are read.
 */
export function parseYarnClassicLock(text: string): Lockfile {
  const lockfile = readLockfile(text);
  // The marks of a merge never pass for lines of Yarn's, so that a sound text need not be searched for them.
  const conflict =
    lockfile.problems.length === 0 ? undefined : findMergeConflict(text, "yarn install resolves it on its own.");
  return conflict === undefined ? lockfile : mergeLockfiles(conflict, readLockfile);
}

function readLockfile(text: string): Lockfile {
  const read = readYarnClassicText(text);
  linkEntries(read.entries, new Set());
  reach(guessDirect(read.entries, FOUND), false, REQUIRED);
  const packages: LockedPackage[] = [];
  let unversioned: YarnEntry | undefined;
  for (const entry of read.entries) {
    const { version } = entry;
    if (version === undefined) {
      unversioned ??= entry;
      continue;
    }
    const origin = originOf(entry);
    const locked: LockedPackage = {
      id: entry.id,
      name: origin.name,
      version,
      source: origin.source,
      span: { start: entry.start, end: entry.end },
      direct: entry.isDirect,
      dev: undefined,
      optional: entry.reachedBy !== REQUIRED,
      integrity: entry.integrity,
      resolved: entry.resolved,
      alias: origin.alias,
      hasInstallScript: false,
      dependencies: edgesOf(entry),
      requests: requestsOf(entry),
    };
    packages.push(origin.isDiverted ? { ...locked, diverted: true } : locked);
  }
  return { kind: "yarn-v1", packages, importers: [], problems: collectProblems(text, read, unversioned, VERSIONS) };
}

interface Origin {
  readonly name: string;
  readonly alias: string | undefined;
  readonly source: SourceKind;
  readonly isDiverted: boolean;
}

/**
 * Who an entry is and where it comes from. What was asked for says it, and the address only where that was a
 * registry's: Yarn writes addresses of code hosts for git requests too.
 */
function originOf({ id, name: written, requests, resolved }: YarnEntry): Origin {
  const [first = ""] = requests;
  if (written === undefined && PLAIN.test(id) && !id.includes(".t")) {
    return fromAddress(keyOf(first), undefined, resolved);
  }
  const { name: asked, source } = askedBy(first);
  const name = written ?? aliasedBy(requests) ?? asked;
  const alias = isAskedAs(name, requests) ? undefined : keyOf(first);
  for (const request of requests) {
    const other = request === first ? source : askedBy(request).source;
    if (other !== "registry") {
      return { name, alias, source: other, isDiverted: false };
    }
  }
  return fromAddress(name, alias, resolved);
}

/** Requests for ranges and tags of one name, as nearly all are: nothing in them says where from. */
const PLAIN = /^((?:@[^/@, ]+\/)?[^/@:, ]+)@[^/:@,]*(?:, \1@[^/:@,]*)*$/;

/** What a registry was asked for comes from there, unless its address says otherwise. */
function fromAddress(name: string, alias: string | undefined, resolved: string | undefined): Origin {
  const place = resolved === undefined || isMirrored(resolved) ? "registry" : sourceOf(resolved);
  const source = place === "unclear" ? "registry" : place;
  return { name, alias, source, isDiverted: source !== "registry" };
}

/** A resolution puts an alias beside the plain requests that it stands for, and all of them come to the one behind it. */
function aliasedBy(requests: readonly string[]): string | undefined {
  const alias = requests.length > 1 ? requests.find((request) => request.includes("@npm:", 1)) : undefined;
  return alias === undefined ? undefined : askedBy(alias).name;
}

function askedBy(request: string): { readonly name: string; readonly source: SourceKind } {
  const key = keyOf(request);
  const spec = specOf(request);
  // Nearly all are plain ranges.
  return /[/:@]|\.t/.test(spec) ? parseSpec(key, spec) : { name: key, source: "registry" };
}

/** With an offline mirror, Yarn writes the name of the file in its folder alone. */
function isMirrored(resolved: string): boolean {
  return !/[/:]/.test(resolved);
}
