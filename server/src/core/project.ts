import { joinPath, parentOf, relativePath } from "./filePath";
import { managerOf } from "./lockfileChoice";
import { findMemberFolders } from "./memberFolders";
import { messages } from "./messages";
import type { Lockfile, Manifest, Problem } from "./model";
import { managerRange } from "./packageManager";
import { formatOf } from "./parse/formats";
import { isWorkspace } from "./parse/workspaces";
import { createProjectFiles, type FoundLockfile, type ManifestFile } from "./projectFiles";
import { isWithin } from "./ranges";
import { foldersOfRepository } from "./repositoryFolders";
import { type Rules, readRules } from "./resolve/rules";
import type { World } from "./world";

/** One manifest of a project and its place in the lockfile: "" for the root, the member's path otherwise. */
export interface ProjectManifest extends ManifestFile {
  readonly importer: string;
}

/** A lockfile with the text that it was read from. */
export type LockfileFile = Pick<FoundLockfile, "path" | "text" | "lockfile">;

/** The manifests that one lockfile was made for, with that lockfile; either may be missing. */
export interface Project {
  readonly root: string;
  readonly manifests: readonly ProjectManifest[];
  readonly lockfile: LockfileFile | undefined;
  /** The catalogs and overrides of the workspace. */
  readonly rules: Rules;
  /** The names that the members of the workspace give themselves: found out when first asked for, since nearly nobody asks. */
  memberNames(): Promise<ReadonlySet<string>>;
}

export interface Projects {
  /** What a text says; undefined where its name is that of no manifest and no lockfile. */
  read(path: string, text: string): Manifest | Lockfile | undefined;
  /** The project at `path`, a folder, a manifest or a lockfile. `manifests` is empty where there is nothing. */
  load(path: string): Promise<Project>;
  /** A manifest as it stands in the editor, with the lockfile that holds for it. */
  ofManifest(path: string, text: string): Promise<Project>;
  /** A lockfile as it stands in the editor, by itself: its entries tell all that its lines show. */
  ofLockfile(path: string, text: string): Project;
  /** Reads a large lockfile in parts, so that who asks about it afterwards need not wait; undefined where that is no help. */
  prepare(path: string, text: string): Promise<void> | undefined;
  /** What lies around a folder: the nearest manifest up to the root of the repository, with the lockfile that holds for it. */
  around(folder: string): Promise<Project>;
  /** The lockfile that holds in one folder. */
  lockfileIn(folder: string): Promise<Lockfile | undefined>;
  /** The root's manifest, that of some importers of a lockfile, and the file of catalogs and overrides beside the root's. */
  manifestsBehind(lockfile: LockfileFile, importers: readonly string[]): Promise<readonly ProjectManifest[]>;
}

/** Reads projects through the world; what was read is kept until its text changes. */
export function createProjects(world: World): Projects {
  const files = createProjectFiles(world);

  return {
    read(path, text) {
      switch (formatOf(path)?.kind) {
        case "manifest":
          return files.parseManifest(path, text);
        case "lockfile":
          return files.parseLockfile(path, text);
        case undefined:
          return undefined;
      }
    },

    prepare: files.prepareLockfile,

    async load(path) {
      const format = formatOf(path);
      const text = format === undefined ? undefined : await world.readFile(path);
      if (format === undefined || text === undefined) {
        const own = await manifestIn(path);
        return own === undefined ? ofFolder(path) : ofRoot(own);
      }
      if (format.kind === "lockfile") {
        await files.prepareLockfile(path, text);
        const { root, lockfile } = this.ofLockfile(path, text);
        return lockfile === undefined ? ofFolder(root) : ofLocked(root, lockfile);
      }
      const manifest = files.parseManifest(path, text);
      return manifest.kind === "package-json" ? ofRoot({ path, text, manifest }) : this.ofManifest(path, text);
    },

    async ofManifest(path, text) {
      const folder = parentOf(path) ?? "/";
      const manifest = files.parseManifest(path, text);
      const lockfile = await findLockfile(folder, manifest);
      const root = lockfile?.root ?? folder;
      const importer = relativePath(root, folder) ?? "";
      const isRoot = importer === "" && manifest.kind === "package-json";
      const rootManifest = isRoot ? manifest : (await manifestIn(root))?.manifest;
      const isPackage = manifest.kind === "package-json";
      const beside = isPackage ? await besideRoot(root, lockfile?.lockfile) : [{ path, text, importer, manifest }];
      const own = isRoot ? withNotices(manifest, lockfile?.notice) : manifest;
      return {
        root,
        manifests: [{ path, text, importer, manifest: own }],
        lockfile,
        rules: rulesOf(rootManifest, beside),
        memberNames: namesBelow(root, globsOf(rootManifest === undefined ? [] : [rootManifest], beside)),
      };
    },

    ofLockfile(path, text) {
      const lockfile = { path, text, lockfile: files.parseLockfile(path, text) };
      const root = parentOf(path) ?? "/";
      return { root, manifests: [], lockfile, rules: rulesOf(undefined, []), memberNames: namesBelow(root, []) };
    },

    async around(folder) {
      for await (const at of foldersOfRepository(world, folder)) {
        const own = await manifestIn(at);
        if (own !== undefined) {
          return this.ofManifest(own.path, own.text);
        }
        const { lockfile, ...rest } = await ofFolder(at);
        if (lockfile !== undefined) {
          return { ...rest, lockfile };
        }
      }
      return ofFolder(folder);
    },

    async lockfileIn(folder) {
      const manager = async () => (await manifestIn(folder))?.manifest.packageManager;
      return (await files.lockfileIn(folder, manager))?.lockfile;
    },

    async manifestsBehind({ path, lockfile }, importers) {
      const root = parentOf(path) ?? "/";
      return [...(await readManifests(root, [...new Set(["", ...importers])])), ...(await besideRoot(root, lockfile))];
    },
  };

  /** A root's manifest, its lockfile, and all members; a member's manifest with the lockfile of its root. */
  async function ofRoot({ path, text, manifest }: ManifestFile): Promise<Project> {
    const folder = parentOf(path) ?? "/";
    const lockfile = await findLockfile(folder, manifest);
    if (lockfile !== undefined && lockfile.root !== folder) {
      const importer = relativePath(lockfile.root, folder) ?? "";
      const beside = await besideRoot(lockfile.root, lockfile.lockfile);
      const above = (await manifestIn(lockfile.root))?.manifest;
      const globs = globsOf(above === undefined ? [] : [above], beside);
      return {
        root: folder,
        manifests: [{ path, text, importer, manifest }],
        lockfile,
        rules: rulesOf(above, beside),
        memberNames: namesBelow(lockfile.root, globs),
      };
    }
    const beside = await besideRoot(folder, lockfile?.lockfile);
    const globs = globsOf([manifest], beside);
    const members = await memberPaths(folder, lockfile?.lockfile, globs);
    const root = { path, text, importer: "", manifest: withNotices(manifest, lockfile?.notice) };
    return {
      root: folder,
      manifests: [root, ...beside.filter(saysAnything), ...(await readManifests(folder, members))],
      lockfile,
      rules: rulesOf(manifest, beside),
      memberNames: namesBelow(folder, globs),
    };
  }

  /** The project of a lockfile that was asked for by its name. */
  async function ofLocked(root: string, { path, text, lockfile }: LockfileFile): Promise<Project> {
    const beside = await besideRoot(root, lockfile);
    const own = await readManifests(root, [""]);
    const [first] = own;
    const globs = globsOf(first === undefined ? [] : [first.manifest], beside);
    const members = await memberPaths(root, lockfile, globs);
    return {
      root,
      manifests: [...own, ...beside.filter(saysAnything), ...(await readManifests(root, members))],
      lockfile: { path, text, lockfile },
      rules: rulesOf(first?.manifest, beside),
      memberNames: namesBelow(root, globs),
    };
  }

  async function ofFolder(folder: string): Promise<Project> {
    const lockfile = await files.lockfileIn(folder, () => undefined);
    return {
      root: folder,
      manifests: [],
      lockfile,
      rules: rulesOf(undefined, []),
      memberNames: namesBelow(folder, []),
    };
  }

  function namesBelow(root: string, globs: readonly string[]): Project["memberNames"] {
    let names: Promise<ReadonlySet<string>> | undefined;
    return () => {
      names ??= findNames(root, globs);
      return names;
    };
  }

  async function findNames(root: string, globs: readonly string[]): Promise<ReadonlySet<string>> {
    const members = await readManifests(root, await findMemberFolders(world, root, globs));
    return new Set(members.flatMap(({ manifest: { name } }) => name ?? []));
  }

  async function readManifests(root: string, importers: readonly string[]): Promise<readonly ProjectManifest[]> {
    const found = importers.map(async (importer) => {
      const file = await manifestIn(joinPath(root, importer));
      return file === undefined ? [] : [{ ...file, importer }];
    });
    return (await Promise.all(found)).flat();
  }

  function manifestIn(folder: string): Promise<ManifestFile | undefined> {
    return files.manifest(joinPath(folder, "package.json"));
  }

  /** The file beside the root's manifest in which its package manager keeps catalogs and overrides. */
  async function besideRoot(root: string, lockfile: Lockfile | undefined): Promise<readonly ProjectManifest[]> {
    const found = filesBeside(lockfile).map(async (name) => {
      const file = await files.manifest(joinPath(root, name));
      return file === undefined ? [] : [{ ...file, importer: "" }];
    });
    return (await Promise.all(found)).flat();
  }

  /** The members that the lockfile names, and those that are new to it. */
  async function memberPaths(
    root: string,
    lockfile: Lockfile | undefined,
    globs: readonly string[],
  ): Promise<readonly string[]> {
    const named = (lockfile?.importers ?? []).flatMap(({ path }) => (path === "" ? [] : path));
    return [...new Set([...named, ...(await findMemberFolders(world, root, globs))])];
  }

  /** The nearest lockfile upwards, within the repository, that was made for the manifest of this folder too. */
  async function findLockfile(folder: string, manifest: Manifest): Promise<FoundLockfile | undefined> {
    for await (const at of foldersOfRepository(world, folder)) {
      const found = await files.lockfileIn(at, async () => {
        const isOwn = at === folder && manifest.kind === "package-json";
        const named = isOwn ? manifest.packageManager : (await manifestIn(at))?.manifest.packageManager;
        return named ?? READERS[manifest.kind];
      });
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
    const file = await manifestIn(root);
    const globs = globsOf(file === undefined ? [] : [file.manifest], await besideRoot(root, lockfile));
    return isWorkspace(globs, importer);
  }
}

/** Whether there is anything in a file of settings that is judged, or wrong. */
function saysAnything({ manifest }: ProjectManifest): boolean {
  return manifest.dependencies.length + manifest.workspaces.length + manifest.problems.length > 0;
}

/** Who reads a manifest that only one package manager knows. */
const READERS: Readonly<Record<Manifest["kind"], string | undefined>> = {
  "package-json": undefined,
  "pnpm-workspace": "pnpm",
  yarnrc: "yarn",
};

function filesBeside(lockfile: Lockfile | undefined): readonly string[] {
  switch (lockfile && managerOf(lockfile.kind)) {
    case undefined:
      return ["pnpm-workspace.yaml", ".yarnrc.yml"];
    case "pnpm":
      return ["pnpm-workspace.yaml"];
    case "yarn":
      return [".yarnrc.yml"];
    default:
      return [];
  }
}

function globsOf(manifests: readonly Manifest[], beside: readonly ProjectManifest[]): readonly string[] {
  return [...manifests, ...beside.map(({ manifest }) => manifest)].flatMap(({ workspaces }) => workspaces);
}

function rulesOf(root: Manifest | undefined, beside: readonly ProjectManifest[]): Rules {
  const manifests = beside.map(({ manifest }) => manifest);
  return readRules(root === undefined ? manifests : [root, ...manifests]);
}

/** What is to be said on a root's manifest that its own text does not tell. */
function withNotices(manifest: Manifest, notice: Problem | undefined): Manifest {
  const problems = [...manifest.problems, ...ignoredSettings(manifest), ...(notice === undefined ? [] : [notice])];
  return problems.length === manifest.problems.length ? manifest : { ...manifest, problems };
}

/** pnpm 11 and later read their settings from pnpm-workspace.yaml alone. */
function ignoredSettings(manifest: Manifest): readonly Problem[] {
  const range = managerRange(manifest, "pnpm");
  return manifest.pnpmSettings !== undefined && isWithin(range, ">=11.0.0-0")
    ? [{ message: messages.pnpmIgnores(`pnpm ${range}`), span: manifest.pnpmSettings, unused: true }]
    : [];
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
