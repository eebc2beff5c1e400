import type { EditorNetwork } from "../../core/editorNetwork";
import type { PlacedLayer } from "./configLayers";
import { toBasic } from "./credentials";
import { keyIn, textOf } from "./layer";
import { hasVariable } from "./npmrc";
import { decodePart } from "./url";

/** Who is asked: a registry, as a package manager asks it, or another service, as the editor would. */
export type Asked = "registry" | "service";

/** A proxy, and who named it. */
export interface WebProxy {
  /** Without credentials. */
  readonly url: string;
  readonly host: string;
  /** The Proxy-Authorization header. */
  readonly authorization: string | undefined;
  /** What a SOCKS proxy is shown instead. */
  readonly user: { readonly name: string; readonly password: string } | undefined;
  readonly file: string;
  readonly key: string;
}

export interface Proxies {
  /** The proxy on the way to an address; undefined where it is asked directly. */
  proxyFor(asked: Asked, url: URL): WebProxy | undefined;
  /** Hosts that are asked directly, and who says so. */
  readonly exceptions: readonly { readonly hosts: readonly string[]; readonly file: string; readonly key: string }[];
}

/** One place that may name proxies; `none` says that there is to be no proxy, whatever others say. */
interface Candidate {
  readonly http: WebProxy | undefined;
  readonly https: WebProxy | undefined;
  readonly none?: true;
}

/**
 * Reads proxies. For a registry npm's own settings come first, then the editor's, then the environment's; for other
 * services the editor's, then npm's, then the environment's. A host that any of them excepts is asked directly.
 */
export function readProxies(
  own: readonly PlacedLayer[],
  environment: Readonly<Record<string, string | undefined>>,
  editor: EditorNetwork,
  warn: (file: string, key: string, message: string) => void,
): Proxies {
  const npm = readNpm(own, warn);
  const fromEditor = readEditor(editor, warn);
  const fromEnvironment = readEnvironmentProxies(environment, warn);
  const order: Readonly<Record<Asked, readonly Candidate[]>> = {
    registry: [npm, fromEditor, fromEnvironment],
    service: [fromEditor, npm, fromEnvironment],
  };
  const exceptions = readExceptions(own, environment, editor);
  const hosts = [...NEVER_PROXIED, ...exceptions.flatMap((exception) => exception.hosts)];

  return {
    proxyFor(asked, url) {
      if (isExcepted(url, hosts)) {
        return undefined;
      }
      for (const candidate of order[asked]) {
        const proxy = url.protocol === "https:" ? candidate.https : candidate.http;
        if (proxy !== undefined || candidate.none) {
          return proxy;
        }
      }
      return undefined;
    },
    exceptions,
  };
}

/** The replica of a test, and anything else on this machine, is never behind a proxy. */
const NEVER_PROXIED = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Whether a host is excepted, as npm, VS Code and curl read such lists together: a name stands for itself and all below
 * it, with or without a dot or "*." in front; with a port for that port alone; "*" for everything.
 */
export function isExcepted({ hostname, port, protocol }: URL, exceptions: readonly string[]): boolean {
  const actualPort = port || (protocol === "https:" ? "443" : "80");
  const host = hostname.toLowerCase();
  return exceptions.some((written) => {
    if (written.trim() === "*") {
      return true;
    }
    const [, name = "", only] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(written.trim().toLowerCase()) ?? [];
    const bare = name.replace(/^\*?\.+/, "");
    return bare !== "" && (only === undefined || only === actualPort) && (host === bare || host.endsWith(`.${bare}`));
  });
}

/** As npm has it, either of its two settings serves for both protocols. */
function readNpm(own: readonly PlacedLayer[], warn: Warn): Candidate {
  const read = (keys: readonly string[]) => {
    for (const layer of own) {
      for (const key of keys) {
        const value = textOf(layer, key);
        if (value !== undefined) {
          return { value, file: layer.file, key: keyIn(layer, key) };
        }
      }
    }
    return undefined;
  };
  const http = read(["proxy", "http-proxy"]);
  const https = read(["https-proxy"]);
  if (http?.value === "false" || https?.value === "false") {
    return { http: undefined, https: undefined, none: true };
  }
  const toProxy = (found: typeof http) =>
    found === undefined ? undefined : readProxy(found.value, found.file, found.key, undefined, warn);
  const [one, other] = [toProxy(http), toProxy(https)];
  return { http: one ?? other, https: other ?? one };
}

function readEditor({ proxy, proxyAuthorization, proxySupport }: EditorNetwork, warn: Warn): Candidate {
  const read =
    proxy === undefined || proxy === "" || proxySupport === "off"
      ? undefined
      : readProxy(proxy, "the editor's settings", "http.proxy", proxyAuthorization, warn);
  return { http: read, https: read };
}

function readEnvironmentProxies(environment: Readonly<Record<string, string | undefined>>, warn: Warn): Candidate {
  const read = (...names: readonly string[]) => {
    const name = names.find((candidate) => environment[candidate]);
    const value = name === undefined ? undefined : environment[name];
    return name === undefined || value === undefined
      ? undefined
      : readProxy(value, "the environment", name, undefined, warn);
  };
  const http = read("http_proxy", "HTTP_PROXY");
  return { http, https: read("https_proxy", "HTTPS_PROXY") ?? http };
}

function readExceptions(
  own: readonly PlacedLayer[],
  environment: Readonly<Record<string, string | undefined>>,
  editor: EditorNetwork,
): Proxies["exceptions"] {
  const npm = own.flatMap((layer) => {
    const key = ["noproxy", "no-proxy"].find((candidate) => textOf(layer, candidate) !== undefined);
    return key === undefined
      ? []
      : { hosts: listOf(textOf(layer, key) ?? ""), file: layer.file, key: keyIn(layer, key) };
  });
  const variable = ["no_proxy", "NO_PROXY"].find((name) => environment[name]);
  const fromEnvironment =
    variable === undefined
      ? []
      : [{ hosts: listOf(environment[variable] ?? ""), file: "the environment", key: variable }];
  const fromEditor =
    editor.noProxy === undefined || editor.noProxy.length === 0
      ? []
      : [{ hosts: editor.noProxy, file: "the editor's settings", key: "http.noProxy" }];
  return [...npm.slice(0, 1), ...fromEditor, ...fromEnvironment];
}

function listOf(text: string): readonly string[] {
  return text.split(/[,\s]+/).filter((part) => part !== "");
}

type Warn = (file: string, key: string, message: string) => void;

function readProxy(
  text: string,
  file: string,
  key: string,
  authorization: string | undefined,
  warn: Warn,
): WebProxy | undefined {
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = !hasVariable(text) && URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !PROTOCOLS.includes(url.protocol)) {
    warn(file, key, "is not used: it should be the address of an http, https or socks5 proxy");
    return undefined;
  }
  const { username, password, protocol, host } = url;
  const user = username === "" ? undefined : { name: decodePart(username), password: decodePart(password) };
  const own = user === undefined ? undefined : toBasic(user.name, user.password);
  return { url: `${protocol}//${host}`, host, authorization: authorization || own, user, file, key };
}

const PROTOCOLS: readonly string[] = ["http:", "https:", "socks5:"];
