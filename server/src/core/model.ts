/**
 * The nouns of Custody, types only: what travels from one stage of the pipeline to the next.
 *
 * Everything here is plain data that survives `JSON.stringify`, but for the maps that say so.
 * Times are milliseconds since 1970 (UTC), offsets are UTF-16 units, paths use forward slashes.
 */

// ───────────────────────────── text ─────────────────────────────

/** A half-open range of UTF-16 offsets in one document. Positions (line, column) exist only at the doors. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Something that could not be read, and where. The rest of the document was read all the same. */
export interface Problem {
  readonly message: string;
  readonly span: Span;
  /** All was read, and this is only to know. */
  readonly notice?: true;
  /** What stands there has no effect. */
  readonly unused?: true;
  /** What would mend it in the same document, the likeliest first. */
  readonly fixes?: readonly ProblemFix[];
}

/** One replacement that mends a problem. */
export interface ProblemFix {
  readonly title: string;
  readonly span: Span;
  readonly newText: string;
}

/** A section of a package.json: it asks for packages. */
export type Section = "dependencies" | "devDependencies" | "peerDependencies" | "optionalDependencies";

/** A part of a manifest that names versions. The sections ask for packages; the others decide what requests come to. */
export type Block = Section | "overrides" | "resolutions" | "catalog";

/** Where a package comes from. Only `registry` packages are judged by their history. */
export type SourceKind = "registry" | "git" | "file" | "tarball" | "patch" | "workspace" | "link";

/** One dependency as a manifest declares it. */
export interface Dependency {
  /** The key as written; an alias where the spec is `npm:real@range`. */
  readonly key: string;
  /** The real name, behind an alias. */
  readonly name: string;
  /** The spec as written. */
  readonly spec: string;
  /** The range, exact version or tag inside the spec; undefined where the source is not a registry. */
  readonly range: string | undefined;
  readonly source: SourceKind;
  readonly section: Block;
  /** The key's text, without its quotes. */
  readonly nameSpan: Span;
  /** The spec's text, without its quotes. */
  readonly specSpan: Span;
  /** Which requests an entry of `overrides` or `resolutions` is for. */
  readonly override?: OverrideSelector;
  /** The catalog that an entry of one stands in; "" is the one without a name. */
  readonly catalog?: string;
  /** Packed into the package itself when that is published. */
  readonly bundled?: true;
}

/** The requests that an override is for; all requests for a name where both fields are empty. */
export interface OverrideSelector {
  /** The packages that must stand on the way to it, outermost first; empty: wherever it is asked for. */
  readonly parents: readonly string[];
  /** Only requests for this range, as written; undefined: for any. */
  readonly when: string | undefined;
}

/** A package.json, or a file beside the root's one that holds catalogs and overrides; as far as it could be read. */
export interface Manifest {
  readonly kind: "package-json" | "pnpm-workspace" | "yarnrc";
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Who installs it: `packageManager` as written, `pnpm@9.0.0`, else `devEngines.packageManager` as `name@range`. */
  readonly packageManager: string | undefined;
  /** The key of the settings that only pnpm reads, `pnpm`; undefined where there are none. */
  readonly pnpmSettings: Span | undefined;
  /** Globs of workspace members, as written. */
  readonly workspaces: readonly string[];
  /** The keys of the blocks that names and versions stand in, without their quotes, in the order of the text. */
  readonly blocks: readonly Span[];
  /** In the order of the text. */
  readonly dependencies: readonly Dependency[];
  readonly problems: readonly Problem[];
}

export type LockfileKind =
  | "npm-v1"
  | "npm-v2"
  | "npm-v3"
  | "yarn-v1"
  | "yarn-berry"
  | "pnpm-v5"
  | "pnpm-v6"
  | "pnpm-v9"
  | "bun"
  | "bun-binary";

/** What one package or importer asks of another. */
export interface Edge {
  readonly name: string;
  readonly spec: string;
  /** The id of the entry that it was locked to, where the lockfile says so itself; npm's follows from the install paths. */
  readonly id?: string;
}

/** One entry of a lockfile. Workspace members are no entries; see `Lockfile.importers`. */
export interface LockedPackage {
  /** Unique in its lockfile; for npm the install path, such as `node_modules/a/node_modules/b`. */
  readonly id: string;
  /** The real name, behind an alias. */
  readonly name: string;
  readonly version: string;
  readonly source: SourceKind;
  /** The key's text, without its quotes. */
  readonly span: Span;
  /** Some importer names it. */
  readonly direct: boolean;
  /** Reached through dev dependencies only; undefined where the lockfile cannot tell. */
  readonly dev: boolean | undefined;
  readonly optional: boolean;
  readonly integrity: string | undefined;
  readonly resolved: string | undefined;
  /** The name that the key itself gives, where it differs from `name` (an alias). */
  readonly alias: string | undefined;
  readonly hasInstallScript: boolean;
  readonly dependencies: readonly Edge[];
  /** Everybody asks a registry for it, yet `source` is another one: an override does that, and so does tampering. */
  readonly diverted?: true;
  /** What was asked for and came to this entry, as `key@spec`: the keys of Yarn's lockfiles. */
  readonly requests?: readonly string[];
}

/** The registry packages of a lockfile, as far as one of them is compared with the rest. */
export interface Neighbours {
  readonly kind: LockfileKind;
  readonly packages: number;
  readonly withIntegrity: number;
}

/** A manifest that the lockfile was made for: the root (`path` is "") or a workspace member. */
export interface Importer {
  readonly path: string;
  readonly name: string | undefined;
  /** What its manifest asked for when the lockfile was written; empty where the format does not say (npm v1). */
  readonly dependencies: readonly ImporterEdge[];
}

/** What an importer asks for. */
export interface ImporterEdge extends Edge {
  readonly section: Section;
  /** The lockfile says that a folder stands for it: pnpm's do. */
  readonly linked?: true;
}

/** A lockfile, as far as it could be read. */
export interface Lockfile {
  readonly kind: LockfileKind;
  readonly packages: readonly LockedPackage[];
  readonly importers: readonly Importer[];
  readonly problems: readonly Problem[];
}

// ───────────────────────────── answers ─────────────────────────────

/**
 * The answer to a question put to the outside world.
 *
 * `absent` means the source answered "there is none"; `unavailable` means it did not answer, or not
 * usably; `unasked` that this command does not put the question by design (it is listed as unchecked,
 * and never touches the level). They must never be confused: silence is not a clean bill of health.
 * A list is never `absent`: "no advisories" is `found` with an empty list. `asOf` is when the source said so.
 * `isLasting`: asking again brings the same, until something is changed here.
 */
export type Lookup<T> =
  | { readonly status: "found"; readonly value: T; readonly asOf: number }
  | { readonly status: "absent"; readonly asOf: number }
  | { readonly status: "unavailable"; readonly reason: string; readonly isLasting?: true }
  | { readonly status: "unasked"; readonly reason: string };

/** One exact release of one package. */
export interface Subject {
  readonly name: string;
  readonly version: string;
}

/**
 * Evidence rank of one release: who can be shown to have published it. As pnpm ranks it and npm
 * plans to: staged publish with an approver 3 > trusted publisher with provenance 2 > provenance 1 > none 0.
 */
export type EvidenceRank = 0 | 1 | 2 | 3;

/** `_npmUser` of one release, as far as it may be kept: the address itself is not. */
export interface Publisher {
  readonly name: string;
  /** A short hash of the e-mail address, lower-cased; equal hashes mean the same address. */
  readonly emailHash: string | undefined;
  /** The part behind the "@". */
  readonly emailDomain: string | undefined;
  /** `trustedPublisher.id`, such as "github": it was published by OIDC, not by a person's token. */
  readonly trustedPublisher: string | undefined;
  readonly oidcConfigId: string | undefined;
  /** The account that approved a staged publish. */
  readonly approver: string | undefined;
}

/** A dependency of one release, from `dependencies` or `optionalDependencies`. */
export interface ReleaseDependency extends Edge {
  readonly optional: boolean;
}

export type InstallScriptName = "preinstall" | "install" | "postinstall";

/** One published version that the registry still serves. An undefined field was not given. */
export interface Release {
  readonly version: string;
  /** From `time`; undefined where the registry leaves it out. */
  readonly publishedAt: number | undefined;
  readonly publisher: Publisher | undefined;
  /** Account names of the owners at the moment of publishing. */
  readonly maintainers: readonly string[] | undefined;
  readonly evidence: EvidenceRank;
  /** The registry holds a provenance for it; what that says is a question of its own. */
  readonly provenance: boolean;
  /** Script name → command, install scripts only, each cut at 200 characters. */
  readonly scripts: Readonly<Partial<Record<InstallScriptName, string>>>;
  /** `binding.gyp` with no install script of its own: npm runs `node-gyp rebuild`. */
  readonly gyp: boolean;
  readonly dependencies: readonly ReleaseDependency[];
  readonly bins: readonly string[];
  /** `host/owner/name`, lower case, as the release's package.json claims; undefined where absent or unreadable. */
  readonly repository: string | undefined;
  readonly gitHead: boolean;
  /** The registry's deprecation message. */
  readonly deprecated: string | undefined;
}

/** A version that has a stamp in `time` and is not served any more. */
export interface PulledRelease {
  readonly version: string;
  readonly publishedAt: number;
}

/**
 * What is kept of a registry document: a few kilobytes of a few megabytes.
 *
 * `gives` says which fields the registry gives at all, so that "left out by this registry" is never
 * read as "lost by this release".
 */
export interface History {
  readonly name: string;
  /** By date, undated ones last, then by semver. */
  readonly releases: readonly Release[];
  readonly pulled: readonly PulledRelease[];
  readonly created: number | undefined;
  /** The latest stamp in `time` but `modified`; undefined without dates. */
  readonly lastStamp: number | undefined;
  readonly distTags: Readonly<Record<string, string>>;
  /** Today's owners, from the document's root. Undated. */
  readonly maintainers: readonly string[] | undefined;
  /** The whole package was unpublished, or the registry holds the name. */
  readonly holder: "security-holding" | "unpublished" | undefined;
  /** `time`: dates of publication; false too where a mirror's own dates contradict the order of the versions. */
  readonly gives: { readonly time: boolean; readonly publisher: boolean; readonly maintainers: boolean };
}

/** An advisory of OSV that affects one exact version. */
export interface Advisory {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly published: number | undefined;
  readonly withdrawn: number | undefined;
  readonly severity: "low" | "moderate" | "high" | "critical" | undefined;
  /** `MAL-*`, or a GHSA with CWE-506. */
  readonly malware: boolean;
  /** The record names this version, rather than "all versions" or a range. */
  readonly exact: boolean;
  /** One of its ranges that hold this version ends above it: not "all versions", nor all from one on. */
  readonly bounded: boolean;
  /** Smallest `fixed` above the version in the ranges that hold it. */
  readonly fixed: string | undefined;
  /** False while only the id is known (first answer of a batch). */
  readonly detailed: boolean;
}

/** What deps.dev says about one version; fills in where a registry leaves fields out. */
export interface DepsDevVersion {
  readonly publishedAt: number | undefined;
  readonly deprecated: string | undefined;
  /** `host/owner/name` of a provenance that deps.dev has verified. */
  readonly attestedRepository: string | undefined;
}

/**
 * What the provenance of a release says about where it was built, as its registry gives it: no signature is checked here.
 * An undefined field was not given.
 */
export interface Provenance {
  /** `host/owner/name`, lower case. */
  readonly repository: string | undefined;
  /** The path of the workflow, or the name of the job. */
  readonly workflow: string | undefined;
  /** What it was built from, such as `refs/heads/main`. */
  readonly ref: string | undefined;
}

/** The public score of a repository, OpenSSF Scorecard. */
export interface Scorecard {
  /** 0 to 10, higher is better. */
  readonly score: number;
  /** When it was computed. */
  readonly date: number;
  /** Checks that ran, 0 to 10 each, weakest first. */
  readonly checks: readonly { readonly name: string; readonly score: number }[];
}

/** All that is known about one exact release, source by source. */
export interface Evidence {
  readonly subject: Subject;
  readonly history: Lookup<History>;
  readonly advisories: Lookup<readonly Advisory[]>;
  readonly depsDev: Lookup<DepsDevVersion>;
  /** Dependency name → its first publication; only for dependencies that this release added. */
  readonly dependencyCreated: ReadonlyMap<string, Lookup<number>>;
  /** Version → what its provenance says: of this release and of those that it is compared with. Left out where nobody asked. */
  readonly attested?: ReadonlyMap<string, Lookup<Provenance>>;
  /** The first version that mends all its known weaknesses and is itself sound; left out where nobody looked. */
  readonly mendedBy?: { readonly version: string | undefined };
  /** Of a look-alike: the history of the package that it may be mistaken for, where it was asked for. */
  readonly meant?: Lookup<History>;
  /** That package is of another registry: what can be asked for in its place, but nothing to compare with. */
  readonly meantIsElsewhere?: true;
  /** The public score of its repository, where it was asked for. */
  readonly publicScore?: {
    /** `host/owner/name`. */
    readonly repository: string;
    /** Whether deps.dev has verified that the release was built from there; else its package.json claims it. */
    readonly attested: boolean;
    readonly answer: Lookup<Scorecard>;
  };
  /** The name reaches nobody but its own registry. */
  readonly isPrivate?: boolean;
  /** A package of the sample, which is made up: no page of it is anywhere. */
  readonly isInvented?: true;
  /** Its entry in the lockfile, where there is one. */
  readonly locked: LockedPackage | undefined;
  /** Of a review: the same version was locked with another checksum; each way in which an entry of it differs, once. */
  readonly relocked?: readonly Relocked[];
  /** Then: the checksums that its registry gives for it, by algorithm, where it was asked. */
  readonly served?: Lookup<Checksums>;
  /** What is usual in that lockfile. */
  readonly neighbours?: Neighbours;
  /** The address its registry is configured to have, ending with a slash; undefined where nothing is configured (a stored document). */
  readonly registryUrl: string | undefined;
  /**
   * Hosts of further registries that npm answers for with `registryUrl`: its own default registry, which
   * `replace-registry-host` replaces at install, so that a lockfile written against it is no deviation.
   */
  readonly otherRegistryHosts?: readonly string[];
}

/** Algorithm, such as `sha512`, → base64 without padding. */
export type Checksums = ReadonlyMap<string, string>;

/** What a registry gives of one version's tarball. */
export interface Served {
  /** In the form of Subresource Integrity; registries have it since 2017. */
  readonly integrity?: string;
  /** sha1, in hexadecimal. */
  readonly shasum?: string;
}

/** Another checksum for the same version, by an algorithm that both states of a lockfile have. */
export interface Relocked {
  /** `sha512`, `sha1`; `berry 10c0` for archives of Yarn's cache of that kind. */
  readonly algorithm: string;
  readonly was: string;
  readonly is: string;
  /** The hosts of both, where they are others. */
  readonly hosts?: { readonly was: string; readonly is: string };
}

// ───────────────────────────── judgement ─────────────────────────────

export type FindingLevel = "error" | "warning" | "info" | "none";
export type Level = "error" | "warning" | "info" | "clear" | "unchecked";
export type Family = "who" | "how" | "what" | "when" | "state" | "name" | "health" | "lockfile" | "policy";

/** Plain JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * Something a person should know, in the order a person asks: what, why, what now.
 *
 * Plain text from outside and from us, unescaped: only `present/` writes Markdown, so only
 * `present/` escapes. `level` is what the finding is worth alone; "none" counts only with others.
 */
export interface Finding {
  readonly rule: string;
  readonly family: Family;
  readonly level: FindingLevel;
  /** What it takes from the score, 0 to 100. */
  readonly points: number;
  /** One sentence of at most 200 characters: who, what, when, compared with what. */
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  readonly evidence: { readonly [key: string]: Json | undefined };
}

export type UncheckedId =
  | "registry"
  | "registry.publisher"
  | "registry.time"
  | "osv"
  | "depsdev"
  | "attestations"
  | "dependency-age"
  | "scorecard";

/** A question that got no usable answer, and why: never "passed". */
export interface Unchecked {
  readonly id: UncheckedId;
  readonly reason: string;
}

/** The verdict about one exact release. */
export interface Assessment {
  readonly level: Level;
  /** 0 to 100, higher is better; undefined when unchecked. */
  readonly score: number | undefined;
  /** The verdict in one sentence, the main reason first. */
  readonly summary: string;
  /** Worst first. */
  readonly findings: readonly Finding[];
  readonly unchecked: readonly Unchecked[];
}

/** The newest earlier release that can be gone back to. */
export interface Rollback {
  readonly version: string;
  readonly publishedAt: number | undefined;
}

export type UpgradeOperator = "^" | "~";

export type PackageManager = "npm" | "pnpm" | "yarn" | "bun";

/** How the judged version was found. */
export type ResolvedBy = "lockfile" | "installed" | "range";

/** Why a dependency has no release to judge. Only an unanswered question makes it unchecked. */
export interface OpenDependency {
  readonly why: "not-from-registry" | "optional-peer" | "unused" | "unanswered";
  readonly reason: string;
  /** The registry gave no answer, and may give one yet. */
  readonly isMissing?: true;
}

/** A dependency that has no release to judge, where it stands, and why. */
export interface Unresolved extends OpenDependency {
  readonly dependency: Dependency;
  readonly file: string;
}

/** A place in a file of the workspace. */
export interface Location {
  readonly file: string;
  /** The name. */
  readonly span: Span;
  /** What of it tells the version; left out where that is all the same. */
  readonly versionSpan?: Span;
}

/** An entry of the policy's `accept` that covers a report. */
export interface Acceptance {
  readonly rules: readonly string[];
  readonly reason: string;
  readonly until: string;
}

/** Why the package manager itself will refuse a release. */
export interface Refusal {
  readonly reason: "age" | "trust";
  /** What happens, what it means here, what to do. */
  readonly text: string;
}

/** One name@version of a workspace, followed all the way down the pipeline. */
export interface PackageReport {
  readonly subject: Subject;
  readonly direct: boolean;
  readonly dev: boolean | undefined;
  readonly resolvedBy: ResolvedBy;
  readonly locations: readonly Location[];
  /** At most 5, shortest first, from an importer's name down to this package. */
  readonly paths: readonly (readonly string[])[];
  readonly evidence: Evidence;
  readonly assessment: Assessment;
  /** Undefined: none is needed. "none": asked for, and there is no sound earlier release. */
  readonly rollback: Rollback | "none" | undefined;
  readonly accepted: Acceptance | undefined;
  /** Which operators may stand before the version that mends a weakness: the newest that they admit today is sound, too. */
  readonly openUpgrades?: readonly UpgradeOperator[];
  /** Of a look-alike: the newest sound release of the package meant. "none": it has none. Undefined: not known. */
  readonly replacement?: string | undefined;
  /** Who installs it; undefined where no lockfile tells. */
  readonly manager?: PackageManager | undefined;
  /** Why the next install will refuse it; left out where it is not known to. */
  readonly refusals?: readonly Refusal[];
}

// ───────────────────────────── review ─────────────────────────────

/** What custody.json, or a package manager's own settings, held more strictly at the base of a review. */
export interface Loosening {
  /** The file as a person names it: the one that is looser now, or the one that is gone. */
  readonly file: string;
  /** As it is written, with the keys that it stands in: `levels.deprecated`. */
  readonly setting: string;
  /** What the setting came to then and now, in words: a level, an age. Undefined for what is only there now. */
  readonly was: string | undefined;
  readonly is: string;
  /**
   * `set`: the file says so now. `dropped`: it said something then. `gone`: it is no longer there. `before`: it stands before
   * `other`, which counted then. `private`, `exempt`, `accepted`: `is` is one that was not, and `was` says what of it was.
   */
  readonly how: "set" | "dropped" | "gone" | "before" | "private" | "exempt" | "accepted";
  readonly other?: string;
}

/**
 * Most of what a lockfile locks has another checksum under the same version, as after a move to a registry that packs
 * tarballs anew: one thing to say, where each package would say the same.
 */
export interface Repacked {
  /** As a person names it. */
  readonly file: string;
  /** How many releases have another checksum, of those that both sides hold. */
  readonly packages: number;
  readonly of: number;
  /** The hosts of all of them then and now; left out where the addresses name none, or the same one. */
  readonly hosts?: { readonly was: string; readonly is: string };
  /**
   * Whether the host of now is the one that the user's configuration, a project's where it is trusted, has for each of them;
   * `changed`: it is, and this change names it in a file of the project itself.
   */
  readonly isConfigured: boolean | "changed";
  /** An archive of Yarn's own, which depends on its settings too. */
  readonly ofTarball: boolean;
  /** Of how many that were asked about the registry serves what is locked now, and of how many something else. */
  readonly agree: number;
  readonly differ: number;
}

/** A finding of a review that is about a file rather than about a release: looser rules, a lockfile as a whole. */
export interface FileFinding {
  readonly finding: Finding;
  /** The key of what was loosened; else, and where there is none any more, the start of the file. */
  readonly location: Location;
}

export type ChangeKind = "added" | "removed" | "upgraded" | "downgraded" | "re-resolved";

/** What is another one of a locked entry, beside its version. */
export type Difference = "source" | "host" | "checksum";

/** A package that manifests and lockfiles come to otherwise than they did at the base of a review. */
export interface Change {
  /** The real name, behind an alias. */
  readonly name: string;
  readonly kind: ChangeKind;
  /** The versions then and now; what was written, such as a range, where that came to none. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** The folders whose manifests ask for it or for what brings it, as seen from the report's root: "." is that itself. Sorted. */
  readonly importers: readonly string[];
  /** The checksum only where the version is the same. */
  readonly differs: readonly Difference[];
  /** Where it comes from now, or came from. Only what a registry has is judged. */
  readonly source: SourceKind;
  /** Where it stands now; none where it is gone. */
  readonly locations: readonly Location[];
}
