import { parentOf, relativePath } from "../filePath";
import type { Dependency } from "../model";
import { exactSpec } from "../present/edits/edits";
import { isByImporter, type LockedRequest } from "../resolve/requests";
import { findLocked } from "../resolve/resolveVersion";
import { catalogOf, isSameCatalog } from "../resolve/rules";
import { refusals } from "./refusals";
import type { FileEdit, ManifestFile, OverrideRequest, Part } from "./types";

/** What becomes of the specs by which manifests name the package themselves. */
export interface DirectEdits {
  readonly edits: readonly FileEdit[];
  /** The names by which manifests ask for it. */
  readonly keys: ReadonlySet<string>;
  /** Those of them that the root will name exactly. */
  readonly byRoot: ReadonlySet<string>;
  /** Paths of importers whose own request is met by these edits. */
  readonly settled: ReadonlySet<string>;
}

/** Names the version exactly wherever a manifest, or the catalog that it points to, asks for what is locked here. */
export function planDirect(request: OverrideRequest, wanted: readonly LockedRequest[]): Part<DirectEdits> {
  const { root, members, version } = request;
  const edits: FileEdit[] = [];
  const keys = new Set<string>();
  const byRoot = new Set<string>();
  const settled = new Set<string>();
  for (const file of [root, ...members]) {
    const path = relativePath(parentOf(root.path) ?? "", parentOf(file.path) ?? "");
    if (path === undefined) {
      continue;
    }
    for (const dependency of file.manifest.dependencies) {
      if (!isWanted(request, path, dependency, wanted)) {
        continue;
      }
      const place = placeOf(request, file, dependency);
      if (place === undefined) {
        return { refused: refusals.noCatalogEntry(dependency.key, catalogOf(dependency.spec) || "default") };
      }
      const newText = exactSpec(place.dependency, version);
      if (newText === undefined) {
        continue;
      }
      settled.add(path);
      keys.add(dependency.key);
      if (file === root) {
        byRoot.add(dependency.key);
      }
      const { specSpan, spec } = place.dependency;
      const isKnown = edits.some(({ file: path, span }) => path === place.file.path && span.start === specSpan.start);
      if (newText !== spec && !isKnown) {
        edits.push({ file: place.file.path, create: false, span: specSpan, newText });
      }
    }
  }
  return { edits, keys, byRoot, settled };
}

function isWanted(
  { lockfile, locked }: OverrideRequest,
  path: string,
  dependency: Dependency,
  wanted: readonly LockedRequest[],
): boolean {
  const { section, key } = dependency;
  if (section === "overrides" || section === "resolutions" || section === "catalog" || section === "peerDependencies") {
    return false;
  }
  const found = findLocked(lockfile, path, dependency);
  return (
    (found !== undefined && found.name === locked.name && found.version === locked.version) ||
    wanted.some((request) => isByImporter(request) && request.asker.path === path && request.key === key)
  );
}

/** Where the version of a dependency stands: in its own manifest, or in a catalog. */
function placeOf(
  { root, settings }: OverrideRequest,
  file: ManifestFile,
  dependency: Dependency,
): { readonly file: ManifestFile; readonly dependency: Dependency } | undefined {
  const catalog = catalogOf(dependency.spec);
  if (catalog === undefined) {
    return { file, dependency };
  }
  for (const holder of settings === undefined ? [root] : [settings, root]) {
    const entry = holder.manifest.dependencies.find(
      (other) =>
        other.section === "catalog" && other.key === dependency.key && isSameCatalog(other.catalog ?? "", catalog),
    );
    if (entry !== undefined) {
      return { file: holder, dependency: entry };
    }
  }
  return undefined;
}
