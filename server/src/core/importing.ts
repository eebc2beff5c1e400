import { joinPath, parentOf } from "./filePath";
import { readInstalledVersion } from "./installedVersion";
import { asksForIt, type Line, lockfileLines, manifestLine, type Resolving } from "./lines";
import { messages } from "./messages";
import type { Project, Projects } from "./project";
import { foldersOfRepository } from "./repositoryFolders";
import { lockedByName } from "./resolve/lockIndex";
import { lockedTarget } from "./targets";
import type { World } from "./world";

/** What an import reaches, and which file of the workspace says so. */
export interface ImportedLine {
  readonly line: Line;
  readonly file: string;
  readonly project: Project;
}

/**
 * Follows the import of a package in a source file to the exact release that it reaches, from the file's folder upwards
 * and no further than to the root of the repository: what the nearest manifest that names it came to, else what is
 * installed there and locked. Undefined for what is no package, or none that this workspace locks: nobody is asked about
 * those, since what it is, and whose, is not known.
 */
export async function importedLine(
  world: World,
  projects: Projects,
  file: string,
  specifier: string,
  how: (project: Project) => Promise<Resolving>,
): Promise<ImportedLine | undefined> {
  const key = packageOf(specifier);
  const folder = parentOf(file);
  if (key === undefined || folder === undefined) {
    return undefined;
  }
  // What a dependency imports is what its own install found for it: the workspace's manifests have no say in that.
  const isInstalled = file.includes("/node_modules/");
  let nearest: Manifest | undefined;
  let version: string | undefined;
  for await (const at of foldersOfRepository(world, folder)) {
    const path = joinPath(at, "package.json");
    const text = at.includes("/node_modules/") ? undefined : await world.readFile(path);
    if (text !== undefined) {
      nearest ??= { path, text };
      const found = isInstalled ? undefined : await declaredLine(projects, { path, text }, key, how);
      if (found !== undefined) {
        return found;
      }
    }
    version ??= await installedIn(world, at, key);
  }
  return nearest === undefined || version === undefined
    ? undefined
    : lockedLine(projects, nearest, { name: key, version });
}

/** `@acme/kit/button` → `@acme/kit`; undefined for paths, addresses, `node:fs` and the `#private` imports of a package. */
export function packageOf(specifier: string): string | undefined {
  return /^(?:@[a-z\d~][\w.~-]*\/)?[a-z\d~_-][\w.~-]*(?=\/|$)/i.exec(specifier)?.[0];
}

interface Manifest {
  readonly path: string;
  readonly text: string;
}

async function declaredLine(
  projects: Projects,
  { path, text }: Manifest,
  key: string,
  how: (project: Project) => Promise<Resolving>,
): Promise<ImportedLine | undefined> {
  const project = await projects.ofManifest(path, text);
  for (const from of project.manifests) {
    const dependency = from.manifest.dependencies.find((one) => one.key === key && asksForIt(one));
    if (dependency !== undefined) {
      return { line: await manifestLine(project, from, dependency, await how(project)), file: path, project };
    }
  }
  return undefined;
}

/** What no manifest names has come along with something else, or is left over from before. */
async function lockedLine(
  projects: Projects,
  { path, text }: Manifest,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<ImportedLine | undefined> {
  const project = await projects.ofManifest(path, text);
  const { lockfile } = project;
  const locked = lockfile && lockedByName(lockfile.lockfile, name).find((one) => one.version === version);
  const target = locked && lockedTarget(lockfile, locked);
  const [line] = target === undefined ? [] : lockfileLines(target);
  return lockfile === undefined || line === undefined
    ? undefined
    : { line: { ...line, note: { text: messages.notDeclared, level: "none" } }, file: lockfile.path, project };
}

async function installedIn(world: World, folder: string, key: string): Promise<string | undefined> {
  const text = await world.readFile(joinPath(folder, `node_modules/${key}/package.json`));
  return text === undefined ? undefined : readInstalledVersion(text);
}
