import type { Release, ReleaseDependency } from "../model";

/** What a dependency installs: the name on the registry, behind an alias; undefined where no registry is asked. */
function registryName({ name, spec }: ReleaseDependency): string | undefined {
  const alias = /^npm:(@?[^@]+)/.exec(spec)?.[1];
  if (alias !== undefined) {
    return alias.trim();
  }
  return isFetchedElsewhere(spec) || /^(?:file|link|portal|workspace|patch|catalog):|^(?:\.|\/|~\/)/i.test(spec)
    ? undefined
    : name;
}

/** Packages of the registry that a release depends on and the one before it did not. */
export function addedSince(release: Release, previous: Release | undefined): readonly string[] {
  if (previous === undefined || release.dependencies.length === 0) {
    return [];
  }
  const before = new Set(previous.dependencies.map(registryName));
  const added = release.dependencies.map(registryName).filter((name) => name !== undefined && !before.has(name));
  return [...new Set(added)].filter((name) => name !== undefined);
}

/** Whether a spec is fetched from elsewhere than a registry: git, a hosted repository's shorthand, a URL or tarball. */
export function isFetchedElsewhere(spec: string): boolean {
  return (
    /^(?:git(?:\+[a-z]+)?:|https?:|ssh:|github:|gitlab:|bitbucket:|gist:)/i.test(spec) ||
    /^[^@\s]+@[^:\s]+:[^\s]+$/.test(spec) ||
    /^[a-z0-9][\w.-]*\/[\w.-]+(?:#.*)?$/i.test(spec)
  );
}
