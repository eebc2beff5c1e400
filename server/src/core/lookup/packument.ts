import semver from "semver";
import { rankEvidence } from "../evidenceRank";
import type { History, InstallScriptName, Publisher, PulledRelease, Release, ReleaseDependency } from "../model";
import { isRecord } from "../settings";
import { hashText } from "../textHash";
import { withoutAddresses } from "../withoutAddresses";
import type { Fields } from "../world";
import { givesPublicationDates } from "./publicationDates";
import { readRepository } from "./repository";

const SCRIPT_NAMES: readonly InstallScriptName[] = ["preinstall", "install", "postinstall"];
/** A trusted publisher whose `id` is not given. */
const UNNAMED = "unnamed";
/** What the registry writes where GitHub Actions publishes by OIDC. Addresses of accounts are confirmed: this one is nobody's. */
const TRUSTED_ADDRESS = "npm-oidc-no-reply@github.com";
const GYP_BUILD = "node-gyp rebuild";
const LONGEST_COMMAND = 200;
/** Longer names are not read to their end: no pattern is run over text of any length. */
const LONGEST_NAME = 300;
/** Keys of `time` that are no versions. */
const STAMPS_OF_THE_PACKAGE: ReadonlySet<string> = new Set(["created", "modified", "unpublished"]);

/** All that `readPackument` reads: a tenth of a document. */
export const PACKUMENT_FIELDS: Fields = {
  name: "all",
  _id: "all",
  time: "all",
  "dist-tags": "all",
  maintainers: "all",
  repository: "all",
  description: "all",
  versions: {
    "*": {
      _npmUser: "all",
      maintainers: "all",
      dist: { attestations: { provenance: {} } },
      scripts: { preinstall: "all", install: "all", postinstall: "all" },
      gypfile: "all",
      dependencies: "all",
      optionalDependencies: "all",
      bin: "all",
      repository: "all",
      gitHead: "all",
      deprecated: "all",
    },
  },
};

/**
 * Reduces a registry document to the record that the judgement needs; undefined where it is none.
 *
 * Anything may stand in such a document, so nothing is believed but its shape: a field of another type is
 * a field that was not given. E-mail addresses leave as a hash and a domain.
 */
export function readPackument(raw: unknown): History | undefined {
  if (!isRecord(raw)) {
    return undefined;
  }
  const name = text(raw.name) ?? text(raw._id);
  const time = isRecord(raw.time) ? raw.time : {};
  const unpublished = time.unpublished !== undefined;
  if (name === undefined || !(isRecord(raw.versions) || unpublished)) {
    return undefined;
  }
  const versions = isRecord(raw.versions) ? raw.versions : {};
  const stamps = readStamps(time);
  const readRelease = releaseReader(name);
  const releases = withTrustedAccounts(
    Object.keys(versions)
      .flatMap((version) => readRelease(version, versions[version], stamps.get(version)) ?? [])
      .sort(byDateThenVersion),
  );
  const distTags = readStrings(raw["dist-tags"]);
  return {
    name,
    releases,
    pulled: readPulled(stamps, versions),
    created: stamp(time.created),
    lastStamp: lastOf(stamps.values(), stamp(time.created), unpublishedAt(time.unpublished)),
    distTags,
    maintainers: readAccounts(raw.maintainers),
    holder:
      unpublished && releases.length === 0 ? "unpublished" : isHeld(raw, distTags) ? "security-holding" : undefined,
    gives: {
      time: givesPublicationDates(releases),
      publisher: releases.some(({ publisher }) => publisher !== undefined),
      maintainers: releases.some(({ maintainers }) => maintainers !== undefined),
    },
  };
}

/**
 * Reads the releases of one document. Most say the same as the one before them, by the same object where the document
 * was read as `Fields`: then what was made of it is the same object too, and a history takes half the memory.
 */
function releaseReader(packageName: string) {
  const publisherOf = remembered(readPublisher);
  const maintainersOf = remembered(readAccounts);
  const scriptsOf = remembered(readScripts);
  const dependenciesOf = remembered(readDependencies);
  const binsOf = remembered((raw) => readBins(packageName, raw));

  return (version: string, raw: unknown, publishedAt: number | undefined): Release | undefined => {
    if (!isRecord(raw)) {
      return undefined;
    }
    const publisher = publisherOf(raw._npmUser);
    const scripts = scriptsOf(raw.scripts);
    const provenance = hasProvenance(raw.dist);
    return {
      version,
      publishedAt,
      publisher,
      maintainers: maintainersOf(raw.maintainers),
      evidence: rankEvidence(publisher, provenance),
      provenance,
      scripts,
      gyp: buildsWithGyp(raw.gypfile, scripts),
      dependencies: dependenciesOf(raw.dependencies, raw.optionalDependencies),
      bins: binsOf(raw.bin),
      repository: readRepository(raw.repository),
      gitHead: text(raw.gitHead) !== undefined,
      deprecated: raw.deprecated === true ? "deprecated" : message(raw.deprecated),
    };
  };
}

/** Gives again what it gave last where it is asked the same. */
function remembered<Raw extends readonly unknown[], Read>(read: (...raw: Raw) => Read): (...raw: Raw) => Read {
  let last: { readonly raw: Raw; readonly read: Read } | undefined;
  return (...raw) => {
    if (last === undefined || raw.some((value, i) => value !== last?.raw[i])) {
      last = { raw, read: read(...raw) };
    }
    return last.read;
  };
}

function hasProvenance(dist: unknown): boolean {
  return isRecord(dist) && isRecord(dist.attestations) && isRecord(dist.attestations.provenance);
}

function readPublisher(raw: unknown): Publisher | undefined {
  const account = readAccount(raw);
  if (account === undefined) {
    return undefined;
  }
  const email = account.email?.toLowerCase();
  const trusted =
    isRecord(raw) && isRecord(raw.trustedPublisher) ? raw.trustedPublisher : email === TRUSTED_ADDRESS ? {} : undefined;
  return {
    name: account.name,
    emailHash: email === undefined ? undefined : hashText(email),
    emailDomain: email?.split("@").at(-1),
    trustedPublisher: trusted === undefined ? undefined : (text(trusted.id) ?? UNNAMED),
    oidcConfigId: text(trusted?.oidcConfigId),
    approver: isRecord(raw) ? readAccount(raw.approver)?.name : undefined,
  };
}

/**
 * Where a mirror leaves `trustedPublisher` out, the account still tells: the registry publishes under such a name by OIDC
 * only, and once it has done so, nobody else can have it.
 */
function withTrustedAccounts(releases: readonly Release[]): readonly Release[] {
  const trusted = new Set<string>();
  return releases.map((release) => {
    const { publisher, provenance } = release;
    if (publisher?.trustedPublisher !== undefined) {
      trusted.add(publisher.name);
    } else if (publisher !== undefined && trusted.has(publisher.name)) {
      const known = { ...publisher, trustedPublisher: UNNAMED };
      return { ...release, publisher: known, evidence: rankEvidence(known, provenance) };
    }
    return release;
  });
}

/** An account as an object or as `name <address>`. An empty name is no name. */
function readAccount(raw: unknown): { readonly name: string; readonly email: string | undefined } | undefined {
  if (typeof raw === "string") {
    const [, name, email] = /^\s*([^<]*[^<\s])\s*(?:<([^>]*)>)?/.exec(raw.slice(0, LONGEST_NAME)) ?? [];
    return name === undefined
      ? undefined
      : { name: withoutDomain(name), email: email?.includes("@") ? email.trim() : undefined };
  }
  const name = isRecord(raw) ? text(raw.name) : undefined;
  if (name === undefined || !isRecord(raw)) {
    return undefined;
  }
  const email = text(raw.email)?.trim();
  return { name: withoutDomain(name), email: email?.includes("@") ? email : undefined };
}

/** An account's name that is an e-mail address is kept without what makes it one. */
function withoutDomain(name: string): string {
  const at = name.indexOf("@", 1);
  return at === -1 ? name : `${name.slice(0, at)}@…`;
}

function readAccounts(raw: unknown): readonly string[] | undefined {
  return Array.isArray(raw) ? raw.flatMap((account) => readAccount(account)?.name ?? []) : undefined;
}

function readScripts(raw: unknown): Release["scripts"] {
  const scripts: Partial<Record<InstallScriptName, string>> = {};
  if (isRecord(raw)) {
    for (const name of SCRIPT_NAMES) {
      const command = Object.hasOwn(raw, name) ? text(raw[name]) : undefined;
      if (command !== undefined) {
        scripts[name] = cut(command);
      }
    }
  }
  return scripts;
}

function message(raw: unknown): string | undefined {
  const said = text(raw);
  return said && withoutAddresses(said);
}

/**
 * A long command keeps its start and a hash of all of it, so that a change behind the cut is still a change. So does one
 * that holds an e-mail address.
 */
function cut(command: string): string {
  const kept = withoutAddresses(command.slice(0, 2 * LONGEST_COMMAND));
  return kept === command && command.length <= LONGEST_COMMAND
    ? command
    : `${kept.slice(0, LONGEST_COMMAND - 18)}… #${hashText(command)}`.slice(0, LONGEST_COMMAND);
}

/** npm builds what holds a `binding.gyp` unless an install script of its own says otherwise. */
function buildsWithGyp(gypfile: unknown, scripts: Release["scripts"]): boolean {
  if (scripts.preinstall !== undefined) {
    return false;
  }
  return scripts.install === undefined ? gypfile === true : scripts.install === GYP_BUILD;
}

/** npm lists optional dependencies among `dependencies` too: each is named once, and marked. */
function readDependencies(required: unknown, optional: unknown): readonly ReleaseDependency[] {
  const optionals = readSpecs(optional);
  const rest = readSpecs(required).filter(({ name }) => !optionals.some((other) => other.name === name));
  return [
    ...rest.map((edge) => ({ ...edge, optional: false })),
    ...optionals.map((edge) => ({ ...edge, optional: true })),
  ];
}

/** An object of specs, or a list of `name@spec` as documents of npm's first years have. */
function readSpecs(raw: unknown): { readonly name: string; readonly spec: string }[] {
  if (Array.isArray(raw)) {
    return raw.flatMap((entry) => {
      const text = typeof entry === "string" ? entry.slice(0, LONGEST_NAME) : "";
      const [, name, spec] = /^\s*(@?[^@\s<>=]+)[@\s]*(.*)$/.exec(text) ?? [];
      return name === undefined ? [] : { name, spec: spec ?? "" };
    });
  }
  return isRecord(raw) ? Object.keys(raw).map((name) => ({ name, spec: text(raw[name]) ?? "" })) : [];
}

function readBins(packageName: string, raw: unknown): readonly string[] {
  if (typeof raw === "string") {
    return [packageName.slice(packageName.lastIndexOf("/") + 1)];
  }
  return isRecord(raw) ? Object.keys(raw) : [];
}

function readStamps(time: Readonly<Record<string, unknown>>): ReadonlyMap<string, number> {
  const stamps = new Map<string, number>();
  for (const key of Object.keys(time)) {
    const at = STAMPS_OF_THE_PACKAGE.has(key) ? undefined : stamp(time[key]);
    if (at !== undefined) {
      stamps.set(key, at);
    }
  }
  return stamps;
}

/** Stamped, and served no more. The key decides: a version whose body cannot be read is served all the same. */
function readPulled(
  stamps: ReadonlyMap<string, number>,
  versions: Readonly<Record<string, unknown>>,
): readonly PulledRelease[] {
  return [...stamps]
    .filter(([version]) => !Object.hasOwn(versions, version) && semver.valid(version, { loose: true }) !== null)
    .map(([version, publishedAt]) => ({ version, publishedAt }))
    .sort((a, b) => a.publishedAt - b.publishedAt);
}

/** The registry's holder: an npm-owned stand-in for a name whose packages were removed. */
function isHeld(raw: Readonly<Record<string, unknown>>, distTags: Readonly<Record<string, string>>): boolean {
  return (
    isHolderVersion(distTags.latest ?? "") ||
    (readRepository(raw.repository) === "github.com/npm/security-holder" &&
      raw.description === "security holding package")
  );
}

function isHolderVersion(version: string): boolean {
  return /^\d+\.\d+\.\d+-security(\.\d+)?$/.test(version);
}

function readStrings(raw: unknown): Readonly<Record<string, string>> {
  return isRecord(raw)
    ? Object.fromEntries(Object.entries(raw).filter((entry): entry is [string, string] => typeof entry[1] === "string"))
    : {};
}

function unpublishedAt(raw: unknown): number | undefined {
  return isRecord(raw) ? stamp(raw.time) : undefined;
}

function stamp(raw: unknown): number | undefined {
  const at = typeof raw === "string" ? Date.parse(raw) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function lastOf(stamps: Iterable<number>, ...others: readonly (number | undefined)[]): number | undefined {
  let last: number | undefined;
  for (const at of [...stamps, ...others]) {
    if (at !== undefined && (last === undefined || at > last)) {
      last = at;
    }
  }
  return last;
}

function text(raw: unknown): string | undefined {
  return typeof raw === "string" && raw.trim() !== "" ? raw : undefined;
}

function byDateThenVersion(a: Release, b: Release): number {
  const byDate = (a.publishedAt ?? Number.POSITIVE_INFINITY) - (b.publishedAt ?? Number.POSITIVE_INFINITY);
  return byDate !== 0 && !Number.isNaN(byDate) ? byDate : compareVersions(a.version, b.version);
}

function compareVersions(a: string, b: string): number {
  const [left, right] = [semver.parse(a, { loose: true }), semver.parse(b, { loose: true })];
  return left === null || right === null ? (a < b ? -1 : Number(a > b)) : left.compare(right);
}
