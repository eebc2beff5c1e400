import { join } from "node:path";
import { toPair, toPrefix } from "./credentials";
import { type ConfigLayer, EntryWriter, type ToolLayers } from "./layer";
import { expandText } from "./npmrc";
import { type ConfigPlace, projectFiles } from "./place";
import { mapTexts, parseTomlText, recordIn } from "./structured";
import { toRegistryUrl } from "./url";

/** Bun: `[install]` of the project's bunfig.toml and of the user's, and `BUN_CONFIG_*`; the rest stands in .npmrc. */
export function readBunFiles(place: ConfigPlace): ToolLayers {
  const { environment, homeDirectory } = place;
  const userFile = join(environment.XDG_CONFIG_HOME || homeDirectory, ".bunfig.toml");
  const [projectFile] = projectFiles(place, "bunfig.toml", [userFile]);
  const fromEnvironment = new EntryWriter();
  const { BUN_CONFIG_REGISTRY: url, BUN_CONFIG_TOKEN: token } = environment;
  putRegistry(fromEnvironment, "registry", { url, token }, "BUN_CONFIG_REGISTRY", "BUN_CONFIG_TOKEN");
  return {
    environment: [fromEnvironment.layer("the environment")],
    project: projectFile === undefined ? [] : [readBunfig(projectFile, place, (text) => text)],
    user: [readBunfig(userFile, place, (text) => expandText(text, environment))],
    machine: [],
  };
}

function readBunfig(file: string, { read }: ConfigPlace, expand: (text: string) => string): ConfigLayer {
  const writer = new EntryWriter();
  const parsed = mapTexts(parseTomlText(read(file) ?? ""), (text) => expand(inBraces(text)));
  const install = recordIn(recordIn(parsed).install);
  putRegistry(writer, "registry", install.registry, "install.registry");
  for (const [scope, registry] of Object.entries(recordIn(install.scopes))) {
    const key = `@${scope.replace(/^@/, "")}:registry`;
    putRegistry(writer, key, registry, `install.scopes.${scope}`);
  }
  writer.put("cafile", install.cafile, "install.cafile");
  writer.put("ca", install.ca, "install.ca");
  return writer.layer(file);
}

/** Bun writes a variable as `$NAME`, too. */
function inBraces(text: string): string {
  return text.replace(/\$([A-Za-z_]\w*)/g, (_, name: string) => `\${${name}}`);
}

/** An address, or a table of address and credentials. */
function putRegistry(writer: EntryWriter, key: string, raw: unknown, spelling: string, tokenSpelling = spelling): void {
  const { url: address, token, username, password } = typeof raw === "string" ? { url: raw } : recordIn(raw);
  writer.put(key, address, spelling);
  const url = typeof address === "string" ? toRegistryUrl(address) : undefined;
  const prefix = url === undefined ? "" : `${toPrefix(url)}:`;
  writer.put(`${prefix}_authToken`, token || undefined, tokenSpelling);
  if (typeof username === "string" && typeof password === "string") {
    writer.put(`${prefix}_auth`, toPair(`${username}:${password}`), tokenSpelling);
  }
}
