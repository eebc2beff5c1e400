import { LRUCache } from "lru-cache";
import { cutDocument } from "./cutDocument";
import type { DocumentSource, OsvRecord, Project, RegistryDocument } from "./documents";

/** All that the replica knows of, at all times. */
export interface Library {
  /** The first that knows a name answers for it. */
  readonly documents: readonly DocumentSource[];
  readonly advisories: readonly OsvRecord[];
  readonly projects: readonly Project[];
}

/** The library at one moment: what was published later does not exist in it. */
export interface Snapshot {
  readonly asOf: number;
  document(name: string): RegistryDocument | undefined;
  /** Published by then; withdrawn ones too, if they say so. */
  readonly advisories: ReadonlyMap<string, OsvRecord>;
  /** Those not withdrawn, by the npm name they affect. */
  advisoriesOf(name: string): readonly OsvRecord[];
  project(id: string): Project | undefined;
}

/** Documents in memory are bounded by their versions, so that 5,000 generated ones do not fill it. */
const MAX_VERSIONS = 60_000;

export function createSnapshot(library: Library, asOf: number): Snapshot {
  const documents = new LRUCache<string, { document: RegistryDocument | undefined }>({
    maxSize: MAX_VERSIONS,
    sizeCalculation: ({ document }) => 1 + Object.keys(document?.versions ?? {}).length,
  });
  const advisories = new Map(
    library.advisories.flatMap((advisory) => {
      const known = cutAdvisory(advisory, asOf);
      return known === undefined ? [] : [[known.id, known] as const];
    }),
  );
  const byName = new Map<string, OsvRecord[]>();
  for (const advisory of advisories.values()) {
    for (const name of advisory.withdrawn === undefined ? affectedNames(advisory) : []) {
      byName.set(name, [...(byName.get(name) ?? []), advisory]);
    }
  }
  return {
    asOf,
    document(name) {
      const kept = documents.get(name) ?? { document: find(name) };
      documents.set(name, kept);
      return kept.document;
    },
    advisories,
    advisoriesOf: (name) => byName.get(name) ?? [],
    project(id) {
      const project = library.projects.find((one) => one.id === id);
      return project === undefined ? undefined : cutProject(project, asOf);
    },
  };

  function find(name: string): RegistryDocument | undefined {
    for (const source of library.documents) {
      const found = source.find(name, asOf);
      if (found !== undefined) {
        return cutDocument(found.document, asOf, found.events);
      }
    }
    return undefined;
  }
}

function cutAdvisory(advisory: OsvRecord, asOf: number): OsvRecord | undefined {
  if (Date.parse(advisory.published) > asOf) {
    return undefined;
  }
  const { withdrawn, modified, ...rest } = advisory;
  const isWithdrawn = withdrawn !== undefined && Date.parse(withdrawn) <= asOf;
  const lastChange = Date.parse(modified) <= asOf ? modified : isWithdrawn ? withdrawn : advisory.published;
  return { ...(rest as OsvRecord), modified: lastChange, ...(isWithdrawn ? { withdrawn } : {}) };
}

function affectedNames({ affected = [] }: OsvRecord): ReadonlySet<string> {
  return new Set(affected.filter((one) => one.package.ecosystem === "npm").map((one) => one.package.name));
}

function cutProject(project: Project, asOf: number): Project {
  const { scorecard, ...rest } = project;
  return scorecard !== undefined && Date.parse(scorecard.date) <= asOf ? project : rest;
}
