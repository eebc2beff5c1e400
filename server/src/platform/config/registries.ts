import type { NamedRegistry } from "../../core/networkFacts";
import type { RegistryAddress } from "../../core/world";
import type { PlacedLayer } from "./configLayers";
import { credentialsFor, namedCredential, toBasic } from "./credentials";
import { keyIn } from "./layer";
import { hasVariable, variableIn } from "./npmrc";
import { decodePart, isLoopback, toRegistryUrl, withoutUser } from "./url";

export interface RegistriesInput {
  readonly layers: readonly PlacedLayer[];
  readonly trustProject: boolean;
  /** The registry that npm asks where nothing is configured. */
  readonly npmDefault: string;
  /** Asked instead of the default registry. */
  readonly registryEndpoint: string | undefined;
  /** Where the user's own npm configuration is, to say where a line belongs. */
  readonly userFile: string;
  warn(file: string, key: string, message: string): void;
}

export interface Registries {
  /** The registry for a name. */
  registry(name: string): RegistryAddress;
  /** The default, then every scope that has a registry. */
  list(): readonly NamedRegistry[];
  /** The addresses that the user named, npm's default and the endpoint among them. */
  readonly own: readonly URL[];
}

interface Registry {
  readonly url: URL;
  /** Named by the user, not by the project. */
  readonly isOwn: boolean;
  readonly named: NamedRegistry["named"];
}

/**
 * Which registry is asked for which names, and what it is shown.
 *
 * Credentials reach no host that the user's own configuration did not tie them to.
 */
export function createRegistries(input: RegistriesInput): Registries {
  const { layers, trustProject, npmDefault, registryEndpoint, userFile, warn } = input;
  const own = layers.filter(({ isOwn }) => isOwn);
  const foreign = layers.filter(({ isOwn }) => !isOwn);
  const publicRegistry: Registry = { url: new URL(npmDefault), isOwn: true, named: undefined };
  const endpoint = registryEndpoint === undefined ? undefined : toRegistryUrl(registryEndpoint);
  const standIn: Registry | undefined =
    endpoint === undefined
      ? undefined
      : { url: endpoint, isOwn: true, named: { file: "the endpoints", key: "registry" } };
  const registries = new Map<string, Registry>();
  /** Scope → why nobody may be asked for its names: whoever mapped it did not mean the default registry. */
  const withheld = new Map<string, string>();
  for (const layer of layers) {
    for (const [key, value] of layer.entries) {
      const scope = key === "registry" ? "" : /^(@[^:/]+):registry$/.exec(key)?.[1];
      if (scope !== undefined && typeof value === "string" && (scope !== "" || layer.decides)) {
        add(scope, value, layer, keyIn(layer, key));
      }
    }
  }
  const withheldDefault = standIn === undefined && !registries.has("") ? withheld.get("") : undefined;
  const shown = new Map<string, Shown>();
  const byScope = new Map<string, RegistryAddress>();

  return {
    registry(name) {
      const scope = name.startsWith("@") ? name.slice(0, Math.max(0, name.indexOf("/"))) : "";
      let address = byScope.get(scope);
      if (address === undefined) {
        address = addressOf(scope);
        byScope.set(scope, address);
      }
      return address;
    },

    list: () =>
      ["", ...new Set([...registries.keys(), ...withheld.keys()].filter((scope) => scope !== ""))].map((scope) => {
        const { registry, reason } = find(scope);
        const { credentials } = showTo(registry);
        return {
          url: withoutUser(registry.url),
          scope,
          named: registry.named,
          credentials: credentials === undefined || reason !== undefined ? undefined : credentials,
          withheld: reason,
        };
      }),

    own: [publicRegistry, ...(standIn === undefined ? [] : [standIn]), ...registries.values()].flatMap(
      ({ url, isOwn }) => (isOwn ? url : []),
    ),
  };

  function find(scope: string): { registry: Registry; mapped: Registry | undefined; reason: string | undefined } {
    const mapped = scope === "" ? undefined : registries.get(scope);
    const registry = mapped ?? standIn ?? registries.get("") ?? publicRegistry;
    return { registry, mapped, reason: mapped === undefined ? (withheld.get(scope) ?? withheldDefault) : undefined };
  }

  function addressOf(scope: string): RegistryAddress {
    const { registry, mapped, reason } = find(scope);
    const configured = registries.get("")?.url.host;
    // npm reads its own default's addresses in a lockfile as those of the registry that stands in for it.
    const alsoHosts =
      mapped === undefined ? [publicRegistry.url.host, ...(configured === undefined ? [] : [configured])] : [];
    const { headers, owner, loginHint } = showTo(registry);
    const url = withoutUser(registry.url);
    if (reason !== undefined) {
      return { url, headers: {}, alsoHosts, isPrivate: true, withheld: reason };
    }
    const isPrivate = mapped !== undefined && !isPublic(mapped.url);
    return {
      url,
      headers,
      alsoHosts,
      isPrivate,
      ...(loginHint === undefined ? {} : { loginHint }),
      ...(owner === undefined ? {} : { owner }),
    };
  }

  function add(scope: string, value: string, { file, isOwn }: PlacedLayer, key: string): void {
    const url = hasVariable(value) ? undefined : toRegistryUrl(value);
    const fault = faultOf(value, url, isOwn);
    if (fault !== undefined) {
      warn(file, key, `is not used: ${fault}`);
    }
    if (registries.has(scope) || withheld.has(scope)) {
      return;
    }
    if (fault === undefined && url !== undefined) {
      registries.set(scope, { url, isOwn, named: { file, key } });
    } else if (isOwn || trustProject || (scope !== "" && !isPublic(url))) {
      withheld.set(scope, `its registry is not known, for "${key}" in ${file} is not used: ${fault}`);
    }
  }

  function faultOf(value: string, url: URL | undefined, isOwn: boolean): string | undefined {
    if (!isOwn && !trustProject) {
      return "the project is not trusted";
    }
    if (hasVariable(value)) {
      return isOwn ? "it names a variable that is not set" : "variables are not expanded in a project's file";
    }
    return url === undefined ? "it should be an http or https address" : undefined;
  }

  function isPublic(url: URL | undefined): boolean {
    return url !== undefined && withoutUser(url) === withoutUser(publicRegistry.url);
  }

  function showTo(registry: Registry): Shown {
    const key = `${registry.isOwn} ${registry.url.href}`;
    let result = shown.get(key);
    if (result === undefined) {
      result = readShown(registry);
      shown.set(key, result);
    }
    return result;
  }

  function readShown({ url, isOwn, named }: Registry): Shown {
    const isSafe = isOwn || url.protocol === "https:" || isLoopback(url);
    const tied = isSafe ? credentialsFor(url, own) : undefined;
    if (tied !== undefined) {
      const { authorization, account, ...credentials } = tied;
      return { headers: { authorization }, credentials, owner: ownerOf(credentials, account), loginHint: undefined };
    }
    if (isOwn && named !== undefined && url.username !== "") {
      const account = decodePart(url.username);
      const authorization = toBasic(account, decodePart(url.password));
      return {
        headers: { authorization },
        credentials: { kind: "password", ...named },
        owner: ownerOf(named, account),
        loginHint: undefined,
      };
    }
    return { headers: {}, credentials: undefined, owner: undefined, loginHint: readHint(url) };
  }

  /** What somebody has to know who believes that the registry is shown a token. */
  function readHint(url: URL): string | undefined {
    const unset = namedCredential(url, own);
    const variable = unset === undefined ? undefined : variableIn(unset.value);
    if (unset !== undefined && variable !== undefined) {
      return `"${unset.key}" in ${unset.file} takes ${variable} from the environment, where it is not set: start the editor or the command where it is set, or write the token itself there`;
    }
    const theirs = namedCredential(url, foreign);
    if (theirs === undefined) {
      return undefined;
    }
    const theirVariable = variableIn(theirs.value);
    const what =
      theirVariable === undefined
        ? `"${theirs.key}" in ${theirs.file} is not used, for credentials are read from your own files only`
        : `"${theirs.key}" in ${theirs.file} takes ${theirVariable} from the environment, which is not done for a project's file`;
    return `${what}: put the line ${theirs.npmKey}=${theirVariable ?? "…"} into ${userFile}`;
  }
}

interface Shown {
  readonly headers: Readonly<Record<string, string>>;
  readonly credentials: NamedRegistry["credentials"];
  readonly owner: string | undefined;
  readonly loginHint: string | undefined;
}

/** Where credentials stand and the name with them, for the secret itself is nobody's name. */
function ownerOf({ file, key }: { readonly file: string; readonly key: string }, account: string): string {
  return `${file} ${key} ${account}`;
}
