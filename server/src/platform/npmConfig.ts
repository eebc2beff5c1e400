import type { RegistryAddress } from "../core/world";
import { authorizationFor, isAuthKey, toBasic } from "./npmAuth";
import { type NpmPlace, readNpmFiles } from "./npmFiles";
import { hasVariable, type NpmrcLayer } from "./npmrc";

export interface NpmConfigInput extends NpmPlace {
  /** Whether registries that project files name may be asked. */
  readonly trustProject: boolean;
  /** The registry that npm asks where nothing is configured. */
  readonly npmDefault: string;
  /** Asked instead of the default registry. */
  readonly registryEndpoint: string | undefined;
}

/** What npm's configuration says about where and how registries are asked. */
export interface NpmConfig {
  registry(name: string): RegistryAddress;
  readonly httpProxy: string | undefined;
  readonly httpsProxy: string | undefined;
  readonly noProxy: string;
  /** Certificates of further authorities, PEM. */
  readonly authorities: readonly string[];
  /** Off only where the user switched it off; it then counts for registries alone. */
  readonly strictSsl: boolean;
  /** npm's `min-release-age`, the stricter of the user's and the project's. */
  readonly minimumReleaseAgeDays: number | undefined;
  /** npm's `ignore-scripts`: no install script runs, as npm would read it in this project. */
  readonly ignoresScripts: boolean;
  /** What was not used, and why; never a secret. */
  readonly warnings: readonly NpmWarning[];
}

export interface NpmWarning {
  readonly file: string;
  readonly key: string;
  readonly message: string;
}

interface Registry {
  readonly url: URL;
  /** Named by the user, not by the project. */
  readonly isOwn: boolean;
}

/**
 * Reads npm's configuration for a project.
 *
 * A repository's .npmrc is written by whoever wrote the repository. Nothing in it is expanded, its credentials
 * are never read, its registries only where the project is trusted; what it says in vain stands in `warnings`.
 * Credentials reach no host that the user's own configuration did not tie them to.
 */
export function readNpmConfig(input: NpmConfigInput): NpmConfig {
  const { npmDefault, registryEndpoint, trustProject, environment } = input;
  const { own, project } = readNpmFiles(input);
  const warnings: NpmWarning[] = [];
  const publicUrl = new URL(npmDefault);
  const endpoint = registryEndpoint === undefined ? undefined : toRegistryUrl(registryEndpoint);
  const [fromEnvironment, ...ownFiles] = own.map((layer) => ({ ...layer, isOwn: true }));
  const projects = project === undefined ? [] : [{ ...project, isOwn: false }];
  const first = fromEnvironment === undefined ? [] : [fromEnvironment];
  // npm lets a project's file win over the user's. One that is not trusted has the last word instead of the first.
  const layers = trustProject ? [...first, ...projects, ...ownFiles] : [...first, ...ownFiles, ...projects];
  const registries = new Map<string, Registry>();
  /** Scope → why nobody may be asked for its names: whoever mapped it did not mean the default registry. */
  const withheld = new Map<string, string>();
  for (const { isOwn, ...layer } of layers) {
    for (const [key, value] of layer.entries) {
      const scope = key === "registry" ? "" : /^(@[^:/]+):registry$/.exec(key)?.[1];
      if (scope !== undefined && typeof value === "string") {
        addRegistry(scope, value, layer.file, key, isOwn);
      }
    }
  }
  own.forEach(warnOfOwn);
  if (project !== undefined) {
    warnOfProject(project);
  }

  const standIn = endpoint === undefined ? undefined : { url: endpoint, isOwn: true };
  const withheldDefault = standIn === undefined && !registries.has("") ? withheld.get("") : undefined;
  const byRegistry = new Map<string, Readonly<Record<string, string>>>();
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
    ...readProxies(),
    authorities: readAuthorities(),
    strictSsl: ownText("strict-ssl") !== "false",
    minimumReleaseAgeDays: readMinimumAge(),
    ignoresScripts: readIgnoresScripts(),
    warnings,
  };

  function addressOf(scope: string): RegistryAddress {
    const mapped = scope === "" ? undefined : registries.get(scope);
    const used = mapped ?? standIn ?? registries.get("") ?? { url: publicUrl, isOwn: true };
    const reason = mapped === undefined ? (withheld.get(scope) ?? withheldDefault) : undefined;
    const configured = registries.get("")?.url.host;
    // npm reads its own default's addresses in a lockfile as those of the registry that stands in for it.
    const alsoHosts = mapped === undefined ? [publicUrl.host, ...(configured === undefined ? [] : [configured])] : [];
    const address = { url: withoutUser(used.url), headers: headersFor(used), alsoHosts };
    return reason === undefined
      ? { ...address, isPrivate: mapped !== undefined && !isPublic(mapped.url) }
      : { ...address, headers: {}, isPrivate: true, withheld: reason };
  }

  function addRegistry(scope: string, value: string, file: string, key: string, isOwn: boolean): void {
    const url = hasVariable(value) ? undefined : toRegistryUrl(value);
    const fault = faultOf(value, url, isOwn);
    if (fault !== undefined) {
      warnings.push({ file, key, message: `is not used: ${fault}` });
    }
    if (registries.has(scope) || withheld.has(scope)) {
      return;
    }
    if (fault === undefined && url !== undefined) {
      registries.set(scope, { url, isOwn });
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
    return url !== undefined && withoutUser(url) === withoutUser(publicUrl);
  }

  function headersFor({ url, isOwn }: Registry): Readonly<Record<string, string>> {
    const key = `${isOwn} ${url.href}`;
    let headers = byRegistry.get(key);
    if (headers === undefined) {
      const authorization =
        isOwn || url.protocol === "https:" || isLoopback(url) ? authorizationOf(url, isOwn) : undefined;
      headers = authorization === undefined ? {} : { authorization };
      byRegistry.set(key, headers);
    }
    return headers;
  }

  function authorizationOf(url: URL, isOwn: boolean): string | undefined {
    const tied = authorizationFor(url, own);
    if (tied !== undefined || !isOwn || url.username === "") {
      return tied;
    }
    return toBasic(decode(url.username), decode(url.password));
  }

  function ownText(key: string): string | undefined {
    for (const { entries } of own) {
      const value = entries.get(key);
      if (typeof value === "string" && value !== "" && value !== "null") {
        return value;
      }
    }
    return undefined;
  }

  /** As npm has it, either of its two proxy settings serves for both protocols. */
  function readProxies(): Pick<NpmConfig, "httpProxy" | "httpsProxy" | "noProxy"> {
    const variable = (name: string) => environment[name] || environment[name.toUpperCase()] || undefined;
    const [http, https] = [ownText("proxy"), ownText("https-proxy")];
    if (http === "false" || https === "false") {
      return { httpProxy: undefined, httpsProxy: undefined, noProxy: "*" };
    }
    const httpProxy = http ?? https ?? variable("http_proxy");
    return {
      httpProxy,
      httpsProxy: https ?? http ?? variable("https_proxy") ?? httpProxy,
      noProxy: ownText("noproxy") ?? ownText("no-proxy") ?? variable("no_proxy") ?? "",
    };
  }

  function readAuthorities(): readonly string[] {
    const written = own.map(({ entries }) => entries.get("ca")).find((value) => value !== undefined);
    const inline = (typeof written === "string" ? [written] : (written ?? []))
      .map((pem) => pem.replaceAll("\\n", "\n"))
      .filter((pem) => pem.includes("-----BEGIN CERTIFICATE-----"));
    const path = ownText("cafile");
    const file = path === undefined ? undefined : input.read(path);
    if (path !== undefined && file === undefined) {
      warnings.push({ file: path, key: "cafile", message: "could not be read" });
    }
    return file === undefined ? inline : [...inline, file];
  }

  /** The project may ask for more patience than the user, never for less. */
  /** As npm orders them: the environment, the project, the user. What a project says here tells of npm, and asks nobody. */
  function readIgnoresScripts(): boolean {
    const [environment, ...files] = own;
    const ordered = [environment, project, ...files].flatMap((layer) => layer?.entries.get("ignore-scripts") ?? []);
    return ordered[0] === "true";
  }

  function readMinimumAge(): number | undefined {
    const ages = [ownText("min-release-age"), project?.entries.get("min-release-age")].flatMap((value) =>
      typeof value === "string" && /^\d{1,5}$/.test(value) ? Number(value) : [],
    );
    return ages.length > 0 ? Math.max(...ages) : undefined;
  }

  function warnOfOwn({ file, entries }: NpmrcLayer): void {
    for (const [key, value] of entries) {
      if (!isAuthKey(key)) {
        continue;
      }
      if (!key.startsWith("//")) {
        warnings.push({ file, key, message: "is not used: it belongs to no registry" });
      } else if (/:(?:certfile|keyfile|tokenHelper)$/.test(key)) {
        warnings.push({ file, key, message: "is not used: only tokens and passwords are" });
      } else if (typeof value === "string" && hasVariable(value)) {
        warnings.push({ file, key, message: "is not used: it names a variable that is not set" });
      }
    }
  }

  function warnOfProject({ file, entries }: NpmrcLayer): void {
    for (const key of entries.keys()) {
      if (isAuthKey(key)) {
        warnings.push({ file, key, message: "is not used: credentials are read from your own .npmrc only" });
      } else if (OWN_ONLY.has(key)) {
        warnings.push({ file, key, message: "is not used: this is read from your own .npmrc only" });
      }
    }
  }
}

/** What decides through whom, and how safely, everything is asked. */
const OWN_ONLY: ReadonlySet<string> = new Set([
  "proxy",
  "https-proxy",
  "noproxy",
  "ca",
  "cafile",
  "cert",
  "key",
  "strict-ssl",
]);

/** An http or https address with a slash at its end; undefined for anything else. */
export function toRegistryUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
    return undefined;
  }
  url.search = "";
  url.hash = "";
  if (!url.pathname.endsWith("/")) {
    url.pathname += "/";
  }
  return url;
}

/** A password in an address is for the header, not for reports and requests. */
function withoutUser(url: URL): string {
  const bare = new URL(url);
  bare.username = "";
  bare.password = "";
  return bare.href;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
