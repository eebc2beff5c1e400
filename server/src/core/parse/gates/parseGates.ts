import { parseBunfigGates } from "./bunfigGates";
import type { Gate } from "./gate";
import { parseNpmrcGates } from "./npmrcGates";
import { parsePnpmGates, parseYarnGates } from "./yamlGates";

const PARSERS: ReadonlyMap<string, (text: string) => readonly Gate[]> = new Map([
  ["pnpm-workspace.yaml", parsePnpmGates],
  [".yarnrc.yml", parseYarnGates],
  ["bunfig.toml", parseBunfigGates],
  [".npmrc", parseNpmrcGates],
]);

/** The files that hold a package manager's own gates; of two that one manager reads, the one that wins stands first. */
export const GATE_FILES: readonly string[] = [...PARSERS.keys()];

/** Nobody writes a larger one by hand. */
const LARGEST = 1_000_000;

/** Reads the gates of a file by its name. Never fails; a text of more than a megabyte has none. */
export function parseGates(name: string, text: string): readonly Gate[] {
  return text.length > LARGEST ? [] : (PARSERS.get(name)?.(text) ?? []);
}
