import { delimiter, dirname, isAbsolute, join } from "node:path";
import { expandEntries, type NpmrcEntries, type NpmrcLayer, parseNpmrc, readEnvironment } from "./npmrc";

/** What of the machine decides where npm's configuration is. */
export interface NpmPlace {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  /** Of the Node that runs this. */
  readonly execPath: string;
  readonly isWindows: boolean;
  readonly projectDirectory: string | undefined;
  /** The text of a file; undefined where there is none or it cannot be read. */
  read(path: string): string | undefined;
  exists(path: string): boolean;
}

/** npm's configuration by who wrote it. */
export interface NpmFiles {
  /** The user's or the administrator's, first wins: environment, user file, global file. Variables are expanded. */
  readonly own: readonly NpmrcLayer[];
  /** The repository's; whoever wrote the repository wrote it. Nothing is expanded. */
  readonly project: NpmrcLayer | undefined;
}

/** Reads all of npm's configuration files that count for a project. */
export function readNpmFiles(place: NpmPlace): NpmFiles {
  const { environment, homeDirectory } = place;
  const fromEnvironment = readEnvironment(environment);
  const userFile = text(fromEnvironment, "userconfig") ?? join(homeDirectory, ".npmrc");
  const user = readLayer(place, userFile);
  const globalFile =
    text(fromEnvironment, "globalconfig") ??
    join(
      text(fromEnvironment, "prefix") ?? environment.PREFIX ?? text(user.entries, "prefix") ?? prefixOf(place),
      "etc",
      "npmrc",
    );
  const projectFile = findProjectFile(place, [userFile, globalFile]);
  return {
    own: [{ file: "the environment", entries: fromEnvironment }, user, readLayer(place, globalFile)],
    project:
      projectFile === undefined ? undefined : { file: projectFile, entries: parseNpmrc(place.read(projectFile) ?? "") },
  };
}

function readLayer({ read, environment }: NpmPlace, file: string): NpmrcLayer {
  const found = read(file);
  return { file, entries: found === undefined ? new Map() : expandEntries(parseNpmrc(found), environment) };
}

function text(entries: NpmrcEntries, key: string): string | undefined {
  const value = entries.get(key);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Where npm is installed, as npm itself would reckon it.
 *
 * npm reckons from the Node that runs it. That is the first on the PATH, not the one that runs this: an editor
 * brings its own, and so does a project.
 */
function prefixOf({ environment, execPath, isWindows, exists }: NpmPlace): string {
  const folders = (environment.PATH ?? environment.Path ?? "").split(delimiter);
  const bin = folders.find(
    (folder) =>
      isAbsolute(folder) &&
      !folder.split(/[\\/]/).includes("node_modules") &&
      exists(join(folder, isWindows ? "npm.cmd" : "npm")),
  );
  if (isWindows) {
    const roaming = environment.APPDATA === undefined ? undefined : join(environment.APPDATA, "npm");
    return roaming !== undefined && exists(join(roaming, "etc", "npmrc")) ? roaming : (bin ?? dirname(execPath));
  }
  return dirname(bin ?? dirname(execPath));
}

/** The nearest .npmrc from the project's folder upwards, within its repository. */
function findProjectFile(
  { projectDirectory, exists, homeDirectory }: NpmPlace,
  others: readonly string[],
): string | undefined {
  if (projectDirectory === undefined) {
    return undefined;
  }
  const passed: string[] = [];
  for (let folder = projectDirectory; ; folder = dirname(folder)) {
    passed.push(folder);
    const isRepository = exists(join(folder, ".git"));
    if (isRepository || folder === dirname(folder) || folder === homeDirectory) {
      const within = isRepository ? passed : passed.slice(0, 1);
      return within.map((at) => join(at, ".npmrc")).find((file) => !others.includes(file) && exists(file));
    }
  }
}
