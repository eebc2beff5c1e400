import { createInstallTree, type InstallTree } from "../installTree";
import type { Importer, LockedPackage, Lockfile, LockfileKind, Problem } from "../model";
import { JsonScanner } from "./jsonScanner";
import { findMergeConflict, type MergeConflict } from "./mergeConflict";
import { type NestedEntries, readNestedEntries } from "./npmDependencies";
import type { NpmEntry } from "./npmEntry";
import { isInstallPath, readPackagesEntry } from "./npmPackages";
import { type Asked, settleSource, sourceOf, versionInTarball } from "./npmSource";
import { parseSpec } from "./spec";
import { isWorkspace } from "./workspaces";

const DOCUMENT = "a lockfile";
const WRITE_ANEW = "Run npm install to have it written anew.";

/**
 * Reads package-lock.json and npm-shrinkwrap.json, versions 1 to 3, with the place of each entry's key.
 *
 * Never throws. What is broken costs as little of the rest as can be: an entry whose brace was lost ends where
 * the next one starts. Where a lockfile has both `packages` and `dependencies`, the former counts, as it does
 * for npm. Of an unfinished merge, the entries of both sides are read.
 */
export function parseNpmLock(text: string): Lockfile {
  const lockfile = readLockfile(text);
  // The marks of a merge always break the text, so that a sound one need not be searched for them.
  const conflict =
    lockfile.problems.length === 0 ? undefined : findMergeConflict(text, "npm install resolves it on its own.");
  return conflict === undefined ? lockfile : mergeSides(conflict);
}

function mergeSides({ sides, problem }: MergeConflict): Lockfile {
  const [ours, theirs] = [readLockfile(sides[0]), readLockfile(sides[1])];
  const known = new Map(ours.packages.map((entry) => [entry.id, entry]));
  const added = theirs.packages.flatMap((entry) => {
    const other = known.get(entry.id);
    if (other === undefined) {
      return entry;
    }
    const isSame = other.version === entry.version && other.resolved === entry.resolved;
    return isSame ? [] : { ...entry, id: `${entry.id} (theirs)` };
  });
  const paths = new Set(ours.importers.map(({ path }) => path));
  return {
    kind: ours.kind,
    packages: [...ours.packages, ...added],
    importers: [...ours.importers, ...theirs.importers.filter(({ path }) => !paths.has(path))],
    problems: [problem],
  };
}

/** What the text says, before anything is concluded from it. */
interface Reading {
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Path → entry; undefined where the text has no `packages`. The last one of a path counts, as in JSON. */
  readonly packages: ReadonlyMap<string, NpmEntry> | undefined;
  readonly nested: NestedEntries | undefined;
  readonly workspaces: readonly string[];
  readonly problems: readonly Problem[];
}

function readLockfile(text: string): Lockfile {
  const { name, version, packages, nested, workspaces, problems } = readText(text);
  if (packages !== undefined) {
    return concludePackages(version === "2" ? "npm-v2" : "npm-v3", name, packages, workspaces, problems);
  }
  const kind = version === "2" ? "npm-v2" : version === "3" ? "npm-v3" : "npm-v1";
  return concludeNested(kind, name, nested, problems);
}

function readText(text: string): Reading {
  const scanner = new JsonScanner(text, DOCUMENT);
  const problems: Problem[] = [];
  let name: string | undefined;
  let version: string | undefined;
  let packages: Map<string, NpmEntry> | undefined;
  let nested: NestedEntries | undefined;
  let workspaces: readonly string[] = [];
  let hasDuplicate = false;

  if (scanner.enterObject()) {
    do {
      while (scanner.nextKey()) {
        readProperty(scanner.key());
      }
    } while (scanner.hasMore());
    complainAboutContent();
  } else {
    problems.push(rootProblem(scanner, text));
  }
  const broken = scanner.problem === undefined ? [] : [scanner.problem];
  return { name, version, packages, nested, workspaces, problems: [...broken, ...problems] };

  function readProperty(key: string): void {
    if (key === "packages") {
      if (scanner.enterObject()) {
        packages ??= new Map();
        while (scanner.nextKey()) {
          readPackage(packages);
        }
      } else {
        scanner.skipValue();
      }
    } else if (key === "dependencies" && packages === undefined) {
      nested = readNestedEntries(scanner);
      problems.push(...nested.problems);
    } else if (key === "lockfileVersion") {
      version = scanner.readLiteral();
      complainAboutVersion(version, scanner.valueStart, scanner.valueEnd);
    } else if (key === "name") {
      name = scanner.readString();
    } else if (isInstallPath(key) && scanner.peek() === "object") {
      // `packages` was closed too early.
      packages ??= new Map();
      readPackage(packages);
    } else {
      scanner.skipValue();
    }
  }

  function readPackage(into: Map<string, NpmEntry>): void {
    const read = readPackagesEntry(scanner);
    if (read === undefined) {
      return;
    }
    const { entry } = read;
    const { size } = into;
    into.set(entry.path, entry);
    if (into.size === size && !hasDuplicate) {
      hasDuplicate = true;
      const message = `"${entry.path}" is given twice; npm uses this one and ignores the one before. ${WRITE_ANEW}`;
      problems.push({ message, span: { start: entry.start, end: entry.end } });
    }
    if (entry.path === "") {
      workspaces = read.workspaces;
    }
  }

  function complainAboutVersion(written: string | undefined, start: number, end: number): void {
    const isTyped = start < end;
    if (isTyped && written !== "1" && written !== "2" && written !== "3") {
      const shown = text.slice(start, Math.min(end, start + 20));
      const message = `lockfileVersion ${shown} is not known here; 1, 2 and 3 are. What could be read is judged all the same.`;
      problems.push({ message, span: { start, end } });
    }
  }

  function complainAboutContent(): void {
    if (packages === undefined && nested === undefined && version === undefined && scanner.problem === undefined) {
      const message = `This is not a lockfile of npm: it has neither "packages" nor "dependencies". ${WRITE_ANEW}`;
      problems.push({ message, span: { start: 0, end: text.length } });
    }
  }
}

function rootProblem(scanner: JsonScanner, text: string): Problem {
  const start = scanner.position();
  if (text.slice(start) === "") {
    return {
      message: `The lockfile is empty, so nothing is locked. ${WRITE_ANEW}`,
      span: { start: 0, end: text.length },
    };
  }
  const end = text.slice(start).search(/[\r\n]|$/) + start;
  return { message: `A lockfile of npm holds one object, {…}. Nothing was read. ${WRITE_ANEW}`, span: { start, end } };
}

function concludePackages(
  kind: LockfileKind,
  name: string | undefined,
  all: ReadonlyMap<string, NpmEntry>,
  workspaces: readonly string[],
  problems: readonly Problem[],
): Lockfile {
  const entries: NpmEntry[] = [];
  const importers: Importer[] = [];
  for (const entry of all.values()) {
    if (isInstallPath(entry.path)) {
      if (!entry.isLink || !isWorkspace(workspaces, entry.resolved ?? "")) {
        entries.push(entry.isLink ? followLink(entry, all) : entry);
      }
    } else if (!entry.isExtraneous && !entry.isLink) {
      importers.push(toImporter(entry, name));
    }
  }
  const tree = createInstallTree(entries.map(({ path }) => path));
  const direct = new Set(
    importers.flatMap(({ path, dependencies }) => {
      const find = tree.from(path);
      return dependencies.flatMap(({ name }) => find(name) ?? []);
    }),
  );
  return conclude(kind, importers, entries, tree, direct, new Map(), problems);
}

/** A link to a folder that is no workspace member: locked by what stands at its target. */
function followLink(link: NpmEntry, all: ReadonlyMap<string, NpmEntry>): NpmEntry {
  const target = all.get(link.resolved ?? "");
  return { ...link, source: "link", name: target?.name ?? link.name, version: target?.version ?? "" };
}

function toImporter(entry: NpmEntry, rootName: string | undefined): Importer {
  const name = entry.name ?? (entry.path === "" ? rootName : undefined);
  return { path: entry.path, name, dependencies: entry.dependencies };
}

function concludeNested(
  kind: LockfileKind,
  name: string | undefined,
  nested: NestedEntries | undefined,
  problems: readonly Problem[],
): Lockfile {
  const byPath = new Map(nested?.entries.map((entry) => [entry.path, entry]));
  const tree = createInstallTree(byPath.keys());
  const importers: readonly Importer[] = nested === undefined ? [] : [{ path: "", name, dependencies: [] }];
  const direct = guessDirect(byPath, tree);
  return conclude(kind, importers, [...byPath.values()], tree, direct, nested?.from ?? new Map(), problems);
}

/**
 * Version 1 does not say what the project itself asks for. An entry at the top that no other one requires can
 * only be there for the project's sake; one that others require too cannot be told, and counts as theirs. Of
 * entries that only require each other, the first one stands for the project's own.
 */
function guessDirect(entries: ReadonlyMap<string, NpmEntry>, tree: InstallTree): ReadonlySet<string> {
  const required = new Map<string, readonly string[]>();
  const isRequired = new Set<string>();
  for (const { path, dependencies } of entries.values()) {
    const find = tree.from(path);
    const found = dependencies.flatMap((dependency) => find(dependency.name) ?? []).filter((other) => other !== path);
    required.set(path, found);
    for (const other of found) {
      isRequired.add(other);
    }
  }
  const top = [...entries.values()].filter(isAtTop).map(({ path }) => path);
  const direct = new Set(top.filter((path) => !isRequired.has(path)));
  const reached = new Set(direct);
  reach([...direct]);
  for (const path of top) {
    if (!reached.has(path)) {
      direct.add(path);
      reached.add(path);
      reach([path]);
    }
  }
  return direct;

  function reach(stack: string[]): void {
    for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
      for (const next of required.get(path) ?? []) {
        if (!reached.has(next)) {
          reached.add(next);
          stack.push(next);
        }
      }
    }
  }
}

function isAtTop({ path, key }: NpmEntry): boolean {
  return path.length === "node_modules/".length + key.length;
}

function conclude(
  kind: LockfileKind,
  importers: readonly Importer[],
  entries: readonly NpmEntry[],
  tree: InstallTree,
  direct: ReadonlySet<string>,
  from: ReadonlyMap<string, Asked>,
  problems: readonly Problem[],
): Lockfile {
  const packages: LockedPackage[] = [];
  let askers: ReadonlyMap<string, ReadonlySet<Asked>> | undefined;
  let withoutVersion: NpmEntry | undefined;
  for (const entry of entries) {
    const name = entry.name ?? entry.key;
    const source = entry.source ?? sourceOf(entry.resolved);
    const version = entry.version ?? versionInTarball(name, entry.resolved) ?? "";
    if (version === "" && source === "registry") {
      withoutVersion ??= entry;
      continue;
    }
    packages.push({
      id: entry.path,
      name,
      version,
      source: source === "unclear" ? settle(entry, name, version) : source,
      span: { start: entry.start, end: entry.end },
      direct: direct.has(entry.path),
      dev: entry.dev,
      optional: entry.optional,
      integrity: entry.integrity,
      resolved: entry.resolved,
      alias: entry.key === name ? undefined : entry.key,
      hasInstallScript: entry.hasInstallScript,
      dependencies: entry.dependencies,
    });
  }
  if (withoutVersion !== undefined && problems.length === 0) {
    return { kind, packages, importers, problems: [versionProblem(withoutVersion)] };
  }
  return { kind, packages, importers, problems };

  function settle({ path, resolved }: NpmEntry, name: string, version: string) {
    askers ??= collectAskers();
    return settleSource({ name, version, resolved }, askers.get(path) ?? new Set());
  }

  /** Install path → how it is asked for. Only needed where the address of a tarball leaves it open. */
  function collectAskers(): ReadonlyMap<string, ReadonlySet<Asked>> {
    const found = new Map<string, Set<Asked>>();
    const places = [...importers, ...entries];
    for (const { path, dependencies } of places) {
      const find = tree.from(path);
      for (const { name, spec } of dependencies) {
        note(find(name), parseSpec(name, spec).source === "registry" ? "registry" : "elsewhere");
      }
    }
    for (const [path, asked] of from) {
      note(path, asked);
    }
    return found;

    function note(path: string | undefined, asked: Asked): void {
      if (path !== undefined) {
        found.set(path, (found.get(path) ?? new Set()).add(asked));
      }
    }
  }
}

function versionProblem({ path, start, end }: NpmEntry): Problem {
  return { message: `"${path}" has no version, so it cannot be judged. ${WRITE_ANEW}`, span: { start, end } };
}
