import { parentOf } from "./filePath";

/** Deeper and longer than any file system lets packages be installed; hostile paths are to cost no more. */
const DEEPEST = 100;
const LONGEST = 4096;

const MODULES = "node_modules/";

/** Where packages are installed, and which of them a name leads to from a place, as Node and npm look it up. */
export interface InstallTree {
  /**
   * Looks names up from a place, an install path or the path of an importer: in the place's own node_modules,
   * else in the nearest one above it. Answers the install path.
   */
  from(place: string): (name: string) => string | undefined;
}

interface Folder {
  /** The package whose node_modules holds this one; undefined for a folder outside of all node_modules. */
  readonly parent: Folder | undefined;
  /** The path of a folder outside of all node_modules: the root (""), or an importer. */
  readonly path: string;
  readonly depth: number;
  /** Undefined while nothing is installed exactly here. */
  id: string | undefined;
  modules: Map<string, Folder> | undefined;
}

/**
 * Lays out install paths such as `node_modules/a/node_modules/b` or `packages/x/node_modules/c`.
 *
 * Kept as a tree of short names, so that a lookup costs its depth, not the length of its path.
 */
export function createInstallTree(ids: Iterable<string>): InstallTree {
  const importers = new Map<string, Folder>();
  const folders = new Map<string, Folder>();
  for (const id of ids) {
    place(id);
  }
  return {
    from(place) {
      const start = folders.get(place) ?? nearest(place);
      return (name) => find(start, name);
    },
  };

  function find(start: Folder | undefined, name: string): string | undefined {
    for (let at = start; at !== undefined; at = at.parent ?? importerAbove(at.path)) {
      const found = at.modules?.get(name)?.id;
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }

  function place(id: string): void {
    if (id.length > LONGEST) {
      return;
    }
    const [outside, modules] = splitPath(id);
    let folder = importers.get(outside);
    if (folder === undefined) {
      folder = { parent: undefined, path: outside, depth: 0, id: undefined, modules: undefined };
      importers.set(outside, folder);
    }
    for (const name of modules) {
      if (folder.depth === DEEPEST) {
        return;
      }
      folder = stepInto(folder, name);
    }
    folder.id = id;
    folders.set(id, folder);
  }

  /** The folder at a path, or the nearest one above it in which something is installed. */
  function nearest(path: string): Folder | undefined {
    if (path.length > LONGEST) {
      return undefined;
    }
    const [outside, modules] = splitPath(path);
    let folder = importers.get(outside);
    if (folder === undefined) {
      return importerAbove(outside);
    }
    for (const name of modules) {
      const inner: Folder | undefined = folder.modules?.get(name);
      if (inner === undefined) {
        return folder;
      }
      folder = inner;
    }
    return folder;
  }

  function importerAbove(path: string): Folder | undefined {
    let above = path;
    for (let steps = 0; steps < DEEPEST; steps++) {
      const parent = parentOf(above) ?? "";
      if (above === "" || above === ".." || above.startsWith("/")) {
        return undefined;
      }
      const folder = importers.get(parent);
      if (folder !== undefined) {
        return folder;
      }
      above = parent;
    }
    return undefined;
  }
}

function stepInto(folder: Folder, name: string): Folder {
  folder.modules ??= new Map();
  let inner = folder.modules.get(name);
  if (inner === undefined) {
    inner = { parent: folder, path: folder.path, depth: folder.depth + 1, id: undefined, modules: undefined };
    folder.modules.set(name, inner);
  }
  return inner;
}

/** The part outside of all node_modules, and the names of the packages from there inwards. */
function splitPath(path: string): [outside: string, modules: readonly string[]] {
  const isInRoot = path.startsWith(MODULES);
  const start = isInRoot ? 0 : path.indexOf(`/${MODULES}`) + 1;
  if (start === 0 && !isInRoot) {
    return [path, []];
  }
  const outside = isInRoot ? "" : path.slice(0, start - 1);
  const inside = path.slice(start + MODULES.length);
  return [outside, inside.includes(`/${MODULES}`) ? inside.split(`/${MODULES}`) : [inside]];
}
