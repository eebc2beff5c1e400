import type { Importer, LockedPackage, Lockfile } from "../model";
import { lockIndexOf } from "./lockIndex";
import { npmIndexOf } from "./npmIndex";

/** What one importer or package asks for, and the entry that it came to. */
export interface LockedRequest {
  /** The name it is asked for by: an alias, or the real one. */
  readonly key: string;
  /** As the lockfile has it; undefined where that says only what it came to (pnpm's packages). */
  readonly spec: string | undefined;
  readonly asker: Importer | LockedPackage;
  readonly target: LockedPackage;
}

/** Whether a manifest asks, rather than a package. */
export function isByImporter(request: LockedRequest): request is LockedRequest & { readonly asker: Importer } {
  return "path" in request.asker;
}

/** All requests by some name, or by an alias that leads to it, wherever they came to. */
export function requestsFor(lockfile: Lockfile, name: string): readonly LockedRequest[] {
  const keys = new Set([name]);
  for (const { name: real, alias, requests } of lockfile.packages) {
    if (real === name) {
      for (const key of [alias, ...(requests ?? []).map(keyOf)]) {
        keys.add(key ?? name);
      }
    }
  }
  const { byId } = lockIndexOf(lockfile);
  const find = finderOf(lockfile);
  const requests: LockedRequest[] = [];
  for (const asker of [...lockfile.importers, ...lockfile.packages]) {
    const isSilent = !("path" in asker) && lockfile.kind.startsWith("pnpm");
    for (const edge of asker.dependencies) {
      const id = edge.id ?? (keys.has(edge.name) ? find(asker, edge.name) : undefined);
      const target = id === undefined ? undefined : byId.get(id);
      if (target !== undefined && (target.name === name || keys.has(edge.name))) {
        requests.push({ key: edge.name, spec: isSilent ? undefined : edge.spec, asker, target });
      }
    }
  }
  return requests;
}

function keyOf(request: string): string {
  return request.slice(0, request.indexOf("@", 1));
}

/** npm's lockfiles say by their places what a request came to. */
function finderOf(lockfile: Lockfile): (asker: Importer | LockedPackage, name: string) => string | undefined {
  switch (lockfile.kind) {
    case "npm-v1":
    case "npm-v2":
    case "npm-v3": {
      const { tree } = npmIndexOf(lockfile);
      return (asker, name) => tree.from("path" in asker ? asker.path : asker.id)(name);
    }
    default:
      // The others say it themselves, on the edge.
      return () => undefined;
  }
}
