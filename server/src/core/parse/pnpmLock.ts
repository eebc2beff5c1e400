import type { Importer, LockedPackage, Lockfile, LockfileKind, Problem } from "../model";
import { inOneGo, type Steps } from "../steps";
import { findMergeConflict, type MergeConflict } from "./mergeConflict";
import { concludePnpm } from "./pnpm/pnpmConclude";
import { type PnpmDocument, readPnpmText, WRITE_ANEW } from "./pnpm/pnpmText";

/**
 * Reads pnpm-lock.yaml, versions 5.x, 6.x and 9.0, with the place of each package's key.
 *
 * Never throws. A package is listed once, however many variants it has by its peers; what they depend on is taken
 * together. Of a text of several documents, as pnpm 11 and later write it, and of an unfinished merge, all is read.
 * `isPlainTried` changes nothing but the time that it takes: without it, nothing is taken for what pnpm wrote.
 */
export function parsePnpmLock(text: string, isPlainTried = true): Lockfile {
  return inOneGo(pnpmLockSteps(text, isPlainTried));
}

/** The same in parts, for those who do not want to wait for thousands of packages. */
export function* pnpmLockSteps(text: string, isPlainTried = true): Steps<Lockfile> {
  const lockfile = yield* readLockfile(text, isPlainTried);
  // The marks of a merge are no pairs, so that a sound text need not be searched for them.
  const conflict =
    lockfile.problems.length === 0 ? undefined : findMergeConflict(text, "pnpm install resolves it on its own.");
  return conflict === undefined ? lockfile : yield* mergeConflict(conflict, isPlainTried);
}

function* mergeConflict({ sides, problem }: MergeConflict, isPlainTried: boolean): Steps<Lockfile> {
  const ours = yield* readLockfile(sides[0], isPlainTried);
  const theirs = yield* readLockfile(sides[1], isPlainTried);
  return { ...join(ours, theirs, "theirs"), problems: [problem] };
}

function* readLockfile(text: string, isPlainTried: boolean): Steps<Lockfile> {
  const { documents, problems } = yield* readPnpmText(text, isPlainTried);
  // pnpm's own needs stand in a document before that of the project.
  const [project, ...others] = documents.toReversed();
  if (project === undefined) {
    return { kind: "pnpm-v9", packages: [], importers: [], problems: [...problems, ...emptyProblem(text, problems)] };
  }
  const kind = kindOf(project);
  let all = yield* concludePnpm(kind, project);
  for (const [index, document] of others.entries()) {
    all = join(all, yield* concludePnpm(kindOf(document), document), `document ${others.length - index}`);
  }
  const packages = others.length === 0 ? all.packages : all.packages.toSorted((a, b) => a.span.start - b.span.start);
  return { ...all, packages, problems: [...problems, ...contentProblem(text, documents, problems)] };
}

/** The packages and importers of both. What only the second one has comes behind; a package that differs keeps apart. */
function join(first: Lockfile, second: Lockfile, mark: string): Lockfile {
  const known = new Map(first.packages.map((entry) => [entry.id, entry]));
  const renamed = new Map<string, string>();
  for (const entry of second.packages) {
    const other = known.get(entry.id);
    if (other !== undefined && !isSame(other, entry)) {
      renamed.set(entry.id, `${entry.id} (${mark})`);
    }
  }
  const rename = <E extends { readonly id?: string }>(edge: E): E => {
    const id = edge.id === undefined ? undefined : renamed.get(edge.id);
    return id === undefined ? edge : { ...edge, id };
  };
  const joined = new Map(known);
  for (const entry of second.packages) {
    const id = renamed.get(entry.id) ?? entry.id;
    const other = joined.get(id);
    const dependencies = entry.dependencies.map(rename);
    if (other === undefined) {
      joined.set(id, { ...entry, id, dependencies });
    } else {
      joined.set(id, {
        ...other,
        direct: other.direct || entry.direct,
        dev: other.dev === false || entry.dev === false ? false : (other.dev ?? entry.dev),
        optional: other.optional && entry.optional,
        hasInstallScript: other.hasInstallScript || entry.hasInstallScript,
        dependencies: union(other.dependencies, dependencies),
      });
    }
  }
  const importers = new Map(first.importers.map((importer) => [importer.path, importer]));
  for (const { path, name, dependencies } of second.importers) {
    const other: Importer = importers.get(path) ?? { path, name, dependencies: [] };
    importers.set(path, { ...other, dependencies: union(other.dependencies, dependencies.map(rename)) });
  }
  return { ...first, packages: [...joined.values()], importers: [...importers.values()] };
}

function isSame(one: LockedPackage, other: LockedPackage): boolean {
  return one.version === other.version && one.resolved === other.resolved && one.integrity === other.integrity;
}

function union<E extends { readonly name: string; readonly spec: string; readonly id?: string }>(
  first: readonly E[],
  second: readonly E[],
): readonly E[] {
  const spell = ({ name, spec, id }: E): string => `${name}\n${spec}\n${id ?? ""}`;
  const known = new Set(first.map(spell));
  return [...first, ...second.filter((edge) => !known.has(spell(edge)))];
}

function kindOf({ kind, entries, hasSnapshots }: PnpmDocument): LockfileKind {
  if (kind !== undefined) {
    return kind;
  }
  const [id = ""] = entries.byId.keys();
  if (hasSnapshots || !id.startsWith("/")) {
    return "pnpm-v9";
  }
  return id.includes("@", 2) && !/\/\d[^/]*$/.test(id) ? "pnpm-v6" : "pnpm-v5";
}

function emptyProblem(text: string, problems: readonly Problem[]): readonly Problem[] {
  const span = { start: 0, end: text.length };
  return problems.length > 0 ? [] : [{ message: `The lockfile is empty, so nothing is locked. ${WRITE_ANEW}`, span }];
}

/** What a text that reads well says by what it lacks: it is another file, or it was cut off. */
function contentProblem(
  text: string,
  documents: readonly PnpmDocument[],
  problems: readonly Problem[],
): readonly Problem[] {
  if (problems.length > 0) {
    return [];
  }
  const [last] = documents.slice(-1);
  if (documents.every(({ version, hasPackages }) => version === undefined && !hasPackages)) {
    const message = `This is not a lockfile of pnpm: it has neither "lockfileVersion" nor "packages". ${WRITE_ANEW}`;
    return [{ message, span: { start: 0, end: text.length } }];
  }
  if (last !== undefined && kindOf(last) === "pnpm-v9" && last.entries.byId.size > 0 && !last.hasSnapshots) {
    const start = text.trimEnd().lastIndexOf("\n") + 1;
    const message = `The text ends before its "snapshots": what depends on what is not known. ${WRITE_ANEW}`;
    return [{ message, span: { start, end: text.trimEnd().length } }];
  }
  return [];
}
