import type { BaseFiles } from "../baseFiles";
import { baseName, parentOf } from "../filePath";
import type { FileStamp, World } from "../world";

/** A world whose manifests, lockfiles and settings are those of the base; what is installed is what is installed today. */
export interface BaseWorld extends World {
  /** The files that could not be told, and why. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** All of a base has one stamp, since nothing in it ever changes. */
const STAMP: FileStamp = { id: "base", modifiedAt: 0 };

/** Each file is asked for once. `files` names those that the base is known to have had. */
export function createBaseWorld(world: World, base: BaseFiles, files: readonly string[]): BaseWorld {
  const texts = new Map<string, Promise<string | undefined>>();
  const unreadable = new Map<string, string>();
  const folders = foldersOf(files);

  return {
    ...world,
    unreadable,
    readFile: (path) => (isOfToday(path) ? world.readFile(path) : textOf(path)),
    async stampOf(path) {
      if (isOfToday(path)) {
        return world.stampOf(path);
      }
      return (await textOf(path)) === undefined ? undefined : STAMP;
    },
    foldersIn: async (path) => [...new Set([...(await world.foldersIn(path)), ...(folders.get(path) ?? [])])],
  };

  function textOf(path: string): Promise<string | undefined> {
    let text = texts.get(path);
    if (text === undefined) {
      text = ask(path);
      texts.set(path, text);
    }
    return text;
  }

  async function ask(path: string): Promise<string | undefined> {
    const answer = await base.readFile(path);
    if (typeof answer === "object") {
      unreadable.set(path, answer.unreadable);
      return undefined;
    }
    return answer;
  }
}

/** Where the repository ends, and what is installed. */
function isOfToday(path: string): boolean {
  return /\/(?:\.git(?:\/HEAD)?$|node_modules\/)/.test(path);
}

/** The names of the folders in each folder that leads to a file. */
function foldersOf(files: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const folders = new Map<string, Set<string>>();
  for (const file of files) {
    let inner = parentOf(file);
    for (let at = inner && parentOf(inner); inner !== undefined && at !== undefined; at = parentOf(at)) {
      const names = folders.get(at) ?? new Set<string>();
      if (names.has(baseName(inner))) {
        break;
      }
      folders.set(at, names.add(baseName(inner)));
      inner = at;
    }
  }
  return folders;
}
