import { constants } from "node:fs";
import { access, realpath, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, relative, sep } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The git that the machine has, by absolute path; undefined where there is none.
 *
 * What stands inside one of `held`, or in a node_modules, is passed over: a package manager puts folders of the workspace on
 * the PATH, and what lies there was written by whom the workspace was written by. On Windows only an .exe counts, since any
 * other kind of command runs in a shell.
 */
export async function findGit(environment: Environment, held: readonly string[]): Promise<string | undefined> {
  const isWindows = process.platform === "win32";
  const folders = (environment.PATH ?? environment.Path ?? "").split(delimiter);
  const realHeld = await Promise.all(held.map((folder) => realpath(folder).catch(() => folder)));
  for (const folder of folders) {
    // An empty entry, and one such as ".", means wherever this was started from.
    const found = isAbsolute(folder) ? await realCommand(join(folder, isWindows ? "git.exe" : "git")) : undefined;
    if (found !== undefined && ![folder, found].some((path) => isHeld(path, [...held, ...realHeld]))) {
      return found;
    }
  }
  return undefined;
}

async function realCommand(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    const real = await realpath(path);
    return (await stat(real)).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}

function isHeld(path: string, held: readonly string[]): boolean {
  return path.split(/[\\/]/).includes("node_modules") || held.some((folder) => isInside(path, folder));
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
