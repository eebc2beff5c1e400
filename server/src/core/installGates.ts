import { renderDuration } from "./duration";
import { joinPath } from "./filePath";
import type { PackageManager } from "./model";
import type { Gate } from "./parse/gates/gate";
import { GATE_FILES, parseGates } from "./parse/gates/parseGates";
import { formatDay } from "./present/time";
import { foldersOfRepository } from "./repositoryFolders";
import type { World } from "./world";

/** What a package manager of a project refuses by itself, or takes all the same, in words, and where that stands. */
export interface InstallGate {
  readonly manager: PackageManager;
  readonly file: string;
  readonly setting: string;
  /** `releases younger than 3 days are refused`. */
  readonly what: string;
}

/**
 * Reads the gates in a folder's files and those above it in its repository, of files of one name the nearest; and those
 * that the user or the machine has set.
 */
export async function readInstallGates(world: World, folder: string): Promise<readonly InstallGate[]> {
  const found: InstallGate[] = [];
  const add = (form: string, file: string, text: string) => {
    for (const gate of parseGates(form, text)) {
      found.push({ manager: gate.manager, file, setting: gate.setting, what: sayGate(gate) });
    }
  };
  const seen = new Set<string>();
  for await (const at of foldersOfRepository(world, folder)) {
    for (const name of GATE_FILES) {
      const file = joinPath(at, name);
      const text = seen.has(name) ? undefined : await world.readFile(file);
      if (text !== undefined) {
        seen.add(name);
        add(name, file, text);
      }
    }
  }
  for (const { form, file, text } of world.ownSettings?.() ?? []) {
    add(form, file, text);
  }
  return found;
}

function sayGate({ says }: Gate): string {
  switch (says.kind) {
    case "age":
      return `releases ${says.scope === undefined ? "" : `of ${says.scope} `}younger than ${renderDuration(says.ms)} are refused`;
    case "date":
      return says.at === Infinity
        ? "releases of any date are taken"
        : `releases later than ${formatDay(says.at)} are refused`;
    case "trust":
      return says.isOn ? "releases with less evidence than those before are refused" : "evidence makes no difference";
    case "trust-until":
      return `but for releases older than ${renderDuration(says.ms)}`;
    case "switch":
      return says.of === "strict-age"
        ? `where no older release will do, a younger one is ${says.isOn ? "refused" : "taken"}`
        : `what is locked is ${says.isOn ? "not " : ""}looked at again`;
    case "exempt":
      return `${says.names.length} ${says.names.length === 1 ? "exception" : "exceptions"} from that: ${says.names
        .slice(0, 5)
        .map(({ text }) => text)
        .join(", ")}`;
  }
}
