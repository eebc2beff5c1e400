import { join } from "node:path";
import type { Tool } from "./layer";
import { type ConfigPlace, projectFolders } from "./place";

/**
 * Whose configuration decides for a project: the package manager that the nearest `packageManager` field names, else those
 * whose lockfiles or own files lie in the nearest folder that has any; npm's where there is neither.
 */
export function readProjectTools(place: ConfigPlace): readonly Tool[] {
  const folders = projectFolders(place);
  for (const folder of folders) {
    const named = namedTool(place.peek(join(folder, "package.json")));
    if (named !== undefined) {
      return [named];
    }
  }
  for (const folder of folders) {
    const found = toolsIn(folder, place);
    if (found.length > 0) {
      return found;
    }
  }
  return ["npm"];
}

function namedTool(manifest: string | undefined): Tool | undefined {
  const [, field = ""] = /"packageManager"\s*:\s*"([^"\\]*)"/.exec(manifest ?? "") ?? [];
  const [, name, major] = /^(npm|pnpm|yarn|bun)@(\d+)\./.exec(field.trim()) ?? [];
  switch (name) {
    case "npm":
    case "pnpm":
    case "bun":
      return name;
    case "yarn":
      return Number(major) < 2 ? "yarn-classic" : "yarn";
    default:
      return undefined;
  }
}

const MARKS: readonly (readonly [file: string, tool: Tool])[] = [
  ["package-lock.json", "npm"],
  ["npm-shrinkwrap.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["pnpm-workspace.yaml", "pnpm"],
  [".yarnrc.yml", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
  ["bunfig.toml", "bun"],
];

function toolsIn(folder: string, { exists, peek }: ConfigPlace): readonly Tool[] {
  const found = new Set(MARKS.flatMap(([file, tool]) => (exists(join(folder, file)) ? [tool] : [])));
  const lockfile = join(folder, "yarn.lock");
  if (!found.has("yarn") && exists(lockfile)) {
    found.add(/^__metadata:/m.test(peek(lockfile)?.slice(0, 2_000) ?? "") ? "yarn" : "yarn-classic");
  }
  return [...found];
}
