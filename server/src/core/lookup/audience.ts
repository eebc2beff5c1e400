import type { Lookup } from "../model";
import type { World } from "../world";
import { never } from "./asker";

/** Where a project's own files take a name from, where that is not its registry. */
export interface Elsewhere {
  /** A host, or the kind of source: "git", "workspace". */
  readonly place: string;
  /** Most of the lockfile comes from there: it was written behind a mirror, or behind a registry of somebody's own. */
  readonly isUsual: boolean;
}

type NotAsked = Extract<Lookup<never>, { readonly reason: string }>;

/** Whom a name may be told. */
export interface Audience {
  /** It is somebody's own: told to its own registry at most. */
  readonly isPrivate: boolean;
  /** What stands for the answers of services for public packages; undefined: they may be asked. */
  readonly services: NotAsked | undefined;
  /** What stands for its registry's answer; undefined: that may be asked. */
  readonly registry: NotAsked | undefined;
  /** The host about which somebody has to say whether it serves public packages only. */
  readonly undecided?: string;
}

const EVERYBODY: Audience = { isPrivate: false, services: undefined, registry: undefined };
const PRIVATE = { status: "unasked", reason: "private: asked of its own registry only" } as const;
const OWN_REGISTRY: Audience = { isPrivate: true, services: PRIVATE, registry: undefined };

/**
 * Tells whom a name may be told, from the npm configuration, the private scopes and the project's lockfile.
 *
 * The careful answer stands first: a name is private as soon as one of them says so, and one from a registry that may
 * serve private packages beside public ones reaches nobody else until somebody has said which it is.
 */
export function audienceOf(
  name: string,
  { registry, registryIsMirror = "ask" }: Pick<World, "registry" | "registryIsMirror">,
  privateScopes: readonly string[],
  elsewhere: Elsewhere | undefined,
): Audience {
  const { url, isPrivate, servesBoth = false } = registry(name);
  if (isPrivate || privateScopes.some((scope) => name.startsWith(`${scope}/`))) {
    return OWN_REGISTRY;
  }
  if (elsewhere !== undefined && !elsewhere.isUsual) {
    return fromElsewhere(elsewhere.place, servesBoth && registryIsMirror === "no");
  }
  if (registryIsMirror === "yes" || (elsewhere === undefined && !servesBoth)) {
    return EVERYBODY;
  }
  const host = elsewhere?.place ?? new URL(url).host;
  const mayAsk = elsewhere === undefined || servesBoth;
  return registryIsMirror === "no" ? ofRegistry(host, mayAsk) : undecided(host, mayAsk);
}

/**
 * The registry that it comes from is configured nowhere. The public one must not hear of it, nor a mirror, which asks that
 * one in turn; a registry that is said to serve private packages may.
 */
function fromElsewhere(place: string, mayAskDefault: boolean): Audience {
  const reason = `private: it comes from ${place}, which is not the registry that your npm configuration names for it`;
  return mayAskDefault ? OWN_REGISTRY : { ...OWN_REGISTRY, registry: never(reason) };
}

function ofRegistry(host: string, mayAsk: boolean): Audience {
  const reason = `custody.registryIsMirror is "no": names from ${host} are told to nobody else`;
  return {
    isPrivate: false,
    services: { status: "unasked", reason },
    registry: mayAsk ? undefined : never(reason),
  };
}

function undecided(host: string, mayAsk: boolean): Audience {
  const services = never(
    `not asked: ${host} may serve private packages; custody.registryIsMirror says whether it does`,
  );
  return { isPrivate: false, services, registry: mayAsk ? undefined : services, undecided: host };
}
