import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { relative } from "node:path";
import type { EditorFetch, EditorNetwork } from "../core/editorNetwork";
import type { NetworkFacts } from "../core/networkFacts";
import type { RegistryAddress, RegistryIsMirror, Store, World } from "../core/world";
import { createBreath } from "./breath";
import { type NpmConfig, readNpmConfig } from "./config/npmConfig";
import { npmDefaultRegistry } from "./config/npmDefaults";
import { readOwnSettings } from "./config/ownSettings";
import { toRegistryUrl } from "./config/url";
import { watchPlace } from "./config/watchedPlace";
import { foldersIn, quickStampOf, readSmallFile, readTextFile, stampOf } from "./files";

export interface NodeWorldOptions {
  /** Whose .npmrc counts beside the user's; undefined outside any project. */
  readonly projectDirectory: string | undefined;
  /** Whether registries that the project's files name may be asked. */
  readonly trustProject: boolean;
  /** Addresses to ask instead of the public ones; that of the registry instead of the user's default one. */
  readonly endpoints: Partial<Record<"registry" | "osv" | "depsdev" | "scorecard", string>>;
  /** Whether a default registry other than npm's own mirrors the public one; "ask" where it is left out. */
  readonly registryIsMirror?: RegistryIsMirror;
  readonly now?: () => number;
  /** How the editor is set to reach the network; nothing where there is none. */
  readonly editor?: EditorNetwork;
  /** An editor that puts requests which find no other way. */
  readonly editorFetch?: EditorFetch;
  /** Where the policy of the user's organisation is, if that is an address. */
  readonly policyAddress?: URL | undefined;
  /** Where answers outlive the process. */
  readonly store?: Store | undefined;
  readonly freshSince?: number | undefined;
}

/** The world, and what this machine's npm configuration says of it. */
export interface NodeWorld extends World {
  /** Read when first needed, then kept. */
  npmConfig(): NpmConfig;
  /** What it comes to, for people; nobody is asked. */
  networkFacts(): Promise<NetworkFacts>;
  /** The files outside of the project that `npmConfig` rests on. */
  configFiles(): readonly string[];
  /** Whether `npmConfig` would be another by now. Without `isNews` that is looked at every other second at most. */
  isOutdated(isNews: boolean): boolean;
}

/** How often changes of configuration files are looked for at most. */
const LOOK_EVERY_MS = 2_000;

const PUBLIC_ENDPOINTS = { osv: "https://api.osv.dev", depsdev: "https://api.deps.dev" } as const;

/** The real world: this machine's files, its clock, its network by its npm configuration. */
export function nodeWorld(options: NodeWorldOptions): NodeWorld {
  const { projectDirectory, trustProject, endpoints, registryIsMirror = "ask", now = Date.now, editor = {} } = options;
  const { store, freshSince, policyAddress } = options;
  const registryEndpoint = endpoints.registry === undefined ? undefined : readEndpoint("registry", endpoints.registry);
  const place = watchPlace(
    {
      environment: process.env,
      homeDirectory: homedir(),
      execPath: process.execPath,
      platform: process.platform,
      projectDirectory,
      read: readSmallFile,
      peek: readSmallFile,
      exists: existsSync,
    },
    quickStampOf,
  );
  let config: NpmConfig | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let isOutdated = false;
  let send: Promise<World["send"]> | undefined;
  const breathe = createBreath();
  const addresses: World["endpoints"] = {
    osv: withoutSlash(readEndpoint("osv", endpoints.osv ?? PUBLIC_ENDPOINTS.osv)),
    depsdev: withoutSlash(readEndpoint("depsdev", endpoints.depsdev ?? PUBLIC_ENDPOINTS.depsdev)),
    ...(endpoints.scorecard === undefined
      ? {}
      : { scorecard: withoutSlash(readEndpoint("scorecard", endpoints.scorecard)) }),
  };
  const services = [...Object.values(addresses), ...(policyAddress === undefined ? [] : [policyAddress.href])];

  return {
    now,
    readFile: readTextFile,
    stampOf,
    foldersIn,
    endpoints: addresses,
    ...(store === undefined ? {} : { store }),
    ...(freshSince === undefined ? {} : { freshSince }),
    registry: (name) => withKind(npmConfig().registry(name)),
    // Whoever names an address to ask instead of the public registry has said what it stands for.
    registryIsMirror: registryIsMirror === "ask" && registryEndpoint !== undefined ? "yes" : registryIsMirror,
    breathe,
    send: async (request, abort) => (await network())(request, abort),
    prepareToSend: network,
    ownSettings: () => readOwnSettings(place),
    npmConfig,
    async networkFacts() {
      const [{ readNetworkFacts }, { machineAuthorities }] = await Promise.all([
        import("./networkFacts"),
        import("./authorities"),
      ]);
      return readNetworkFacts(npmConfig(), services, machineAuthorities([]), process.env.NODE_EXTRA_CA_CERTS);
    },
    configFiles: () => place.files().filter((path) => !isInside(path, projectDirectory)),
    isOutdated(isNews) {
      const time = performance.now();
      if (!isOutdated && config !== undefined && (isNews || time - lookedAt >= LOOK_EVERY_MS)) {
        lookedAt = time;
        isOutdated = place.hasChanged() && readConfig().fingerprint !== config.fingerprint;
      }
      return isOutdated;
    },
  };

  /** Loaded when somebody is first asked. */
  function network(): Promise<World["send"]> {
    send ??= import("./network").then(({ createSend }) =>
      createSend({
        config: npmConfig(),
        breathe,
        services,
        namedServices: Object.values(addresses).filter((address) => !isPublic(address)),
        editorFetch: options.editorFetch,
      }),
    );
    return send;
  }

  function npmConfig(): NpmConfig {
    config ??= readConfig();
    return config;
  }

  function readConfig(): NpmConfig {
    return readNpmConfig({ ...place, trustProject, npmDefault: npmDefaultRegistry(), registryEndpoint, editor });
  }
}

function isInside(path: string, folder: string | undefined): boolean {
  return folder !== undefined && !relative(folder, path).startsWith("..");
}

/** A scope's own registry is private as it is; a default registry is not, but npm's own alone serves public packages only. */
function withKind(address: RegistryAddress): RegistryAddress {
  const servesBoth = !address.isPrivate && hostOf(address.url) !== hostOf(npmDefaultRegistry());
  return servesBoth ? { ...address, servesBoth } : address;
}

function isPublic(address: string): boolean {
  return Object.values<string>(PUBLIC_ENDPOINTS).includes(address);
}

const hosts = new Map<string, string>();

/** Asked for each package, of a few addresses. */
function hostOf(url: string): string {
  const host = hosts.get(url) ?? new URL(url).host;
  hosts.set(url, host);
  return host;
}

/** Throws a sentence for whoever gave the address: asking somebody else instead would be worse. */
function readEndpoint(id: string, text: string): string {
  const url = toRegistryUrl(text);
  if (url === undefined) {
    throw new TypeError(`The ${id} endpoint should be an http or https address, but is ${JSON.stringify(text)}`);
  }
  return url.href;
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
