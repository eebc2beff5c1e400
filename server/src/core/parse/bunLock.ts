import type { Edge, Importer, LockedPackage, Lockfile, Problem, SourceKind } from "../model";
import type { BunRequests } from "./bun/bunRequests";
import { type BunEntry, type BunText, readBunText, WRITE_ANEW } from "./bun/bunText";
import { type BunPlace, BunTree } from "./bun/bunTree";
import { findMergeConflict } from "./mergeConflict";
import { mergeLockfiles } from "./mergeLockfiles";
import { versionInTarball } from "./npm/npmSource";
import { parseSpec } from "./spec";

/**
 * Reads bun.lock, Bun's lockfile in text, versions 0 to 2, with the place of each entry's key.
 *
 * Never throws. What is broken costs as little of the rest as can be: an entry whose bracket was lost ends where
 * the next one starts. Of an unfinished merge, the entries of both sides are read.
 */
export function parseBunLock(text: string): Lockfile {
  const lockfile = readLockfile(text);
  const conflict =
    lockfile.problems.length === 0 ? undefined : findMergeConflict(text, "Resolve the merge, then run bun install.");
  return conflict === undefined ? lockfile : mergeLockfiles(conflict, readLockfile);
}

/** Bun's older, binary lockfile: recognised, so that nobody takes silence about it for a clean bill of health. */
export function parseBinaryBunLock(_text: string): Lockfile {
  const message =
    "bun.lockb is Bun's binary lockfile, which is not read here, so nothing it locks is judged. Run bun install --save-text-lockfile to have it written as text (bun.lock), then remove bun.lockb.";
  return { kind: "bun-binary", packages: [], importers: [], problems: [{ message, span: { start: 0, end: 0 } }] };
}

function readLockfile(text: string): Lockfile {
  return new Conclusion(readBunText(text)).toLockfile();
}

/** How an entry is reached from the importers; bits that add up. */
const REACHED = 1;
/** By a way that holds no dev dependency. */
const FOR_USE = 2;
/** By a way that holds no optional one. */
const REQUIRED = 4;
/** Some dependency on it wants a registry's package. */
const ASKED_REGISTRY = 8;
const ASKED_ELSEWHERE = 16;

interface Node {
  readonly entry: BunEntry;
  readonly name: string;
  readonly version: string;
  readonly source: SourceKind;
  readonly resolved: string | undefined;
  readonly place: BunPlace<Place>;
  ways: number;
  direct: boolean;
}

/** What stands at a key: a package, or a member of the workspace, which is none. */
type Place = Node | "member";

/** Makes a lockfile of what the text says. */
class Conclusion {
  private readonly text: BunText;
  /** Where all packages and members stand. */
  private readonly tree = new BunTree<Place>();
  private readonly nodes: Node[] = [];
  /** What each edge leads to; filled in once all places are known. */
  private readonly targets: (Node | undefined)[];
  private withoutVersion: BunEntry | undefined;

  constructor(text: BunText) {
    this.text = text;
    this.targets = new Array(text.edges.names.length);
  }

  toLockfile(): Lockfile {
    const { nodes, text } = this;
    for (const entry of text.entries.values()) {
      this.addNode(entry);
    }
    for (const { place, entry } of nodes) {
      this.resolve(place, entry);
    }
    const importers = this.concludeImporters();
    return {
      kind: "bun",
      packages: nodes.map((node) => toPackage(node, this.edgesOf(node.entry))),
      importers,
      problems: this.allProblems(),
    };
  }

  private addNode(entry: BunEntry): void {
    const place = this.tree.place(entry.key);
    const { descriptor = "" } = entry;
    const at = descriptor.indexOf("@", 1);
    const origin = at < 0 ? undefined : readOrigin(descriptor.slice(0, at), descriptor.slice(at + 1), entry.address);
    if (origin === undefined || (origin.version === "" && origin.source === "registry")) {
      this.withoutVersion ??= entry;
      return;
    }
    if (origin.source === "workspace") {
      place.value ??= "member";
      return;
    }
    const { name, version, source, resolved } = origin;
    const node = { entry, name, version, source, resolved, place, ways: 0, direct: false };
    place.value ??= node;
    this.nodes.push(node);
  }

  /** Follows all edges of one asker; as a side effect, what they lead to is told what it was asked for. */
  private resolve(from: BunPlace<Place> | undefined, { firstEdge, endOfEdges }: BunRequests): void {
    const { names, specs } = this.text.edges;
    for (let edge = firstEdge; edge < endOfEdges; edge++) {
      const name = names[edge] ?? "";
      const found = this.tree.find(from, name);
      if (found === undefined || found === "member") {
        continue;
      }
      this.targets[edge] = found;
      if (found.source !== "registry") {
        found.ways |= this.isForRegistry(name, specs[edge] ?? "") ? ASKED_REGISTRY : ASKED_ELSEWHERE;
      }
    }
  }

  private isForRegistry(name: string, spec: string): boolean {
    const catalog = spec.startsWith("catalog:") ? this.text.catalogs.get(spec.slice("catalog:".length)) : undefined;
    return parseSpec(name, catalog?.get(name) ?? spec).source === "registry";
  }

  private concludeImporters(): readonly Importer[] {
    const waiting: Node[] = [];
    const { sections } = this.text.edges;
    const importers = this.text.members.map((member): Importer => {
      const { path, name, firstEdge, endOfEdges } = member;
      this.resolve(path === "" || name === undefined ? undefined : this.tree.place(name), member);
      for (let edge = firstEdge; edge < endOfEdges; edge++) {
        const to = this.targets[edge];
        if (to !== undefined) {
          to.direct = true;
          reach(
            to,
            sections[edge] === "devDependencies" ? REACHED | REQUIRED : this.waysThrough(edge, member),
            waiting,
          );
        }
      }
      const dependencies = this.edgesOf(member).map((edge, index) => ({
        ...edge,
        section: sections[firstEdge + index] ?? "dependencies",
      }));
      return { path, name, dependencies };
    });
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const { entry, ways } = node;
      for (let edge = entry.firstEdge; edge < entry.endOfEdges; edge++) {
        const to = this.targets[edge];
        if (to !== undefined) {
          reach(to, ways & this.waysThrough(edge, entry), waiting);
        }
      }
    }
    return importers;
  }

  private allProblems(): readonly Problem[] {
    const { problems } = this.text;
    if (this.withoutVersion === undefined || problems.length > 0) {
      return problems;
    }
    const { key, span } = this.withoutVersion;
    return [{ message: `"${key}" has no version, so it cannot be judged. ${WRITE_ANEW}`, span }];
  }

  /** An optional dependency requires nothing, and an optional peer does not even bring it. */
  private waysThrough(edge: number, { optionalPeers }: BunRequests): number {
    const { names, sections } = this.text.edges;
    switch (sections[edge]) {
      case "optionalDependencies":
        return REACHED | FOR_USE;
      case "peerDependencies":
        return optionalPeers.has(names[edge] ?? "") ? 0 : REACHED | FOR_USE | REQUIRED;
      default:
        return REACHED | FOR_USE | REQUIRED;
    }
  }

  private edgesOf({ firstEdge, endOfEdges }: BunRequests): readonly Edge[] {
    if (firstEdge === endOfEdges) {
      return NO_EDGES;
    }
    const { names, specs } = this.text.edges;
    const edges = new Array<Edge>(endOfEdges - firstEdge);
    for (let edge = firstEdge; edge < endOfEdges; edge++) {
      const name = names[edge] ?? "";
      const spec = specs[edge] ?? "";
      const to = this.targets[edge];
      edges[edge - firstEdge] = to === undefined ? { name, spec } : { name, spec, id: to.entry.key };
    }
    return edges;
  }
}

const NO_EDGES: readonly Edge[] = [];

/** Each node waits again only when a way is new, so at most three times. */
function reach(node: Node, ways: number, waiting: Node[]): void {
  if ((node.ways | ways) !== node.ways) {
    node.ways |= ways;
    waiting.push(node);
  }
}

const VERSION = /^\d[\w.+-]*$/;

/** Reads what stands behind `name@`: a version, or where else it comes from. */
function readOrigin(name: string, rest: string, address: string | undefined) {
  if (VERSION.test(rest)) {
    return { name, version: rest, source: "registry", resolved: address === "" ? undefined : address } as const;
  }
  if (rest === "root:") {
    return { name, version: "", source: "workspace", resolved: undefined } as const;
  }
  const spec = parseSpec(name, rest);
  if (spec.source === "registry") {
    const version = VERSION.test(spec.range ?? "") ? (spec.range ?? "") : "";
    return { name: spec.name, version, source: spec.source, resolved: address || undefined } as const;
  }
  return { name, version: versionInTarball(name, rest) ?? "", source: spec.source, resolved: rest } as const;
}

function toPackage(node: Node, dependencies: readonly Edge[]): LockedPackage {
  const { entry, name, version, source, resolved, place, ways, direct } = node;
  const isReached = (ways & REACHED) !== 0;
  const asked = ways & (ASKED_REGISTRY | ASKED_ELSEWHERE);
  const locked: LockedPackage = {
    id: entry.key,
    name,
    version,
    source,
    span: entry.span,
    direct,
    dev: isReached ? (ways & FOR_USE) === 0 : undefined,
    optional: isReached && (ways & REQUIRED) === 0,
    integrity: entry.integrity,
    resolved,
    alias: place.name === name ? undefined : place.name,
    hasInstallScript: false,
    dependencies,
  };
  return asked === ASKED_REGISTRY && source !== "link" ? { ...locked, diverted: true } : locked;
}
