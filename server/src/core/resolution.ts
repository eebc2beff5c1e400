import { ancestors, joinPath, parentOf } from "./filePath";
import { readInstalledVersion } from "./installedVersion";
import { managerOf } from "./lockfileChoice";
import { messages } from "./messages";
import type { Dependency, LockedPackage, Lockfile, OpenDependency, SourceKind } from "./model";
import type { Project, ProjectManifest } from "./project";
import { lockedByCatalog, lockedByName, lockIndexOf } from "./resolve/lockIndex";
import { findLocked, highestOf, isLinked, isLockedAsAsked, satisfies } from "./resolve/resolveVersion";
import { applyRules, followSpec, type Request } from "./resolve/rules";
import type { World } from "./world";

/** What a dependency came to, before anything is asked of the network. */
export type Resolution =
  | { readonly kind: "locked"; readonly locked: LockedPackage; readonly note: string | undefined }
  | { readonly kind: "installed"; readonly version: string; readonly note: string | undefined }
  /** Needs the registry document: the highest version that the range admits. */
  | { readonly kind: "range"; readonly range: string; readonly note: string | undefined }
  | { readonly kind: "none"; readonly open: OpenDependency };

/** Follows one line of a manifest to what it came to: through the project's rules, its lockfile, and what is installed. */
export async function resolveDependency(
  world: World,
  project: Project,
  from: ProjectManifest,
  dependency: Dependency,
): Promise<Resolution> {
  switch (dependency.section) {
    case "catalog":
      return resolveCatalogEntry(project, dependency);
    case "overrides":
    case "resolutions":
      return resolveOverride(project, dependency);
    default:
      return resolveRequest(world, project, from, dependency);
  }
}

async function resolveRequest(
  world: World,
  project: Project,
  from: ProjectManifest,
  dependency: Dependency,
): Promise<Resolution> {
  const asked = applyRules(project.rules, dependency);
  if (asked.source !== "registry") {
    return notFromRegistry(asked.source);
  }
  const { range = "*" } = asked;
  const lockfile = project.lockfile?.lockfile;
  const locked = lockfile && findLocked(lockfile, from.importer, dependency, asked);
  if (locked === undefined && (await isMember(project, from, dependency))) {
    return notFromRegistry("workspace");
  }
  if (locked !== undefined && !isJudged(locked)) {
    return notFromRegistry(locked.source);
  }
  const fits =
    locked !== undefined &&
    (isLockedAsAsked(lockfile, from.importer, dependency, asked) ||
      (locked.name === asked.name && satisfies(locked.version, range) !== false));
  if (locked !== undefined && (fits || locked.diverted === true)) {
    return { kind: "locked", locked, note: undefined };
  }
  if (locked === undefined && dependency.section === "peerDependencies" && lockfile !== undefined) {
    return { kind: "none", open: { why: "optional-peer", reason: messages.optionalPeer } };
  }
  const note =
    locked === undefined || lockfile === undefined
      ? undefined
      : messages.lockfileDisagrees(`${locked.name} ${locked.version}`, asked.spec, managerOf(lockfile.kind));
  const version = await installedVersion(world, project, from, dependency.key);
  if (version !== undefined && satisfies(version, range) !== false) {
    return { kind: "installed", version, note };
  }
  return asked.range === undefined
    ? { kind: "none", open: { why: "unanswered", reason: messages.inCatalog } }
    : { kind: "range", range, note };
}

/** An entry of a catalog came to what those who ask by it got. */
function resolveCatalogEntry(project: Project, dependency: Dependency): Resolution {
  const lockfile = project.lockfile?.lockfile;
  const asked = applyRules(project.rules, dependency);
  if (asked.source !== "registry" || lockfile === undefined) {
    return withoutLockfile(asked);
  }
  const { byId, byRequest } = lockIndexOf(lockfile);
  const ids = lockedByCatalog(lockfile, dependency.catalog ?? "", dependency.key);
  const exact = [asked, dependency].flatMap(({ key, spec }) => byRequest.get(`${key}@npm:${spec}`) ?? []);
  const found = exact.length > 0 ? exact : [...ids].flatMap((id) => byId.get(id) ?? []);
  return ofCandidates(found, asked, lockfile) ?? unused(messages.catalogUnused);
}

/** An override came to what of its name is locked at a version that it admits. */
function resolveOverride(project: Project, dependency: Dependency): Resolution {
  const lockfile = project.lockfile?.lockfile;
  const asked = followSpec(project.rules, dependency);
  if (asked.source !== "registry" || lockfile === undefined || asked.range === undefined) {
    return withoutLockfile(asked);
  }
  const admitted = lockedByName(lockfile, asked.name).filter(
    (locked) => isJudged(locked) && satisfies(locked.version, asked.range ?? "*") !== false,
  );
  const version = highestOf(admitted.map((locked) => locked.version));
  const locked = admitted.find((one) => one.version === version);
  return locked === undefined ? unused(messages.overrideUnused) : { kind: "locked", locked, note: undefined };
}

function ofCandidates(found: readonly LockedPackage[], asked: Request, lockfile: Lockfile): Resolution | undefined {
  const [first] = found;
  if (first === undefined) {
    return undefined;
  }
  if (!isJudged(first)) {
    return notFromRegistry(first.source);
  }
  const fitting = found.find(({ version }) => satisfies(version, asked.range ?? "*") !== false);
  if (fitting !== undefined) {
    return { kind: "locked", locked: fitting, note: undefined };
  }
  const locked = `${first.name} ${first.version}`;
  const note = messages.lockfileDisagrees(locked, asked.spec, managerOf(lockfile.kind));
  return { kind: "range", range: asked.range ?? "*", note };
}

/** What an install would come to today. */
function withoutLockfile({ source, range }: Request): Resolution {
  if (source !== "registry") {
    return notFromRegistry(source);
  }
  return range === undefined ? unused(messages.specUnknown) : { kind: "range", range, note: undefined };
}

function unused(reason: string): Resolution {
  return { kind: "none", open: { why: "unused", reason } };
}

function notFromRegistry(source: SourceKind): Resolution {
  return { kind: "none", open: { why: "not-from-registry", reason: messages.notFromRegistry(source) } };
}

/** Whether a member of the workspace stands for a dependency: its name is nobody's business but the workspace's. */
async function isMember(project: Project, from: ProjectManifest, dependency: Dependency): Promise<boolean> {
  const lockfile = project.lockfile?.lockfile;
  return (
    (lockfile !== undefined &&
      (isLinked(lockfile, from.importer, dependency) || namesOf(lockfile).has(dependency.key))) ||
    (await project.memberNames()).has(dependency.key)
  );
}

const members = new WeakMap<Lockfile, ReadonlySet<string>>();

/** The names of the members that a lockfile lists. */
function namesOf(lockfile: Lockfile): ReadonlySet<string> {
  let names = members.get(lockfile);
  if (names === undefined) {
    names = new Set(lockfile.importers.flatMap(({ path, name }) => (path === "" ? [] : (name ?? []))));
    members.set(lockfile, names);
  }
  return names;
}

async function installedVersion(
  world: World,
  project: Project,
  from: ProjectManifest,
  key: string,
): Promise<string | undefined> {
  for (const folder of ancestors(parentOf(from.path) ?? "/")) {
    const text = await world.readFile(joinPath(folder, `node_modules/${key}/package.json`));
    if (text !== undefined) {
      return readInstalledVersion(text);
    }
    if (folder === project.root) {
      return undefined;
    }
  }
  return undefined;
}

/** Whether an entry is judged: it comes from a registry, or everybody asks a registry for it and the lockfile goes elsewhere. */
export function isJudged({ source, diverted }: LockedPackage): boolean {
  return source === "registry" || diverted === true;
}
