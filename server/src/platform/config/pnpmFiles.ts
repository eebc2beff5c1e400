import { join } from "node:path";
import { toPrefix } from "./credentials";
import { type ConfigLayer, EntryWriter, type ToolLayers } from "./layer";
import { readIni } from "./npmFiles";
import { expandText, readEnvironment } from "./npmrc";
import { type ConfigPlace, projectFiles } from "./place";
import { mapTexts, parseYaml, recordIn } from "./structured";
import { toRegistryUrl } from "./url";

/**
 * pnpm's own places beside those of npm: `pnpm_config_*`, pnpm-workspace.yaml, and in its folder of the user's settings
 * `auth.ini`, `rc` and `config.yaml`. The last two stand behind the user's .npmrc, as pnpm has it.
 */
export function readPnpmFiles(place: ConfigPlace): ToolLayers {
  const { environment } = place;
  const folder = configFolder(place);
  const config = place.read(join(folder, "config.yaml"));
  const fromVariable = new EntryWriter();
  putAuth(fromVariable, parseYaml(environment.pnpm_config__auth ?? ""), () => "pnpm_config__auth");
  return {
    environment: [
      { file: "the environment", ...readEnvironment(environment, "pnpm_config_") },
      fromVariable.layer("the environment"),
    ],
    project: projectFiles(place, "pnpm-workspace.yaml", []).map((file) =>
      readSettings(file, parseYaml(place.read(file) ?? "")),
    ),
    user: [readIni(place, join(folder, "auth.ini"))],
    machine: [
      readSettings(
        join(folder, "config.yaml"),
        recordIn(mapTexts(parseYaml(config ?? ""), (text) => expandText(text, environment))),
      ),
      readIni(place, join(folder, "rc")),
    ],
  };
}

function configFolder({ environment, homeDirectory, platform }: ConfigPlace): string {
  const { XDG_CONFIG_HOME, LOCALAPPDATA } = environment;
  if (XDG_CONFIG_HOME) {
    return join(XDG_CONFIG_HOME, "pnpm");
  }
  switch (platform) {
    case "win32":
      return join(LOCALAPPDATA ?? join(homeDirectory, "AppData", "Local"), "pnpm", "config");
    case "darwin":
      return join(homeDirectory, "Library", "Preferences", "pnpm");
    default:
      return join(homeDirectory, ".config", "pnpm");
  }
}

const NETWORK: readonly (readonly [pnpm: string, npm: string])[] = [
  ["httpProxy", "proxy"],
  ["proxy", "proxy"],
  ["httpsProxy", "https-proxy"],
  ["noProxy", "noproxy"],
  ["noproxy", "noproxy"],
  ["strictSsl", "strict-ssl"],
  ["ca", "ca"],
  ["cafile", "cafile"],
  ["cert", "cert"],
  ["key", "key"],
];

function readSettings(file: string, settings: Readonly<Record<string, unknown>>): ConfigLayer {
  const writer = new EntryWriter();
  for (const [pnpm, npm] of NETWORK) {
    writer.put(npm, settings[pnpm], pnpm);
  }
  for (const [key, value] of Object.entries(recordIn(settings.registries))) {
    putRoutes(writer, key, value);
  }
  writer.put("registry", settings.registry, "registry");
  putAuth(writer, recordIn(settings._auth), (address) => `_auth["${address}"]`);
  return writer.layer(file);
}

/** `default: URL` and `"@scope": URL`, or since pnpm 11.23 `URL: { scopes: ["@scope", "@"] }`, "@" being the default. */
function putRoutes(writer: EntryWriter, key: string, value: unknown): void {
  if (typeof value === "string") {
    writer.put(key === "default" ? "registry" : `${key}:registry`, value, `registries.${key}`);
    return;
  }
  const { scopes, ecosystem } = recordIn(value);
  for (const scope of Array.isArray(scopes) && (ecosystem === undefined || ecosystem === "npm") ? scopes : []) {
    writer.put(scope === "@" ? "registry" : `${scope}:registry`, key, `registries["${key}"].scopes`);
  }
}

/** pnpm's structured credentials: `{ URL: { "@": { authToken } } }`, "@" standing for all names. */
function putAuth(
  writer: EntryWriter,
  auth: Readonly<Record<string, unknown>>,
  spell: (address: string) => string,
): void {
  for (const [address, raw] of Object.entries(auth)) {
    const scopes = recordIn(raw);
    const url = toRegistryUrl(address);
    const { authToken } = recordIn(scopes["@"] ?? Object.values(scopes)[0]);
    if (url !== undefined) {
      writer.put(`${toPrefix(url)}:_authToken`, authToken, spell(address));
    }
  }
}
