import { valid } from "semver";
import type { SourceKind } from "../../model";
import { parseSpec } from "../spec";

/** Tarballs of a registry: `…/name/-/name-1.0.0.tgz`, wherever the registry is mounted. */
const REGISTRY_TARBALL = /\/-\/(?:@[^/?#]+\/)?[^/?#]+\.tgz(?:[?#]|$)/;

/** What one package asks another to be. */
export type Asked = "registry" | "elsewhere";

/**
 * Where the `resolved` of an npm lockfile says that a package comes from.
 *
 * npm leaves it out for what is bundled, and altogether with `omit-lockfile-registry-resolved`; only what
 * comes from a registry can do without. "unclear" is a tarball by its look: it may have been asked for as
 * such, or come from a registry with addresses of its own, or stand there instead of what a registry serves.
 */
export function sourceOf(resolved: string | undefined): SourceKind | "unclear" {
  if (resolved === undefined || resolved === "") {
    return "registry";
  }
  if (resolved.startsWith("http")) {
    if (REGISTRY_TARBALL.test(resolved)) {
      return "registry";
    }
    return parseSpec("", resolved).source === "git" ? "git" : "unclear";
  }
  const { source } = parseSpec("", resolved);
  return source === "registry" ? "file" : source;
}

/** The version in the file name of a tarball, `name-1.0.0.tgz`; undefined where it tells none. */
export function versionInTarball(name: string, resolved: string | undefined): string | undefined {
  const file = /([^/:]+)\.tgz(?:[?#]|$)/.exec(resolved ?? "")?.[1];
  const project = `${name.slice(name.indexOf("/") + 1)}-`;
  return file?.startsWith(project) ? (valid(file.slice(project.length)) ?? undefined) : undefined;
}
