import type { EditorNetwork } from "../../core/editorNetwork";
import type { NamedGate, NamedRegistry, Said } from "../../core/networkFacts";
import type { RegistryAddress } from "../../core/world";
import { type Certificates, readCertificates } from "./certificates";
import { type ConfigLayers, type PlacedLayer, readConfigLayers } from "./configLayers";
import { isAuthKey } from "./credentials";
import { keyIn, type Tool, textOf } from "./layer";
import { hasVariable } from "./npmrc";
import type { ConfigPlace } from "./place";
import { type Proxies, readProxies } from "./proxies";
import { createRegistries } from "./registries";

export interface NpmConfigInput extends ConfigPlace {
  /** Whether registries that project files name may be asked. */
  readonly trustProject: boolean;
  /** The registry that npm asks where nothing is configured. */
  readonly npmDefault: string;
  /** Asked instead of the default registry. */
  readonly registryEndpoint: string | undefined;
  /** How the editor is set to reach the network; empty where there is none. */
  readonly editor: EditorNetwork;
}

/** What the configuration of package managers, the editor and the environment says about where and how registries are asked. */
export interface NpmConfig {
  registry(name: string): RegistryAddress;
  /** The default registry and those of scopes, with who named them. */
  registries(): readonly NamedRegistry[];
  /** The addresses of registries that the user named, npm's default among them. */
  readonly ownRegistries: readonly URL[];
  readonly proxies: Proxies;
  readonly certificates: Certificates;
  /** Off only where the user switched it off; it then counts for registries alone. */
  readonly strictSsl: Said<boolean>;
  /** The same of the certificate of a proxy. */
  readonly strictProxySsl: Said<boolean>;
  /** Whether the operating system's authorities are trusted, too. */
  readonly systemCertificates: Said<boolean>;
  /** Whose configuration decides, the project's own package manager first. */
  readonly tools: readonly Tool[];
  /** The gates of npm: what it will refuse to install. */
  readonly gates: readonly NamedGate[];
  /** npm's `ignore-scripts`: no install script runs, as npm would read it in this project. */
  readonly ignoresScripts: boolean;
  /** Equal for equal configurations. Holds secrets: for comparison only. */
  readonly fingerprint: string;
  /** What was not used, and why; never a secret. */
  readonly warnings: readonly NpmWarning[];
}

export interface NpmWarning {
  readonly file: string;
  readonly key: string;
  readonly message: string;
}

/**
 * Reads the configuration that counts for a project.
 *
 * A repository's files are written by whoever wrote the repository. Nothing in them is expanded, their credentials
 * are never read, their registries only where the project is trusted; what they say in vain stands in `warnings`.
 */
export function readNpmConfig(input: NpmConfigInput): NpmConfig {
  const { trustProject, environment, editor } = input;
  const { layers, tools }: ConfigLayers = readConfigLayers(input, trustProject);
  const own = layers.filter(({ isOwn }) => isOwn);
  const deciding = own.filter(({ decides }) => decides);
  const projects = layers.filter(({ isOwn }) => !isOwn);
  const warnings: NpmWarning[] = [];
  const warn = (file: string, key: string, message: string) => warnings.push({ file, key, message });
  const registries = createRegistries({ ...input, layers, userFile: userFileOf(own, input), warn });
  own.forEach(warnOfOwn);
  projects.forEach(warnOfProject);
  const proxies = readProxies(deciding, environment, editor, warn);
  const certificates = readCertificates(deciding, own, registries.own, input, warn);

  return {
    registry: registries.registry,
    registries: registries.list,
    ownRegistries: registries.own,
    proxies,
    certificates,
    strictSsl: readStrictSsl(),
    strictProxySsl: fromEditor(editor.proxyStrictSSL, "http.proxyStrictSSL"),
    systemCertificates: fromEditor(editor.systemCertificates, "http.systemCertificates"),
    tools,
    gates: readGates(),
    ignoresScripts: npmText("ignore-scripts") === "true",
    fingerprint: JSON.stringify([
      tools,
      layers.map(({ file, entries, isOwn, decides }) => [file, isOwn, decides, [...entries]]),
      certificates.contents,
    ]),
    warnings,
  };

  function readStrictSsl(): Said<boolean> {
    const layer = deciding.find((candidate) => textOf(candidate, "strict-ssl") !== undefined);
    return layer === undefined
      ? { value: true, by: undefined }
      : {
          value: textOf(layer, "strict-ssl") !== "false",
          by: { file: layer.file, key: keyIn(layer, "strict-ssl") },
        };
  }

  function fromEditor(value: boolean | undefined, key: string): Said<boolean> {
    return value === undefined ? { value: true, by: undefined } : { value, by: { file: "the editor's settings", key } };
  }

  /** npm's files as npm orders them, trusted or not: what a project says here tells of npm, and asks nobody. */
  function npmLayers(): readonly PlacedLayer[] {
    const npm = layers.filter(({ tool }) => tool === "npm");
    const [first, ...rest] = npm.filter(({ isOwn }) => isOwn);
    const isEnvironment = first?.file === ENVIRONMENT;
    const project = npm.filter(({ isOwn }) => !isOwn);
    return [
      ...(first === undefined || !isEnvironment ? [] : [first]),
      ...project,
      ...(first === undefined || isEnvironment ? [] : [first]),
      ...rest,
    ];
  }

  function npmText(key: string): string | undefined {
    return npmLayers().flatMap((layer) => textOf(layer, key) ?? [])[0];
  }

  function readGates(): readonly NamedGate[] {
    return GATES.flatMap((key) => {
      const layer = npmLayers().find((candidate) => textOf(candidate, key) !== undefined);
      return layer === undefined ? [] : [{ key: keyIn(layer, key), value: textOf(layer, key) ?? "", file: layer.file }];
    });
  }

  function warnOfOwn(layer: PlacedLayer): void {
    for (const [npmKey, value] of layer.entries) {
      if (!isAuthKey(npmKey)) {
        continue;
      }
      const key = keyIn(layer, npmKey);
      if (npmKey.endsWith("tokenHelper")) {
        warn(layer.file, key, "is not used: Custody runs no programs");
      } else if (!npmKey.startsWith("//") && !/^(?:certfile|keyfile)$/.test(npmKey)) {
        warn(layer.file, key, "is not used: it belongs to no registry");
      } else if (typeof value === "string" && hasVariable(value)) {
        warn(layer.file, key, "is not used: it names a variable that is not set");
      }
    }
  }

  function warnOfProject(layer: PlacedLayer): void {
    for (const npmKey of layer.entries.keys()) {
      const key = keyIn(layer, npmKey);
      if (isAuthKey(npmKey)) {
        warn(layer.file, key, "is not used: credentials are read from your own .npmrc only");
      } else if (OWN_ONLY.has(npmKey.replace(/^\/\/.*:/, ""))) {
        warn(layer.file, key, "is not used: this is read from your own .npmrc only");
      }
    }
  }
}

const ENVIRONMENT = "the environment";
const GATES: readonly string[] = ["min-release-age", "before", "ignore-scripts"];

/** Where a line of one's own belongs. */
function userFileOf(own: readonly PlacedLayer[], { homeDirectory }: ConfigPlace): string {
  const named = own.find(
    ({ tool, file, entries }) => tool === "npm" && file === ENVIRONMENT && entries.has("userconfig"),
  );
  return (named === undefined ? undefined : textOf(named, "userconfig")) ?? `${homeDirectory}/.npmrc`;
}

/** What decides through whom, and how safely, everything is asked. */
const OWN_ONLY: ReadonlySet<string> = new Set([
  "proxy",
  "http-proxy",
  "https-proxy",
  "noproxy",
  "no-proxy",
  "ca",
  "cafile",
  "cert",
  "key",
  "strict-ssl",
]);
