import { LRUCache } from "lru-cache";
import { ancestors, baseName, joinPath, parentOf, relativePath } from "./filePath";
import { chooseLockfile, LOCKFILE_NAMES, managerOf } from "./lockfileChoice";
import { messages } from "./messages";
import type { Dependency, LockedPackage, Lockfile, Manifest, OpenDependency, Problem, SourceKind } from "./model";
import { formatOf } from "./parse/formats";
import { isWorkspace } from "./parse/workspaces";
import { findLocked, isLockedAsAsked, satisfies } from "./resolve/resolveVersion";
import { isRecord } from "./settings";
import type { World } from "./world";

/** One manifest of a project and its place in the lockfile: "" for the root, the member's path otherwise. */
export interface ProjectManifest {
  readonly path: string;
  readonly importer: string;
  readonly manifest: Manifest;
}

/** The manifests that one lockfile was made for, with that lockfile; either may be missing. */
export interface Project {
  readonly root: string;
  readonly manifests: readonly ProjectManifest[];
  readonly lockfile: { readonly path: string; readonly lockfile: Lockfile } | undefined;
}

/** What a dependency came to, before anything is asked of the network. */
export type Resolution =
  | { readonly kind: "locked"; readonly locked: LockedPackage; readonly note: string | undefined }
  | { readonly kind: "installed"; readonly version: string; readonly note: string | undefined }
  /** Needs the registry document: the highest version that the range admits. */
  | { readonly kind: "range"; readonly range: string; readonly note: string | undefined }
  | { readonly kind: "none"; readonly open: OpenDependency };

export interface Projects {
  /** The project at `path`, a folder, a manifest or a lockfile. `files` is empty where there is nothing. */
  load(path: string): Promise<Project>;
  /** A manifest as it stands in the editor, with the lockfile that holds for it. */
  ofManifest(path: string, text: string): Promise<Project>;
  /** A lockfile as it stands in the editor, by itself: its entries tell all that its lines show. */
  ofLockfile(path: string, text: string): Project;
  resolve(project: Project, from: ProjectManifest, dependency: Dependency): Promise<Resolution>;
}

/** Reads projects through the world; a parsed lockfile is kept until its text changes. */
export function createProjects(world: World): Projects {
  const parsed = new LRUCache<string, { readonly text: string; readonly lockfile: Lockfile }>({ max: 20 });

  return {
    async load(path) {
      const format = formatOf(path);
      const text = format === undefined ? undefined : await world.readFile(path);
      if (format === undefined || text === undefined) {
        const manifest = joinPath(path, "package.json");
        const found = await world.readFile(manifest);
        return found === undefined ? ofFolder(path) : ofRoot(manifest, found);
      }
      if (format.kind === "manifest") {
        return ofRoot(path, text);
      }
      const alone = this.ofLockfile(path, text);
      const manifests = alone.lockfile === undefined ? [] : await members(alone.root, alone.lockfile.lockfile);
      return { ...alone, manifests };
    },

    async ofManifest(path, text) {
      const folder = parentOf(path) ?? "/";
      const manifest = parseManifest(path, text);
      const lockfile = await findLockfile(folder, manifest);
      const importer = lockfile === undefined ? "" : (relativePath(lockfile.root, folder) ?? "");
      return {
        root: lockfile?.root ?? folder,
        manifests: [{ path, importer, manifest: importer === "" ? withNotice(manifest, lockfile?.notice) : manifest }],
        lockfile,
      };
    },

    ofLockfile(path, text) {
      return { root: parentOf(path) ?? "/", manifests: [], lockfile: { path, lockfile: parseLockfile(path, text) } };
    },

    async resolve(project, from, dependency) {
      if (dependency.source !== "registry") {
        return { kind: "none", open: notFromRegistry(dependency.source) };
      }
      // A range that stands in a catalog is known to the lockfile only, which has applied it.
      const { range = "*" } = dependency;
      const lockfile = project.lockfile?.lockfile;
      const locked = lockfile === undefined ? undefined : findLocked(lockfile, from.importer, dependency);
      if (
        locked === undefined &&
        lockfile?.importers.some(({ path, name }) => path !== "" && name === dependency.key)
      ) {
        return { kind: "none", open: notFromRegistry("workspace") };
      }
      if (locked !== undefined && !isJudged(locked)) {
        return { kind: "none", open: notFromRegistry(locked.source) };
      }
      const fits =
        locked !== undefined &&
        (isLockedAsAsked(lockfile, from.importer, dependency) ||
          (locked.name === dependency.name && satisfies(locked.version, range) !== false));
      if (locked !== undefined && (fits || locked.diverted === true)) {
        return { kind: "locked", locked, note: undefined };
      }
      if (locked === undefined && dependency.section === "peerDependencies" && lockfile !== undefined) {
        return { kind: "none", open: { why: "optional-peer", reason: messages.optionalPeer } };
      }
      const note =
        locked === undefined || lockfile === undefined
          ? undefined
          : messages.lockfileDisagrees(`${locked.name} ${locked.version}`, dependency.spec, managerOf(lockfile.kind));
      const version = await installedVersion(project, from, dependency.key);
      if (version !== undefined && satisfies(version, range) !== false) {
        return { kind: "installed", version, note };
      }
      if (dependency.range === undefined) {
        return { kind: "none", open: { why: "unanswered", reason: messages.inCatalog } };
      }
      return { kind: "range", range, note };
    },
  };

  /** A root manifest, its lockfile, and the members that the lockfile names. */
  async function ofRoot(path: string, text: string): Promise<Project> {
    const folder = parentOf(path) ?? "/";
    const manifest = parseManifest(path, text);
    const lockfile = await findLockfile(folder, manifest);
    if (lockfile === undefined) {
      return { root: folder, manifests: [{ path, importer: "", manifest }], lockfile: undefined };
    }
    if (lockfile.root !== folder) {
      const importer = relativePath(lockfile.root, folder) ?? "";
      return { root: folder, manifests: [{ path, importer, manifest }], lockfile };
    }
    const others = await members(folder, lockfile.lockfile);
    const root = { path, importer: "", manifest: withNotice(manifest, lockfile.notice) };
    return {
      root: folder,
      manifests: [root, ...others.filter(({ importer }) => importer !== "")],
      lockfile,
    };
  }

  async function ofFolder(folder: string): Promise<Project> {
    const lockfile = await lockfileIn(folder, undefined);
    return { root: folder, manifests: [], lockfile };
  }

  /** Those that the lockfile names; beside one that names none, the members that the root's manifest names without wildcards. */
  async function members(root: string, lockfile: Lockfile): Promise<readonly ProjectManifest[]> {
    const read = [...new Set(["", ...(await memberPaths(root, lockfile))])].map(async (importer) => {
      const path = joinPath(joinPath(root, importer), "package.json");
      const text = await world.readFile(path);
      return text === undefined ? [] : [{ path, importer, manifest: parseManifest(path, text) }];
    });
    return (await Promise.all(read)).flat();
  }

  async function memberPaths(root: string, lockfile: Lockfile): Promise<readonly string[]> {
    if (!isSilentAboutMembers(lockfile)) {
      return lockfile.importers.map(({ path }) => path);
    }
    const globs = (await rootManifest(root))?.workspaces ?? [];
    return globs
      .filter((glob) => !/[*?{}![\]]|^\/|\.\./.test(glob))
      .map((glob) => glob.replace(/^(?:\.\/)+|\/+$/g, ""))
      .slice(0, MOST_MEMBERS);
  }

  /** The nearest lockfile upwards, within the repository, that was made for the manifest of this folder too. */
  async function findLockfile(folder: string, manifest: Manifest) {
    for await (const at of foldersOfRepository(world, folder)) {
      const found = await lockfileIn(at, at === folder ? manifest : undefined);
      if (found !== undefined) {
        return (await covers(found, relativePath(at, folder) ?? "")) ? found : undefined;
      }
    }
    return undefined;
  }

  async function covers({ root, lockfile }: FoundLockfile, importer: string): Promise<boolean> {
    if (importer === "" || lockfile.importers.some(({ path }) => path === importer)) {
      return true;
    }
    return isSilentAboutMembers(lockfile) && isWorkspace((await rootManifest(root))?.workspaces ?? [], importer);
  }

  /** The lockfile of a folder; `manifest` is what is known of the package.json beside it. */
  async function lockfileIn(folder: string, manifest: Manifest | undefined): Promise<FoundLockfile | undefined> {
    const texts = await Promise.all(LOCKFILE_NAMES.map((name) => world.readFile(joinPath(folder, name))));
    const present = LOCKFILE_NAMES.filter((_, index) => texts[index] !== undefined);
    const decides = present.length > 1 ? (manifest ?? (await rootManifest(folder))) : undefined;
    const choice = chooseLockfile(present, decides?.packageManager);
    const text = choice && texts[LOCKFILE_NAMES.indexOf(choice.name)];
    if (choice === undefined || text === undefined) {
      return undefined;
    }
    const path = joinPath(folder, choice.name);
    return { root: folder, path, lockfile: parseLockfile(path, text), notice: choice.notice };
  }

  async function rootManifest(root: string): Promise<Manifest | undefined> {
    const path = joinPath(root, "package.json");
    const text = await world.readFile(path);
    return text === undefined ? undefined : parseManifest(path, text);
  }

  function parseLockfile(path: string, text: string): Lockfile {
    const known = parsed.get(path);
    if (known?.text === text) {
      return known.lockfile;
    }
    const format = formatOf(path);
    const lockfile = format?.kind === "lockfile" ? format.parse(text) : EMPTY_LOCKFILE;
    parsed.set(path, { text, lockfile });
    return lockfile;
  }

  async function installedVersion(project: Project, from: ProjectManifest, key: string): Promise<string | undefined> {
    for (const folder of ancestors(parentOf(from.path) ?? "/")) {
      const text = await world.readFile(joinPath(folder, `node_modules/${key}/package.json`));
      if (text !== undefined) {
        return readVersion(text);
      }
      if (folder === project.root) {
        return undefined;
      }
    }
    return undefined;
  }
}

/** Folders upwards from `folder`, nearest first, up to the root of its repository and never beyond. */
export async function* foldersOfRepository(world: World, folder: string): AsyncGenerator<string> {
  for (const at of ancestors(folder)) {
    yield at;
    if ((await world.readFile(joinPath(at, ".git/HEAD"))) !== undefined) {
      return;
    }
  }
}

interface FoundLockfile {
  readonly root: string;
  readonly path: string;
  readonly lockfile: Lockfile;
  /** What is to be said about the choice. */
  readonly notice: Problem | undefined;
}

/** More than any project lists one by one. */
const MOST_MEMBERS = 1000;

/** Formats that do not name the members of a workspace: only the manifest of its root does. */
function isSilentAboutMembers({ kind }: Lockfile): boolean {
  return kind === "yarn-v1" || kind === "bun-binary";
}

function withNotice(manifest: Manifest, notice: Problem | undefined): Manifest {
  return notice === undefined ? manifest : { ...manifest, problems: [...manifest.problems, notice] };
}

const EMPTY_LOCKFILE: Lockfile = { kind: "npm-v3", packages: [], importers: [], problems: [] };

function notFromRegistry(source: SourceKind): OpenDependency {
  return { why: "not-from-registry", reason: messages.notFromRegistry(source) };
}

function parseManifest(path: string, text: string): Manifest {
  const format = formatOf(path) ?? formatOf("package.json");
  if (format?.kind !== "manifest") {
    throw new TypeError(`${baseName(path)} is no manifest`);
  }
  return format.parse(text);
}

function readVersion(text: string): string | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) && typeof document.version === "string" ? document.version : undefined;
  } catch {
    return undefined;
  }
}

/** Every place of a project where something could not be read. */
export function problemsOf(project: Project): readonly (Problem & { readonly file: string })[] {
  return [
    ...project.manifests.flatMap(({ path, manifest }) =>
      manifest.problems.map((problem) => ({ ...problem, file: path })),
    ),
    ...(project.lockfile?.lockfile.problems ?? []).map((problem) => ({
      ...problem,
      file: project.lockfile?.path ?? "",
    })),
  ];
}

/** Whether an entry is judged: it comes from a registry, or everybody asks a registry for it and the lockfile goes elsewhere. */
export function isJudged({ source, diverted }: LockedPackage): boolean {
  return source === "registry" || diverted === true;
}
