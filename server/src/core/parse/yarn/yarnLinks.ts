import type { Edge } from "../../model";
import { keyOf, specOf, type YarnEntry, type YarnRequest } from "./yarnEntry";
import { isBuiltinPatch, patchedBy, splitBinding } from "./yarnLocator";

const LONGEST = 1000;
const NONE: readonly string[] = [];

/**
 * Finds what the dependencies of all entries came to, and notes it in them. Members of the workspace are no packages,
 * so that what comes to them gets no id.
 *
 * Nearly always it is the entry that lists the very request. Where none does, a rule outside of the lockfile
 * (`resolutions`, a catalog) sent the request elsewhere: to the only entry of that name, or to the only one of that
 * name that nobody asks for by its own request. What is still unclear stays so.
 */
export function linkEntries(entries: readonly YarnEntry[], members: ReadonlySet<YarnEntry>): void {
  const index = indexRequests(entries);
  const open: YarnEntry[] = [];
  for (const entry of entries) {
    if (entry.asks.length > 0 && linkEntry(entry, index, members)) {
      open.push(entry);
    }
  }
  const unclear = open.flatMap(({ asks }) => asks.filter(({ target }) => target === undefined));
  const likely = likelyTargets(entries, new Set(unclear.map(({ name }) => name)));
  for (const entry of open) {
    entry.asks = entry.asks.map((request) => {
      const { name, spec } = request;
      const target = request.target === undefined ? likely.get(name) : undefined;
      if (target === undefined) {
        return request;
      }
      target.isAsked = true;
      target.sent ??= new Set();
      target.sent.add(`${name}@${spec}`);
      return toLinked(request, target, undefined, members);
    });
  }
}

/** Links what one entry asks for; says whether something of it is still unclear. */
function linkEntry(entry: YarnEntry, index: RequestIndex, members: ReadonlySet<YarnEntry>): boolean {
  let isOpen = false;
  let hasPatch = false;
  let own: YarnRequest[] | undefined;
  for (let at = 0; at < entry.asks.length; at++) {
    const request = entry.asks[at];
    if (request === undefined) {
      continue;
    }
    const linked = request.edge === undefined ? link(entry, request, index, members) : request;
    if (linked !== request) {
      own ??= entry.asks.slice();
      own[at] = linked;
    }
    const { target } = linked;
    isOpen ||= target === undefined;
    hasPatch ||= linked.patch !== undefined;
    if (target !== undefined && target !== entry) {
      target.isAsked = true;
    }
  }
  const asks = own ?? entry.asks;
  entry.asks = hasPatch ? asks.flatMap((request) => withPatch(entry, request, members)) : asks;
  return isOpen;
}

/** Who is given a patch unasked asks for both. */
function withPatch(asker: YarnEntry, request: YarnRequest, members: ReadonlySet<YarnEntry>): readonly YarnRequest[] {
  const { target, patch } = request;
  if (patch === undefined || patch === target || patch === asker) {
    return [request];
  }
  patch.isAsked = true;
  return [request, toLinked(request, patch, undefined, members)];
}

/** Notes in a request what it came to; in one of the asker's own where that holds for nobody else. */
function link(
  asker: YarnEntry,
  request: YarnRequest,
  index: RequestIndex,
  members: ReadonlySet<YarnEntry>,
): YarnRequest {
  const usual = index.usual(request);
  const found = usual ?? index.bound(asker, request);
  const patch = index.builtinPatch(request, found);
  const target = found ?? patch;
  if (usual === undefined && index.hasBound) {
    return toLinked(request, target, patch, members);
  }
  request.edge = toEdge(request, target, members);
  request.target = target;
  request.patch = patch;
  return request;
}

function toLinked(
  { name, spec }: YarnRequest,
  target: YarnEntry | undefined,
  patch: YarnEntry | undefined,
  members: ReadonlySet<YarnEntry>,
): YarnRequest {
  return { name, spec, edge: toEdge({ name, spec }, target, members), target, patch };
}

function toEdge({ name, spec }: Edge, target: YarnEntry | undefined, members: ReadonlySet<YarnEntry>): Edge {
  return target === undefined || members.has(target) ? { name, spec } : { name, spec, id: target.id };
}

/** The requests as manifests write them: those of the key, and those that came to it by a rule outside of the lockfile. */
export function requestsOf({ id, requests, sent }: YarnEntry): readonly string[] {
  if (sent === undefined && !id.includes("::")) {
    return requests;
  }
  return [...new Set([...requests, ...requests.map((request) => splitBinding(request)[0]), ...(sent ?? [])])];
}

interface RequestIndex {
  /** The entry that lists the request. */
  usual(request: Edge): YarnEntry | undefined;
  /** The entry that lists what is relative to a folder, which is another thing for everybody who asks. */
  bound(asker: YarnEntry, request: Edge): YarnEntry | undefined;
  readonly hasBound: boolean;
  /** Yarn's own patch over what stands for an edge. */
  builtinPatch(edge: Edge, target: YarnEntry | undefined): YarnEntry | undefined;
}

function indexRequests(entries: readonly YarnEntry[]): RequestIndex {
  const byRequest = new Map<string, YarnEntry>();
  const unbound = new Map<string, YarnEntry>();
  const patches = new Map<string, YarnEntry>();
  for (const entry of entries) {
    const { id, requests } = entry;
    for (const request of requests) {
      byRequest.set(request, entry);
    }
    // The id is all of the requests.
    for (const request of id.includes("::") ? requests : NONE) {
      unbound.set(splitBinding(request)[0], entry);
    }
    for (const request of id.includes("builtin<") ? requests.filter(isBuiltinPatch) : NONE) {
      patches.set(patchedBy(request) ?? "", entry);
    }
  }
  const overTargets = new Map<YarnEntry, YarnEntry>();
  for (const [inner, patch] of patches) {
    const target = find(keyOf(inner), specOf(inner));
    if (target !== undefined) {
      overTargets.set(target, patch);
    }
  }
  return {
    usual: ({ name, spec }) => find(name, spec),
    bound(asker, { name, spec }) {
      if (unbound.size === 0) {
        return undefined;
      }
      const request = `${name}@${spec}`;
      const binding = encode(asker.resolution ?? "");
      return byRequest.get(`${request}::locator=${binding}`) ?? unbound.get(request);
    },
    hasBound: unbound.size > 0,
    builtinPatch({ name, spec }, target) {
      if (patches.size === 0) {
        return undefined;
      }
      return target === undefined
        ? (patches.get(`${name}@${spec}`) ?? patches.get(`${name}@npm:${spec}`))
        : overTargets.get(target);
    },
  };

  function find(name: string, spec: string): YarnEntry | undefined {
    return byRequest.get(`${name}@${spec}`) ?? byRequest.get(`${name}@npm:${spec}`);
  }
}

/** As Yarn writes who asks. What is too long to be anybody, or no sound text, is nobody. */
function encode(resolution: string): string {
  return resolution.length <= LONGEST && resolution.isWellFormed() ? encodeURIComponent(resolution) : "";
}

/** The one entry for each of some names that requests of another wording can have come to. */
function likelyTargets(
  entries: readonly YarnEntry[],
  names: ReadonlySet<string>,
): ReadonlyMap<string, YarnEntry | undefined> {
  const candidates = new Map<string, YarnEntry[]>();
  for (const entry of names.size === 0 ? [] : entries) {
    for (const request of entry.requests) {
      const key = keyOf(request);
      const known = candidates.get(key);
      if (known === undefined && names.has(key)) {
        candidates.set(key, [entry]);
      } else if (known !== undefined && known.at(-1) !== entry) {
        known.push(entry);
      }
    }
  }
  return new Map([...candidates].map(([name, found]) => [name, onlyOne(found)]));
}

function onlyOne(candidates: readonly YarnEntry[]): YarnEntry | undefined {
  const unasked = candidates.filter(({ isAsked }) => !isAsked);
  const [only, other] = unasked.length > 0 ? unasked : candidates;
  return other === undefined ? only : undefined;
}
