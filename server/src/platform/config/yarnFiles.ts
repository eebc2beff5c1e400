import { join } from "node:path";
import { toPair, toPrefix } from "./credentials";
import { type ConfigLayer, EntryWriter, type ToolLayers } from "./layer";
import { expandText } from "./npmrc";
import { type ConfigPlace, projectFiles } from "./place";
import { mapTexts, parseYaml, recordIn } from "./structured";
import { toRegistryUrl } from "./url";

/** Yarn 2 and newer: `.yarnrc.yml` of the project and of the user, and `YARN_*` variables. Yarn reads no .npmrc. */
export function readYarnFiles(place: ConfigPlace): ToolLayers {
  const userFile = join(place.homeDirectory, ".yarnrc.yml");
  const text = place.read(userFile);
  const settings = text === undefined ? {} : recordIn(mapTexts(parseYaml(text), (part) => expand(part, place)));
  const fromEnvironment = environmentSettings(place);
  const user = readYarnrc(userFile, settings);
  return {
    // A token in a variable belongs to the registry that the user has named, in a variable or in the file.
    environment: [readYarnrc("the environment", fromEnvironment, settings.npmRegistryServer, environmentName)],
    project: projectFiles(place, ".yarnrc.yml", [userFile]).map((file) =>
      readYarnrc(file, parseYaml(place.read(file) ?? "")),
    ),
    user: [user],
    machine: [],
  };
}

/** Yarn 1: `.yarnrc` of the project and of the user, and `YARN_REGISTRY`; the rest stands in .npmrc. */
export function readClassicFiles(place: ConfigPlace): ToolLayers {
  const userFile = join(place.homeDirectory, ".yarnrc");
  const writer = new EntryWriter();
  for (const name of ["YARN_REGISTRY", "yarn_registry"]) {
    writer.put("registry", place.environment[name], name);
  }
  return {
    environment: [writer.layer("the environment")],
    project: projectFiles(place, ".yarnrc", [userFile]).map((file) => readClassic(file, place)),
    user: [readClassic(userFile, place)],
    machine: [],
  };
}

/** Whose names are the keys of npm that mean the same. */
const NETWORK: readonly (readonly [yarn: string, npm: string])[] = [
  ["httpProxy", "proxy"],
  ["httpsProxy", "https-proxy"],
  ["httpsCaFilePath", "cafile"],
  ["caFilePath", "cafile"],
  ["httpsCertFilePath", "certfile"],
  ["httpsKeyFilePath", "keyfile"],
  ["enableStrictSsl", "strict-ssl"],
];

function readYarnrc(
  file: string,
  settings: Readonly<Record<string, unknown>>,
  registry: unknown = undefined,
  spell: (key: string) => string = (key) => key,
): ConfigLayer {
  const writer = new EntryWriter();
  const server = settings.npmRegistryServer ?? registry;
  writer.put("registry", settings.npmRegistryServer, spell("npmRegistryServer"));
  for (const [yarn, npm] of NETWORK) {
    writer.put(npm, settings[yarn], spell(yarn));
  }
  for (const [scope, raw] of Object.entries(recordIn(settings.npmScopes))) {
    const scoped = recordIn(raw);
    const path = `npmScopes.${scope}`;
    writer.put(`@${scope}:registry`, scoped.npmRegistryServer, `${path}.npmRegistryServer`);
    putAuth(writer, scoped.npmRegistryServer ?? server, scoped, (key) => `${path}.${key}`);
  }
  for (const [address, raw] of Object.entries(recordIn(settings.npmRegistries))) {
    putAuth(writer, address, recordIn(raw), (key) => `npmRegistries["${address}"].${key}`);
  }
  putAuth(writer, server, settings, spell);
  return writer.layer(file);
}

/** Ties credentials to an address; those that belong to none get npm's key for "none". */
function putAuth(
  writer: EntryWriter,
  address: unknown,
  { npmAuthToken, npmAuthIdent }: Readonly<Record<string, unknown>>,
  spell: (key: string) => string,
): void {
  const url = typeof address === "string" ? toRegistryUrl(address.replace(/^\/\//, "https://")) : undefined;
  const prefix = url === undefined ? "" : `${toPrefix(url)}:`;
  writer.put(`${prefix}_authToken`, npmAuthToken, spell("npmAuthToken"));
  if (typeof npmAuthIdent === "string") {
    writer.put(
      `${prefix}_auth`,
      npmAuthIdent.includes(":") ? toPair(npmAuthIdent) : npmAuthIdent,
      spell("npmAuthIdent"),
    );
  }
}

function expand(text: string, { environment }: ConfigPlace): string {
  return expandText(text, environment);
}

/** Yarn's variables that say what its files say: `YARN_NPM_REGISTRY_SERVER` is `npmRegistryServer`. */
function environmentSettings({ environment }: ConfigPlace): Readonly<Record<string, unknown>> {
  const keys = ["npmRegistryServer", "npmAuthToken", "npmAuthIdent", ...NETWORK.map(([yarn]) => yarn)];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = environment[environmentName(key)];
      return value === undefined || value === "" ? [] : [[key, value]];
    }),
  );
}

function environmentName(key: string): string {
  return `YARN_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** A key and a value on each line, either of them in quotes. */
function readClassic(file: string, { read }: ConfigPlace): ConfigLayer {
  const writer = new EntryWriter();
  for (const line of (read(file) ?? "").split(/\r?\n/)) {
    const [, quoted, bare, value] = /^(?:"([^"]+)"|([^\s"#]\S*))\s+(.+?)\s*$/.exec(line) ?? [];
    const key = quoted ?? bare;
    if (key !== undefined && value !== undefined) {
      writer.put(key, value.replace(/^"(.*)"$/, "$1"), key);
    }
  }
  return writer.layer(file);
}
