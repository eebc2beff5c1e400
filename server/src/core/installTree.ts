import { parentOf } from "./filePath";

/** Deeper and longer than any file system lets packages be installed; hostile paths are to cost no more. */
const DEEPEST = 100;
const LONGEST = 4096;

const MODULES = "node_modules/";
const INNER_MODULES = `/${MODULES}`;

/** A place in an install tree, from where names can be looked up. */
export interface InstallFolder<T> {
  /** The package whose node_modules holds this one; undefined for a folder outside of all node_modules. */
  readonly parent: InstallFolder<T> | undefined;
  /** The path of a folder outside of all node_modules: the root (""), or an importer. */
  readonly path: string;
  readonly depth: number;
  /** Undefined while nothing is installed exactly here. */
  value: T | undefined;
  modules: Map<string, InstallFolder<T>> | undefined;
}

/**
 * Where packages are installed, and which of them a name leads to from a place, as Node and npm look it up.
 *
 * Kept as a tree of short names, so that a lookup costs its depth, not the length of its path.
 */
export class InstallTree<T = string> {
  /** How many places hold something. */
  size = 0;
  private readonly importers = new Map<string, InstallFolder<T>>();

  /** Lays out an install path such as `node_modules/a/node_modules/b` or `packages/x/node_modules/c`; not one that is too long or too deep. */
  place(path: string, value: T): InstallFolder<T> | undefined {
    if (path.length > LONGEST) {
      return undefined;
    }
    const start = firstName(path);
    const outside = outsideOf(path, start);
    let folder = this.importers.get(outside);
    if (folder === undefined) {
      folder = { parent: undefined, path: outside, depth: 0, value: undefined, modules: undefined };
      this.importers.set(outside, folder);
    }
    for (let at = start; at <= path.length; ) {
      if (folder.depth === DEEPEST) {
        return undefined;
      }
      const end = endOfName(path, at);
      folder = stepInto(folder, path.slice(at, end));
      at = end + INNER_MODULES.length;
    }
    if (folder.value === undefined) {
      this.size++;
    }
    folder.value = value;
    return folder;
  }

  /**
   * Looks names up from a place, an install path or the path of an importer: in the place's own node_modules,
   * else in the nearest one above it.
   */
  from(place: string): (name: string) => T | undefined {
    const start = this.nearest(place);
    return (name) => this.find(start, name);
  }

  find(from: InstallFolder<T> | undefined, name: string): T | undefined {
    for (let at = from; at !== undefined; at = at.parent ?? this.importerAbove(at.path)) {
      const found = at.modules?.get(name)?.value;
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  /** The folder at a path, or the nearest one above it in which something is installed. */
  private nearest(path: string): InstallFolder<T> | undefined {
    if (path.length > LONGEST) {
      return undefined;
    }
    const start = firstName(path);
    const outside = outsideOf(path, start);
    let folder = this.importers.get(outside);
    if (folder === undefined) {
      return this.importerAbove(outside);
    }
    for (let at = start; at <= path.length; ) {
      const end = endOfName(path, at);
      const inner: InstallFolder<T> | undefined = folder.modules?.get(path.slice(at, end));
      if (inner === undefined) {
        return folder;
      }
      folder = inner;
      at = end + INNER_MODULES.length;
    }
    return folder;
  }

  private importerAbove(path: string): InstallFolder<T> | undefined {
    let above = path;
    for (let steps = 0; steps < DEEPEST; steps++) {
      const parent = parentOf(above) ?? "";
      if (above === "" || above === ".." || above.startsWith("/")) {
        return undefined;
      }
      const folder = this.importers.get(parent);
      if (folder !== undefined) {
        return folder;
      }
      above = parent;
    }
    return undefined;
  }
}

/** Lays out install paths; a lookup answers one of them. */
export function createInstallTree(ids: Iterable<string>): InstallTree {
  const tree = new InstallTree();
  for (const id of ids) {
    tree.place(id, id);
  }
  return tree;
}

function stepInto<T>(folder: InstallFolder<T>, name: string): InstallFolder<T> {
  folder.modules ??= new Map();
  let inner = folder.modules.get(name);
  if (inner === undefined) {
    inner = { parent: folder, path: folder.path, depth: folder.depth + 1, value: undefined, modules: undefined };
    folder.modules.set(name, inner);
  }
  return inner;
}

/** Where the first name behind a node_modules starts; behind the path where there is none. */
function firstName(path: string): number {
  if (path.startsWith(MODULES)) {
    return MODULES.length;
  }
  const slash = innerModules(path, 0);
  return slash < 0 ? path.length + 1 : slash + INNER_MODULES.length;
}

function endOfName(path: string, start: number): number {
  const end = innerModules(path, start);
  return end < 0 ? path.length : end;
}

/** As `indexOf`, which takes much longer for more than one character. */
function innerModules(path: string, start: number): number {
  let slash = path.indexOf("/", start);
  while (slash >= 0 && !path.startsWith(INNER_MODULES, slash)) {
    slash = path.indexOf("/", slash + 1);
  }
  return slash;
}

/** The part outside of all node_modules. */
function outsideOf(path: string, first: number): string {
  if (first > path.length) {
    return path;
  }
  return first > INNER_MODULES.length ? path.slice(0, first - INNER_MODULES.length) : "";
}
