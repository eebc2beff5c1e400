import type { SourceKind } from "../../model";
import { parseSpec } from "../spec";
import { keyOf, specOf } from "./yarnEntry";

/** What Berry says that it installs. */
export interface YarnLocator {
  /** The real name, behind aliases and patches. */
  readonly name: string;
  readonly source: SourceKind;
  /** Only where the place itself tells it. */
  readonly version: string | undefined;
  /** The address, where it is not the registry's own one. */
  readonly resolved: string | undefined;
  /** The folder of a workspace member. */
  readonly folder: string | undefined;
}

/** Patches of patches; nobody nests them deeper. */
const DEEPEST = 10;

/** Reads `name@npm:1.2.3` and the other forms of a resolution. Never throws. */
export function readLocator(resolution: string): YarnLocator {
  const at = resolution.indexOf("@", 1);
  // Nearly all are releases of a registry, with nothing else to be said of them.
  if (at !== -1 && resolution.startsWith("npm:", at + 1) && isPlainVersion(resolution, at + 5)) {
    const version = resolution.slice(at + 5);
    return { name: resolution.slice(0, at), source: "registry", version, resolved: undefined, folder: undefined };
  }
  const [bare, parameters] = splitBinding(withoutVirtual(resolution));
  const name = keyOf(bare);
  const reference = specOf(bare);
  const colon = reference.indexOf(":");
  switch (colon === -1 ? "npm" : reference.slice(0, colon)) {
    case "npm":
      return readRegistry(name, reference.slice(colon + 1), parameters);
    case "patch":
      return readPatch(bare);
    case "workspace": {
      const folder = reference.slice(colon + 1);
      return { ...elsewhere(name, "workspace", undefined), folder: folder === "." ? "" : folder };
    }
    case "link":
    case "portal":
      return elsewhere(name, "link", reference);
    case "file":
    case "exec":
      return elsewhere(name, "file", reference);
    default: {
      const isGit = reference.includes("#commit=") || parseSpec(name, reference).source === "git";
      return elsewhere(name, isGit ? "git" : "tarball", reference);
    }
  }
}

const PLAIN_VERSION = /[\w.+-]+$/y;

/** Whether all of a text from here on is a version as the registry has them. */
function isPlainVersion(text: string, from: number): boolean {
  PLAIN_VERSION.lastIndex = from;
  return PLAIN_VERSION.test(text);
}

/** What the patch in a request or resolution is put over, as `key@spec`; undefined where it is none. */
export function patchedBy(request: string): string | undefined {
  const bare = withoutVirtual(request);
  const at = keyOf(bare).length + 1;
  if (!bare.startsWith("patch:", at)) {
    return undefined;
  }
  const hash = bare.indexOf("#", at);
  return decode(bare.slice(at + "patch:".length, hash === -1 ? bare.length : hash));
}

/** Yarn's own patches, which it puts over what was asked for without being told. */
export function isBuiltinPatch(request: string): boolean {
  return request.includes("@patch:") && request.includes("builtin<");
}

/** Takes off what Yarn adds to a place that is relative to somebody: `::locator=…&version=…`. */
export function splitBinding(request: string): readonly [bare: string, parameters: string] {
  const at = request.indexOf("::");
  return at === -1 ? [request, ""] : [request.slice(0, at), request.slice(at + 2)];
}

function readRegistry(name: string, selector: string, parameters: string): YarnLocator {
  const at = selector.indexOf("@", 1);
  const address = /(?:^|&)__archiveUrl=([^&]*)/.exec(parameters)?.[1];
  return {
    name: at === -1 ? name : selector.slice(0, at),
    source: "registry",
    version: at === -1 ? selector : selector.slice(at + 1),
    resolved: address === undefined ? undefined : decode(address),
    folder: undefined,
  };
}

function readPatch(resolution: string): YarnLocator {
  let inner = resolution;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const next = patchedBy(inner);
    if (next === undefined) {
      const { name, version } = readLocator(inner);
      return { ...elsewhere(name, "patch", undefined), version };
    }
    inner = next;
  }
  return elsewhere(keyOf(resolution), "patch", undefined);
}

function elsewhere(name: string, source: SourceKind, resolved: string | undefined): YarnLocator {
  return { name, source, version: undefined, resolved, folder: undefined };
}

/** `name@virtual:0123#npm:1.0.0` is `name@npm:1.0.0`, told apart by its peers. */
function withoutVirtual(locator: string): string {
  const name = keyOf(locator);
  const hash = locator.indexOf("#", name.length);
  return hash !== -1 && locator.startsWith("virtual:", name.length + 1)
    ? `${name}@${locator.slice(hash + 1)}`
    : locator;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
