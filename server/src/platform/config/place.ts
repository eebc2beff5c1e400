import { dirname, join } from "node:path";

/** What of the machine decides where configuration is, and all that is read of it. */
export interface ConfigPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** Of the Node that runs this. */
  readonly execPath: string;
  /** As `process.platform` has it. */
  readonly platform: string;
  readonly projectDirectory: string | undefined;
  /** The text of a file; undefined where there is none or it cannot be read. */
  read(path: string): string | undefined;
  /** The same of a file that is no configuration and changes all the time. */
  peek(path: string): string | undefined;
  exists(path: string): boolean;
}

/** From the project's folder upwards to the root of its repository, nearest first; outside a repository that folder alone. */
export function projectFolders({ projectDirectory, exists, homeDirectory }: ConfigPlace): readonly string[] {
  if (projectDirectory === undefined) {
    return [];
  }
  const passed: string[] = [];
  for (let folder = projectDirectory; ; folder = dirname(folder)) {
    passed.push(folder);
    const isRepository = exists(join(folder, ".git"));
    if (isRepository || folder === dirname(folder) || folder === homeDirectory) {
      return isRepository ? passed : passed.slice(0, 1);
    }
  }
}

/** The files of a name in the project's folders, nearest first, but for those that are the user's own. */
export function projectFiles(place: ConfigPlace, name: string, own: readonly string[]): readonly string[] {
  return projectFolders(place)
    .map((folder) => join(folder, name))
    .filter((file) => !own.includes(file) && place.exists(file));
}
