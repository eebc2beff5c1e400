import type { Dependency, Manifest } from "../model";
import { meets } from "../ranges";

/** What stands beside the requests of a workspace and decides what they come to: its catalogs and its overrides. */
export interface Rules {
  /** Catalog's name ("" for the one without) → key → its entry. */
  readonly catalogs: ReadonlyMap<string, ReadonlyMap<string, Dependency>>;
  /** Key → the overrides of all requests for it, wherever they are made; the first one holds. */
  readonly overrides: ReadonlyMap<string, readonly Dependency[]>;
  /** What the root itself asks for, by key: an override's "$name" stands for it. */
  readonly requests: ReadonlyMap<string, Dependency>;
}

/** What a request comes down to once catalogs and overrides have been applied. */
export type Request = Pick<Dependency, "key" | "name" | "spec" | "range" | "source">;

/** Gathers the rules of some manifests: that of the root, and the file beside it. */
export function readRules(manifests: readonly Manifest[]): Rules {
  const catalogs = new Map<string, Map<string, Dependency>>();
  const overrides = new Map<string, Dependency[]>();
  const requests = new Map<string, Dependency>();
  for (const dependency of manifests.flatMap(({ dependencies }) => dependencies)) {
    const { section, key, catalog = "", override } = dependency;
    if (section === "catalog") {
      const entries = catalogs.get(catalog) ?? new Map<string, Dependency>();
      catalogs.set(catalog, entries.set(key, dependency));
    } else if (override === undefined) {
      requests.set(key, dependency);
    } else if (override.parents.length === 0) {
      const known = overrides.get(key);
      if (known === undefined) {
        overrides.set(key, [dependency]);
      } else {
        known.push(dependency);
      }
    }
  }
  return { catalogs, overrides, requests };
}

/** The name of the catalog that a spec points to, "" for the one without; undefined where it points to none. */
export function catalogOf(spec: string): string | undefined {
  return /^\s*catalog:(.*)$/s.exec(spec)?.[1]?.trim();
}

/** The catalog without a name is called "default" too. */
export function isSameCatalog(one: string, other: string): boolean {
  return one === other || (isDefault(one) && isDefault(other));
}

function isDefault(catalog: string): boolean {
  return catalog === "" || catalog === "default";
}

/** Follows a request through the catalog that it points to, and the override that holds for it. */
export function applyRules(rules: Rules, dependency: Dependency): Request {
  const request = followSpec(rules, dependency);
  const override = rules.overrides
    .get(dependency.key)
    ?.find(({ override }) => override?.when === undefined || isAskedFor(override.when, request));
  return override === undefined ? request : followSpec(rules, override);
}

/** Follows a spec that only points elsewhere: to a catalog, or from an override to what the root asks for. */
export function followSpec(rules: Rules, dependency: Dependency): Request {
  const { key, spec, override, range } = dependency;
  const catalog = catalogOf(spec);
  if (catalog !== undefined) {
    return findInCatalog(rules, catalog, key) ?? dependency;
  }
  const reference = override !== undefined && range === undefined ? /^\$(.+)$/.exec(spec.trim())?.[1] : undefined;
  return (reference === undefined ? undefined : rules.requests.get(reference)) ?? dependency;
}

function findInCatalog({ catalogs }: Rules, catalog: string, key: string): Dependency | undefined {
  const exact = catalogs.get(catalog)?.get(key);
  return exact ?? (isDefault(catalog) ? (catalogs.get("") ?? catalogs.get("default"))?.get(key) : undefined);
}

/** Whether an override for some range speaks of a request: package managers ask whether the two have versions in common. */
function isAskedFor(when: string, { range, spec }: Request): boolean {
  const wanted = when.replace(/^npm:/, "");
  return when === spec || wanted === range || (range !== undefined && meets(range, wanted));
}
