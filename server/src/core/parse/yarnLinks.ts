import type { Edge } from "../model";
import { keyOf, specOf, type YarnEntry } from "./yarnEntry";
import { isBuiltinPatch, patchedBy, splitBinding } from "./yarnLocator";

const LONGEST = 1000;

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
  const open: { readonly edges: Edge[]; readonly targets: (YarnEntry | undefined)[]; readonly at: number }[] = [];
  for (const entry of entries) {
    const edges: Edge[] = [];
    const targets: (YarnEntry | undefined)[] = [];
    for (const edge of entry.edges) {
      const found = index.exact(entry, edge);
      const patch = index.builtinPatch(edge, found);
      const target = found ?? patch;
      if (target === undefined) {
        open.push({ edges, targets, at: edges.length });
      } else {
        target.isAsked ||= target !== entry;
      }
      edges.push(toEdge(edge, target));
      targets.push(target);
      if (patch !== undefined && patch !== target && patch !== entry) {
        patch.isAsked = true;
        edges.push(toEdge(edge, patch));
        targets.push(patch);
      }
    }
    entry.edges = edges;
    entry.targets = targets;
  }
  const likely = likelyTargets(entries, new Set(open.map(({ edges, at }) => edges[at]?.name ?? "")));
  for (const { edges, targets, at } of open) {
    const edge = edges[at];
    if (edge === undefined) {
      continue;
    }
    const { name, spec } = edge;
    const target = likely.get(name);
    if (target !== undefined) {
      edges[at] = toEdge(edge, target);
      targets[at] = target;
      target.isAsked = true;
      target.sent ??= new Set();
      target.sent.add(`${name}@${spec}`);
    }
  }

  function toEdge({ name, spec }: Edge, target: YarnEntry | undefined): Edge {
    return target === undefined || members.has(target) ? { name, spec } : { name, spec, id: target.id };
  }
}

/** The requests as manifests write them: those of the key, and those that came to it by a rule outside of the lockfile. */
export function requestsOf({ id, requests, sent }: YarnEntry): readonly string[] {
  if (sent === undefined && !id.includes("::")) {
    return requests;
  }
  return [...new Set([...requests, ...requests.map((request) => splitBinding(request)[0]), ...(sent ?? [])])];
}

interface RequestIndex {
  exact(asker: YarnEntry, edge: Edge): YarnEntry | undefined;
  /** Yarn's own patch over what stands for an edge. */
  builtinPatch(edge: Edge, target: YarnEntry | undefined): YarnEntry | undefined;
}

function indexRequests(entries: readonly YarnEntry[]): RequestIndex {
  const byRequest = new Map<string, YarnEntry>();
  const unbound = new Map<string, YarnEntry>();
  const patches = new Map<string, YarnEntry>();
  for (const entry of entries) {
    for (const request of entry.requests) {
      byRequest.set(request, entry);
      if (request.includes("::")) {
        unbound.set(splitBinding(request)[0], entry);
      }
      if (isBuiltinPatch(request)) {
        patches.set(patchedBy(request) ?? "", entry);
      }
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
    exact(asker, { name, spec }) {
      const found = find(name, spec);
      if (found !== undefined || unbound.size === 0) {
        return found;
      }
      // What is relative to a folder is another thing for everybody who asks.
      const request = `${name}@${spec}`;
      const binding = encode(asker.resolution ?? "");
      return byRequest.get(`${request}::locator=${binding}`) ?? unbound.get(request);
    },
    builtinPatch({ name, spec }, target) {
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
