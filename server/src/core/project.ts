import { LRUCache } from "lru-cache";
import { ancestors, baseName, joinPath, parentOf, relativePath } from "./filePath";
import { messages } from "./messages";
import type { Dependency, LockedPackage, Lockfile, Manifest, OpenDependency, Problem, SourceKind } from "./model";
import { formatOf } from "./parse/formats";
import { findLocked, satisfies } from "./resolve/resolveVersion";
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
  /** A lockfile as it stands in the editor, with the manifests on disk that it was made for. */
  ofLockfile(path: string, text: string): Promise<Project>;
  resolve(project: Project, from: ProjectManifest, dependency: Dependency): Promise<Resolution>;
}

/** In the order in which npm itself prefers them. */
const LOCKFILES = ["npm-shrinkwrap.json", "package-lock.json"];

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
      return format.kind === "manifest" ? ofRoot(path, text) : this.ofLockfile(path, text);
    },

    async ofManifest(path, text) {
      const folder = parentOf(path) ?? "/";
      const manifest = parseManifest(path, text);
      const lockfile = await findLockfile(folder);
      const importer = lockfile === undefined ? "" : (relativePath(lockfile.root, folder) ?? "");
      return {
        root: lockfile?.root ?? folder,
        manifests: [{ path, importer, manifest }],
        lockfile,
      };
    },

    async ofLockfile(path, text) {
      const root = parentOf(path) ?? "/";
      const lockfile = parseLockfile(path, text);
      return { root, manifests: await members(root, lockfile), lockfile: { path, lockfile } };
    },

    async resolve(project, from, dependency) {
      if (dependency.source !== "registry" || dependency.range === undefined) {
        return { kind: "none", open: notFromRegistry(dependency.source) };
      }
      const range = dependency.range;
      const locked =
        project.lockfile === undefined ? undefined : findLocked(project.lockfile.lockfile, from.importer, dependency);
      if (locked !== undefined && !isJudged(locked)) {
        return { kind: "none", open: notFromRegistry(locked.source) };
      }
      const fits =
        locked !== undefined && locked.name === dependency.name && satisfies(locked.version, range) !== false;
      if (locked !== undefined && (fits || locked.diverted === true)) {
        return { kind: "locked", locked, note: undefined };
      }
      if (locked === undefined && dependency.section === "peerDependencies" && project.lockfile !== undefined) {
        return { kind: "none", open: { why: "optional-peer", reason: messages.optionalPeer } };
      }
      const note =
        locked === undefined
          ? undefined
          : messages.lockfileDisagrees(`${locked.name} ${locked.version}`, dependency.spec);
      const version = await installedVersion(project, from, dependency.key);
      if (version !== undefined && satisfies(version, range) !== false) {
        return { kind: "installed", version, note };
      }
      return { kind: "range", range, note };
    },
  };

  /** A root manifest, its lockfile, and the members that the lockfile names. */
  async function ofRoot(path: string, text: string): Promise<Project> {
    const folder = parentOf(path) ?? "/";
    const manifest = parseManifest(path, text);
    const lockfile = await findLockfile(folder);
    if (lockfile === undefined) {
      return { root: folder, manifests: [{ path, importer: "", manifest }], lockfile: undefined };
    }
    if (lockfile.root !== folder) {
      const importer = relativePath(lockfile.root, folder) ?? "";
      return { root: folder, manifests: [{ path, importer, manifest }], lockfile };
    }
    const others = await members(folder, lockfile.lockfile);
    return {
      root: folder,
      manifests: [{ path, importer: "", manifest }, ...others.filter(({ importer }) => importer !== "")],
      lockfile,
    };
  }

  async function ofFolder(folder: string): Promise<Project> {
    const lockfile = await lockfileIn(folder);
    return { root: folder, manifests: [], lockfile };
  }

  async function members(root: string, lockfile: Lockfile): Promise<readonly ProjectManifest[]> {
    const importers = lockfile.importers.length > 0 ? lockfile.importers.map(({ path }) => path) : [""];
    const read = importers.map(async (importer) => {
      const path = joinPath(joinPath(root, importer), "package.json");
      const text = await world.readFile(path);
      return text === undefined ? [] : [{ path, importer, manifest: parseManifest(path, text) }];
    });
    return (await Promise.all(read)).flat();
  }

  /** The nearest lockfile upwards, within the repository, that knows the folder as one of its importers. */
  async function findLockfile(folder: string) {
    for (const at of ancestors(folder)) {
      const found = await lockfileIn(at);
      if (found !== undefined) {
        const importer = relativePath(at, folder) ?? "";
        const covers = importer === "" || found.lockfile.importers.some(({ path }) => path === importer);
        return covers ? found : undefined;
      }
      if ((await world.readFile(joinPath(at, ".git/HEAD"))) !== undefined) {
        return undefined;
      }
    }
    return undefined;
  }

  async function lockfileIn(folder: string) {
    for (const name of LOCKFILES) {
      const path = joinPath(folder, name);
      const text = await world.readFile(path);
      if (text !== undefined) {
        return { root: folder, path, lockfile: parseLockfile(path, text) };
      }
    }
    return undefined;
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
