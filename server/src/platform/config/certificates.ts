import { dirname, isAbsolute, join } from "node:path";
import type { Place } from "../../core/networkFacts";
import type { PlacedLayer } from "./configLayers";
import { prefixesOf } from "./credentials";
import { type ConfigLayer, keyIn, textOf } from "./layer";
import { hasVariable } from "./npmrc";
import type { ConfigPlace } from "./place";

/** Certificates of authorities in one place, PEM, and who named it. */
export interface Authorities {
  readonly pem: readonly string[];
  readonly file: string;
  readonly key: string;
}

/** What a connection to a registry shows and trusts beyond all others. */
export interface HostCertificates {
  /** The client's own, PEM. */
  readonly cert: string | undefined;
  readonly key: string | undefined;
  /** Authorities that are trusted for this host alone. */
  readonly authorities: readonly string[];
  /** Where the client's certificate is named. */
  readonly named: { readonly file: string; readonly key: string } | undefined;
}

export interface Certificates {
  /** Trusted for every host, beside those that are trusted anyway. */
  readonly authorities: readonly Authorities[];
  /** Equal addresses give the same object, so that their connections can be shared. */
  forUrl(url: URL): HostCertificates | undefined;
  /** The client certificates that are shown to somebody, and where they are named. */
  readonly own: readonly (Place & { readonly shownTo: string })[];
  /** All that was read, keys included: for comparison only. */
  readonly contents: readonly string[];
}

/**
 * Reads `ca` and `cafile`, and client certificates: `//host/path/:certfile` and `:keyfile` (npm), `:cert` and `:key`
 * (pnpm), and without an address for the registries that the user has named. The user's own configuration only.
 */
export function readCertificates(
  deciding: readonly PlacedLayer[],
  own: readonly ConfigLayer[],
  registries: readonly URL[],
  place: ConfigPlace,
  warn: (file: string, key: string, message: string) => void,
): Certificates {
  const contents: string[] = [];
  const known = new Map<string, HostCertificates | undefined>();
  for (const prefix of prefixesIn(own)) {
    known.set(prefix, readHost(prefix));
  }
  const forAll = readPair("", deciding);
  const origins = new Set(registries.map(({ origin }) => origin));

  return {
    authorities: [...readInline("ca", deciding), ...readFile("cafile", deciding)],
    forUrl(url) {
      if (url.protocol !== "https:") {
        return undefined;
      }
      for (const prefix of prefixesOf(url)) {
        const found = known.get(prefix);
        if (found !== undefined) {
          return found;
        }
      }
      return origins.has(url.origin) ? forAll : undefined;
    },
    own: [
      ...[...known].flatMap(([prefix, host]) => (host?.named === undefined ? [] : { ...host.named, shownTo: prefix })),
      ...(forAll?.named === undefined ? [] : [{ ...forAll.named, shownTo: "every registry of your own" }]),
    ],
    contents,
  };

  function readHost(prefix: string): HostCertificates | undefined {
    const pair = readPair(`${prefix}:`, own);
    const authorities = [...readInline(`${prefix}:ca`, own), ...readFile(`${prefix}:cafile`, own)];
    return pair === undefined && authorities.length === 0
      ? undefined
      : {
          cert: pair?.cert,
          key: pair?.key,
          named: pair?.named,
          authorities: authorities.flatMap(({ pem }) => pem),
        };
  }

  /** A certificate with its key, from files or written out; undefined where either is missing. */
  function readPair(before: string, layers: readonly ConfigLayer[]): HostCertificates | undefined {
    const cert = readFile(`${before}certfile`, layers)[0] ?? readInline(`${before}cert`, layers)[0];
    const key = readFile(`${before}keyfile`, layers)[0] ?? readInline(`${before}key`, layers)[0];
    if (cert === undefined || key === undefined) {
      const alone = cert ?? key;
      if (alone !== undefined) {
        warn(
          alone.file,
          alone.key,
          `is not used: ${cert === undefined ? "the certificate" : "the key"} of it is missing`,
        );
      }
      return undefined;
    }
    const named = { file: cert.file, key: cert.key };
    return { cert: cert.pem.join("\n"), key: key.pem.join("\n"), authorities: [], named };
  }

  function readInline(key: string, layers: readonly ConfigLayer[]): readonly Authorities[] {
    for (const layer of layers) {
      const value = layer.entries.get(key);
      const pem = (typeof value === "string" ? [value] : (value ?? []))
        .map((text) => text.replaceAll("\\n", "\n"))
        .filter((text) => text.includes("-----BEGIN "));
      if (pem.length > 0) {
        return [{ pem, file: layer.file, key: keyIn(layer, key) }];
      }
    }
    return [];
  }

  function readFile(key: string, layers: readonly ConfigLayer[]): readonly Authorities[] {
    for (const layer of layers) {
      const value = textOf(layer, key);
      if (value === undefined || hasVariable(value)) {
        continue;
      }
      const path = resolvePath(value, layer.file, place.homeDirectory);
      const text = place.read(path);
      contents.push(text ?? "");
      const spelling = keyIn(layer, key);
      if (text?.includes("-----BEGIN ")) {
        return [{ pem: [text], file: layer.file, key: spelling }];
      }
      const fault = text === undefined ? "could not be read" : "holds no certificate or key in PEM";
      warn(layer.file, spelling, `is not used: ${path} ${fault}`);
      return [];
    }
    return [];
  }
}

/** The addresses that any layer names certificates for. */
function prefixesIn(layers: readonly ConfigLayer[]): ReadonlySet<string> {
  const keys = layers.flatMap(({ entries }) => [...entries.keys()]);
  return new Set(keys.flatMap((key) => /^(\/\/.+):(?:certfile|keyfile|cert|key|ca|cafile)$/.exec(key)?.[1] ?? []));
}

/** A path as it is written: "~/" is the user's folder, and what is relative is beside the file that says it. */
function resolvePath(path: string, file: string, homeDirectory: string): string {
  if (/^~[\\/]/.test(path)) {
    return join(homeDirectory, path.slice(2));
  }
  return isAbsolute(path) ? path : join(isAbsolute(file) ? dirname(file) : homeDirectory, path);
}
