import { createHash } from "node:crypto";
import type { DatedDocument, RegistryVersion } from "./documents";

/**
 * A package's history in a few lines, from which a whole registry document is made.
 *
 * Each release is as the one before it, but for what its row says.
 */
export interface CompactHistory {
  readonly name: string;
  readonly description?: string;
  readonly license?: string;
  /** `github.com/owner/name`, until a release says otherwise. */
  readonly repository?: string;
  /** Leaves the owners out. */
  readonly ownersUnknown?: boolean;
  /** By date. A day alone means its noon, UTC. */
  readonly releases: readonly CompactRelease[];
  /** The whole package was deprecated on this day. */
  readonly deprecated?: Deprecation;
}

export type CompactRelease = readonly [version: string, at: string, differs?: ReleaseDiffers];

interface Deprecation {
  readonly at: string;
  readonly message: string;
}

interface ReleaseDiffers {
  /** The account that publishes from here on; while nobody is named it is unknown, and left out. */
  readonly by?: string;
  /** How it publishes from here on: with a token, with provenance besides, or through a trusted publisher. */
  readonly how?: "token" | "provenance" | "trusted";
  /** The account's address from here on, where it is not the usual made-up one. */
  readonly email?: string;
  /** The accounts that own the package from here on; else whoever publishes by hand. */
  readonly owners?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  /** From here on. */
  readonly repository?: string;
  /** From here on; releases name the commit they were made from unless this is false. */
  readonly gitHead?: boolean;
  /** A dist-tag that this release holds at the end. */
  readonly tag?: string;
  /** When this release was taken down. */
  readonly pulled?: string;
  readonly deprecated?: Deprecation;
}

type State = Required<Omit<ReleaseDiffers, "pulled" | "deprecated" | "tag">> & { readonly ownersUnknown: boolean };

/** Makes the registry document, complete with digests and stamps, and dates its undated parts. */
export function expandHistory(history: CompactHistory): DatedDocument {
  const { name, description = `${name}, as the demo knows it`, license = "MIT", releases } = history;
  const pulled: Record<string, string> = {};
  const deprecated: Record<string, Deprecation> = {};
  const versions: Record<string, RegistryVersion> = {};
  const stamps: Record<string, string> = {};
  const tags: Record<string, string> = {};
  let state: State = {
    by: "",
    how: "token",
    email: "",
    owners: [],
    dependencies: {},
    scripts: {},
    repository: history.repository ?? "",
    gitHead: true,
    ownersUnknown: history.ownersUnknown ?? false,
  };
  for (const [version, at, differs = {}] of releases) {
    const { pulled: pulledAt, deprecated: own, tag, ...changes } = differs;
    const samePerson = changes.by === undefined || changes.by === state.by;
    state = { ...state, ...(samePerson ? {} : { email: "" }), ...changes };
    versions[version] = manifestOf({ name, version, description, license }, state);
    stamps[version] = instant(at);
    const deprecation = own ?? history.deprecated;
    if (pulledAt !== undefined) {
      pulled[version] = pulledAt;
    }
    if (deprecation !== undefined) {
      deprecated[version] = { ...deprecation, at: instant(deprecation.at) };
    }
    if (tag !== undefined) {
      tags[tag] = version;
    }
  }
  const dates = Object.values(stamps).sort();
  return {
    document: {
      ...{ _id: name, name, description, license, ...repositoryField(state), ...people(state) },
      "dist-tags": tags,
      versions,
      time: { created: dates[0], modified: dates.at(-1), ...stamps },
    },
    events: { pulled, deprecated },
  };
}

/** The digest that documents and lockfiles of the demo give for a tarball which nobody will ever fetch. */
export function integrityOf(name: string, version: string): string {
  return `sha512-${createHash("sha512").update(`${name}@${version}`).digest("base64")}`;
}

function manifestOf(
  head: { readonly name: string; readonly version: string; readonly description: string; readonly license: string },
  state: State,
): RegistryVersion {
  const { name, version } = head;
  const base = name.split("/").at(-1);
  const attested = state.how === "provenance" || state.how === "trusted";
  const attestations = {
    url: `https://registry.example/-/npm/v1/attestations/${name.replace("/", "%2f")}@${version}`,
    provenance: { predicateType: "https://slsa.dev/provenance/v1" },
  };
  return {
    ...head,
    ...repositoryField(state),
    scripts: { test: "npm run check", ...state.scripts },
    dependencies: state.dependencies,
    ...(state.gitHead ? { gitHead: digest("sha1", `${name}@${version} commit`) } : {}),
    _id: `${name}@${version}`,
    ...publisher(name, state),
    ...people(state),
    dist: {
      integrity: integrityOf(name, version),
      shasum: digest("sha1", `${name}@${version}`),
      tarball: `https://registry.example/${name}/-/${base}-${version}.tgz`,
      ...(attested ? { attestations } : {}),
    },
    _hasShrinkwrap: false,
  };
}

function publisher(name: string, { how, by, email }: State): { readonly _npmUser?: unknown } {
  if (how === "trusted") {
    return { _npmUser: oidc(name) };
  }
  return by === "" ? {} : { _npmUser: person(by, email) };
}

/** What the registry writes where GitHub Actions publishes without anybody's token. */
function oidc(name: string): unknown {
  const hash = digest("sha1", `${name} trusted publisher`);
  const uuid = [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)];
  return {
    name: "GitHub Actions",
    email: "npm-oidc-no-reply@github.com",
    trustedPublisher: { id: "github", oidcConfigId: `oidc:${uuid.join("-")}` },
  };
}

function people({ owners, by, email, ownersUnknown }: State): { readonly maintainers?: unknown } {
  const names = owners.length === 0 ? [by] : owners;
  return by === "" || ownersUnknown
    ? {}
    : { maintainers: names.map((owner) => person(owner, owner === by ? email : "")) };
}

function person(name: string, email: string): { readonly name: string; readonly email: string } {
  return { name, email: email === "" ? `${name}@mail.example` : email };
}

function repositoryField({ repository }: State): { readonly repository?: unknown } {
  return repository === "" ? {} : { repository: { type: "git", url: `git+https://${repository}.git` } };
}

function instant(at: string): string {
  return new Date(at.includes("T") ? at : `${at}T12:00:00Z`).toISOString();
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest("hex");
}
