import { ancestors, joinPath } from "../core/filePath";
import { readInstalledVersion } from "../core/installedVersion";
import type { LockedPackage } from "../core/model";

/** What stands in `node_modules`, read from the package's own file; version undefined where nothing stands there. */
export interface Installed {
  readonly version: string | undefined;
}

/** What a manifest's dependency finds: the nearest one, upwards from its folder. */
export function findInstalled(folder: string, key: string, readFile: ReadFile): Promise<Installed> {
  return firstOf(
    [...ancestors(folder)].map((at) => joinPath(at, `node_modules/${key}`)),
    undefined,
    readFile,
  );
}

/**
 * What stands where a locked package belongs. npm's lockfiles name the place; the others put a package at the top, and
 * pnpm keeps all in a folder of its own. The very version counts before any other.
 */
export function findLockedInstalled(folder: string, locked: LockedPackage, readFile: ReadFile): Promise<Installed> {
  const { id, name, version, alias = name } = locked;
  const places = id.includes("node_modules/")
    ? [id]
    : [`node_modules/${alias}`, `node_modules/.pnpm/${name.replace("/", "+")}@${version}/node_modules/${name}`];
  return firstOf(
    places.map((place) => joinPath(folder, place)),
    version,
    readFile,
  );
}

type ReadFile = (path: string) => Promise<string | undefined>;

async function firstOf(places: readonly string[], wanted: string | undefined, readFile: ReadFile): Promise<Installed> {
  let first: Installed | undefined;
  for (const place of places) {
    const text = await readFile(joinPath(place, "package.json"));
    if (text !== undefined) {
      const found = { version: readInstalledVersion(text) };
      if (wanted === undefined || found.version === wanted) {
        return found;
      }
      first ??= found;
    }
  }
  return first ?? { version: undefined };
}
