import { readBunFiles } from "./bunFiles";
import type { ConfigLayer, Tool, ToolLayers } from "./layer";
import { readNpmFiles } from "./npmFiles";
import type { ConfigPlace } from "./place";
import { readPnpmFiles } from "./pnpmFiles";
import { readProjectTools } from "./projectTools";
import { readClassicFiles, readYarnFiles } from "./yarnFiles";

/** A layer with its place among all others. */
export interface PlacedLayer extends ConfigLayer {
  readonly tool: Tool;
  /** Written by the user or the machine's administrator, not by the repository. */
  readonly isOwn: boolean;
  /** Of npm or the project's own package manager. Others only say which scopes have a registry and which credentials belong to one. */
  readonly decides: boolean;
}

export interface ConfigLayers {
  /** First wins. */
  readonly layers: readonly PlacedLayer[];
  /** Whose configuration decides, the project's own package manager first. */
  readonly tools: readonly Tool[];
}

/**
 * Everything that is configured, in the order in which it holds: the environment, the project, the user, the machine; of
 * these the project's package manager first, npm next, the others last. A project that is not trusted comes last of all.
 */
export function readConfigLayers(place: ConfigPlace, trustProject: boolean): ConfigLayers {
  const own = readProjectTools(place);
  const tools = [...new Set<Tool>([...own, "npm"])];
  const all = [...new Set<Tool>([...tools, ...ALL_TOOLS])].map((tool) => ({
    layers: readTool(tool, place),
    tool,
    decides: tools.includes(tool),
  }));
  const of = (rank: keyof ToolLayers): readonly PlacedLayer[] =>
    all.flatMap(({ layers, ...how }) => layers[rank].map((layer) => ({ ...layer, ...how, isOwn: rank !== "project" })));
  const [environment, project, user, machine] = [of("environment"), of("project"), of("user"), of("machine")];
  const layers = trustProject
    ? [...environment, ...project, ...user, ...machine]
    : [...environment, ...user, ...machine, ...project];
  return { layers: layers.filter(({ entries }) => entries.size > 0), tools };
}

const ALL_TOOLS: readonly Tool[] = ["npm", "pnpm", "yarn", "yarn-classic", "bun"];

function readTool(tool: Tool, place: ConfigPlace): ToolLayers {
  switch (tool) {
    case "npm":
      return readNpmFiles(place);
    case "pnpm":
      return readPnpmFiles(place);
    case "yarn":
      return readYarnFiles(place);
    case "yarn-classic":
      return readClassicFiles(place);
    case "bun":
      return readBunFiles(place);
  }
}
