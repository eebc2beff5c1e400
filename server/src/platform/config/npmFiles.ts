import { delimiter, dirname, isAbsolute, join } from "node:path";
import { type ConfigLayer, type ToolLayers, textOf } from "./layer";
import { expandEntries, parseNpmrc, readEnvironment } from "./npmrc";
import { type ConfigPlace, projectFiles } from "./place";

/** npm's own configuration: `npm_config_*`, the project's .npmrc, the user's, the global one, and the one inside npm. */
export function readNpmFiles(place: ConfigPlace): ToolLayers {
  const { environment, homeDirectory } = place;
  const fromEnvironment = { file: "the environment", ...readEnvironment(environment, "npm_config_") };
  const userFile = textOf(fromEnvironment, "userconfig") ?? join(homeDirectory, ".npmrc");
  const user = readIni(place, userFile);
  const npm = findNpm(place);
  const prefix = textOf(fromEnvironment, "prefix") ?? environment.PREFIX ?? textOf(user, "prefix") ?? npm.prefix;
  const globalFile = textOf(fromEnvironment, "globalconfig") ?? join(prefix, "etc", "npmrc");
  const builtinFile = join(npm.modules, "npm", "npmrc");
  const [projectFile] = projectFiles(place, ".npmrc", [userFile, globalFile]);
  return {
    environment: [fromEnvironment],
    project:
      projectFile === undefined ? [] : [{ file: projectFile, entries: parseNpmrc(place.read(projectFile) ?? "") }],
    user: [user],
    machine: [readIni(place, globalFile), readIni(place, builtinFile)],
  };
}

/** One of the user's own files in npm's format; a file that is not there says nothing. */
export function readIni({ read, environment }: ConfigPlace, file: string): ConfigLayer {
  const found = read(file);
  return { file, entries: found === undefined ? new Map() : expandEntries(parseNpmrc(found), environment) };
}

/**
 * Where npm is installed, and where its global modules are, as npm itself would reckon it.
 *
 * npm reckons from the Node that runs it. That is the first on the PATH, not the one that runs this: an editor
 * brings its own, and so does a project.
 */
function findNpm({ environment, execPath, platform, exists }: ConfigPlace): { prefix: string; modules: string } {
  const isWindows = platform === "win32";
  const folders = (environment.PATH ?? environment.Path ?? "").split(delimiter);
  const bin =
    folders.find(
      (folder) =>
        isAbsolute(folder) &&
        !folder.split(/[\\/]/).includes("node_modules") &&
        exists(join(folder, isWindows ? "npm.cmd" : "npm")),
    ) ?? dirname(execPath);
  if (!isWindows) {
    const prefix = dirname(bin);
    return { prefix, modules: join(prefix, "lib", "node_modules") };
  }
  const roaming = environment.APPDATA === undefined ? undefined : join(environment.APPDATA, "npm");
  const isRoaming = roaming !== undefined && exists(join(roaming, "etc", "npmrc"));
  return { prefix: isRoaming ? roaming : bin, modules: join(bin, "node_modules") };
}
