import { fromUrl } from "hosted-git-info";
import { validRange } from "semver";
import type { SourceKind } from "../model";

/** What a spec asks for. `range` is a range, an exact version or a tag; undefined where no registry is asked. */
export interface Spec {
  /** The real name, behind an alias. */
  readonly name: string;
  readonly range: string | undefined;
  readonly source: SourceKind;
}

const PROTOCOL = /^(?:git\+)?[a-z][a-z\d+.-]*:/i;
const FILE = /^(?:file:|\.|~\/|[/\\]|[a-z]:[\\/])/i;
const TARBALL = /\.(?:tgz|tar\.gz|tar)$/i;
const GIT = /^(?:git(?:\+[a-z]+)?:|ssh:)/i;
/** What npm takes for a download and the others clone; a download is no folder that ends in ".git". */
const GIT_OVER_HTTP = /^https?:[^#]+\/[^#]+\.git(?:#.*)?$/i;
const SCP = /^(?:git@[^:/\s]+|[^@\s]+@[^:.\s]+\.[^:\s]+):.+$/;
const ALIAS = /^(@[^/@]+\/[^/@]+|[^/@]+)(?:@(.*))?$/s;

/**
 * Reads the spec that stands behind a dependency's key, by npm's grammar and the protocols that the other
 * package managers add to it.
 *
 * Never throws: what npm would refuse is taken for a tag, or by its protocol.
 */
export function parseSpec(key: string, spec: string): Spec {
  const text = spec.trim();
  const protocol = /^[a-z]+(?=:)/i.exec(text)?.[0].toLowerCase();
  switch (protocol) {
    case "npm":
      return readAlias(key, text.slice("npm:".length).trim());
    case "jsr":
      return readJsr(key, text.slice("jsr:".length).trim());
    case "catalog":
      // The range stands in the catalog, not here.
      return { name: key, range: undefined, source: "registry" };
    case "workspace":
      return elsewhere(nameIn(text.slice("workspace:".length)) ?? key, "workspace");
    case "link":
    case "portal":
      return elsewhere(key, "link");
    case "exec":
      return elsewhere(key, "file");
    case "patch":
      return elsewhere(nameIn(text.slice("patch:".length)) ?? key, "patch");
    default:
      return readPlain(key, text);
  }
}

function elsewhere(name: string, source: SourceKind): Spec {
  return { name, range: undefined, source };
}

/** The name in `name@something`: a member under another name, or what a patch is put over. A path or a range has none. */
function nameIn(target: string): string | undefined {
  return /^((?:@[^/@\s]+\/)?[^/@.\s][^/@\s]*)@/.exec(target)?.[1];
}

function fromRegistry(name: string, range: string): Spec {
  return { name, range: range === "" ? "*" : range, source: "registry" };
}

/** `npm:real@range`, `npm:real`, and Yarn's `npm:range`, which names nobody else. No range has an "@". */
function readAlias(key: string, target: string): Spec {
  const [, name, range] = ALIAS.exec(target) ?? [];
  if (name === undefined || (range === undefined && validRange(target, true) !== null)) {
    return fromRegistry(key, target);
  }
  return fromRegistry(name, range?.trim() ?? "");
}

/** JSR's packages are on npm's protocol as `@jsr/scope__name`. */
function readJsr(key: string, target: string): Spec {
  const [, name, range = ""] = ALIAS.exec(target.startsWith("@") ? target : `${key}@${target}`) ?? [];
  return fromRegistry(name === undefined ? key : name.replace(/^@([^/]+)\//, "@jsr/$1__"), range.trim());
}

function readPlain(key: string, text: string): Spec {
  if (FILE.test(text)) {
    return elsewhere(key, "file");
  }
  if (!/[/:@]/.test(text) && !TARBALL.test(text)) {
    return fromRegistry(key, text);
  }
  if (GIT.test(text) || GIT_OVER_HTTP.test(text) || SCP.test(text) || isHostedGit(text)) {
    return elsewhere(key, "git");
  }
  if (PROTOCOL.test(text)) {
    return elsewhere(key, "tarball");
  }
  if (text.includes("/") || TARBALL.test(text)) {
    return elsewhere(key, "file");
  }
  return fromRegistry(key, text);
}

/** `owner/name`, `gist:id`, and the pages of repositories on the known hosts. */
function isHostedGit(text: string): boolean {
  try {
    return fromUrl(text, { noGitPlus: true, noCommittish: true }) !== undefined;
  } catch {
    return false;
  }
}
