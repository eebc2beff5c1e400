import type { Importer, Lockfile } from "../model";
import { lockIndexOf } from "./lockIndex";
import { npmIndexOf } from "./npmIndex";

/** Nobody follows a longer way; a hostile lockfile may hold one through all of its entries. */
const LONGEST = 100;

/**
 * Why a locked package is here: the names from an importer down to it, at most `limit` ways, shortest first.
 *
 * `nameOf` gives the name of an importer where the lockfile does not (pnpm's never do); without one it is called by
 * its folder. Empty for an entry that nobody asks for any more, or only by more than a hundred others. The importer of a lockfile that does not say what the
 * project itself asks for (npm v1) counts as asking for its direct entries.
 */
export function shortestPaths(
  lockfile: Lockfile,
  id: string,
  limit: number,
  nameOf: (importer: Importer) => string | undefined = () => undefined,
): readonly (readonly string[])[] {
  return findWays(lockfile, id, limit).map(([importer, ...names]) => [
    importer.name ?? nameOf(importer) ?? importer.path.slice(importer.path.lastIndexOf("/") + 1),
    ...names,
  ]);
}

/** The importers from which the shortest ways lead down to a locked package. */
export function importersAbove(lockfile: Lockfile, id: string, limit: number): readonly Importer[] {
  return [...new Set(findWays(lockfile, id, limit).map(([importer]) => importer))];
}

/** All importers that a locked package is there for, in the lockfile's order. */
export function importersOf(lockfile: Lockfile, id: string): readonly Importer[] {
  const { askers } = graphOf(lockfile);
  const found = new Set<Importer>();
  const seen = new Set([id]);
  for (const at of seen) {
    for (const asker of askers.get(at) ?? []) {
      if (typeof asker === "string") {
        seen.add(asker);
      } else {
        found.add(asker);
      }
    }
  }
  return [...found].sort((one, other) => lockfile.importers.indexOf(one) - lockfile.importers.indexOf(other));
}

function findWays(
  lockfile: Lockfile,
  id: string,
  limit: number,
): readonly (readonly [from: Importer, ...names: string[]])[] {
  const { askers, names } = graphOf(lockfile);
  const paths: (readonly [Importer, ...string[]])[] = [];
  const visits = new Map<string, number>();
  // Breadth first from the package outwards. No place is part of more than `limit` of the shortest ways.
  const queue: Way[] = names.has(id) ? [{ id, next: undefined, length: 1 }] : [];
  for (let at = 0; at < queue.length && paths.length < limit; at++) {
    const way = queue[at];
    if (way === undefined) {
      break;
    }
    for (const asker of askers.get(way.id) ?? []) {
      if (typeof asker !== "string") {
        paths.push(spell(asker, way));
        if (paths.length === limit) {
          break;
        }
      } else if (way.length < LONGEST && (visits.get(asker) ?? 0) < limit && !passes(way, asker)) {
        visits.set(asker, (visits.get(asker) ?? 0) + 1);
        queue.push({ id: asker, next: way, length: way.length + 1 });
      }
    }
  }
  return paths;

  function spell(importer: Importer, way: Way): readonly [Importer, ...string[]] {
    const path: [Importer, ...string[]] = [importer];
    for (let step: Way | undefined = way; step !== undefined; step = step.next) {
      path.push(names.get(step.id) ?? step.id);
    }
    return path;
  }
}

/** A package, and the way from there down to the one that was asked about. */
interface Way {
  readonly id: string;
  readonly next: Way | undefined;
  readonly length: number;
}

function passes(way: Way, id: string): boolean {
  for (let step: Way | undefined = way; step !== undefined; step = step.next) {
    if (step.id === id) {
      return true;
    }
  }
  return false;
}

interface Graph {
  /** Package id → who asks for it: importers, and ids of packages. */
  readonly askers: ReadonlyMap<string, readonly (Importer | string)[]>;
  /** Package id → name. */
  readonly names: ReadonlyMap<string, string>;
}

const graphs = new WeakMap<Lockfile, Graph>();

function graphOf(lockfile: Lockfile): Graph {
  let graph = graphs.get(lockfile);
  if (graph === undefined) {
    graph = buildGraph(lockfile);
    graphs.set(lockfile, graph);
  }
  return graph;
}

function buildGraph(lockfile: Lockfile): Graph {
  switch (lockfile.kind) {
    case "npm-v1":
    case "npm-v2":
    case "npm-v3":
      return buildNpmGraph(lockfile);
    case "yarn-v1":
    case "yarn-berry":
    case "pnpm-v5":
    case "pnpm-v6":
    case "pnpm-v9":
    case "bun":
    case "bun-binary":
      return buildEdgeGraph(lockfile);
  }
}

/** Every edge names its entry. Where the lockfile names no importer, the project itself asks for the direct entries. */
function buildEdgeGraph(lockfile: Lockfile): Graph {
  const { byId } = lockIndexOf(lockfile);
  const askers = new Map<string, (Importer | string)[]>();
  const names = new Map<string, string>();
  for (const importer of lockfile.importers) {
    for (const { id } of importer.dependencies) {
      note(askers, id, importer);
    }
  }
  const nobody: Importer = { path: "", name: undefined, dependencies: [] };
  const isSilent = lockfile.importers.every(({ dependencies }) => dependencies.length === 0);
  for (const { id, name, direct, dependencies } of byId.values()) {
    names.set(id, name);
    if (isSilent && direct) {
      note(askers, id, lockfile.importers[0] ?? nobody);
    }
    for (const edge of dependencies) {
      note(askers, edge.id, id);
    }
  }
  return { askers, names };
}

function buildNpmGraph(lockfile: Lockfile): Graph {
  const { tree, packages } = npmIndexOf(lockfile);
  const askers = new Map<string, (Importer | string)[]>();
  for (const importer of lockfile.importers) {
    const find = tree.from(importer.path);
    for (const { name } of importer.dependencies) {
      note(askers, find(name), importer);
    }
  }
  const [root] = lockfile.importers;
  const isSilent = lockfile.importers.every(({ dependencies }) => dependencies.length === 0);
  const names = new Map<string, string>();
  for (const { id, name, direct, dependencies } of packages.values()) {
    names.set(id, name);
    if (isSilent && direct && root !== undefined) {
      note(askers, id, root);
    }
    const find = tree.from(id);
    for (const dependency of dependencies) {
      note(askers, find(dependency.name), id);
    }
  }
  for (const id of packages.keys()) {
    // Bundled packages come with the one that holds them, which need not name them.
    const holder = id.slice(0, Math.max(id.lastIndexOf("/node_modules/"), 0));
    if (!askers.has(id) && packages.has(holder)) {
      note(askers, id, holder);
    }
  }
  return { askers, names };
}

function note(askers: Map<string, (Importer | string)[]>, asked: string | undefined, asker: Importer | string): void {
  if (asked === undefined) {
    return;
  }
  const known = askers.get(asked);
  if (known === undefined) {
    askers.set(asked, [asker]);
  } else if (known.at(-1) !== asker) {
    known.push(asker);
  }
}
