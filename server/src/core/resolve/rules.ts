import { intersects, validRange } from "semver";
import type { Dependency, Manifest } from "../model";

/** What stands beside the requests of a workspace and decides what they come to: its catalogs and its overrides. */
export interface Rules {
  /** Catalog's name ("" for the one without) → key → its entry. */
  readonly catalogs: ReadonlyMap<string, ReadonlyMap<string, Dependency>>;
  /** Key → the overrides of all requests for it, wherever they are made; the first one holds. */
  readonly overrides: ReadonlyMap<string, readonly Dependency[]>;
}

/** What a request comes down to once catalogs and overrides have been applied. */
export type Request = Pick<Dependency, "key" | "name" | "spec" | "range" | "source">;

/** Gathers the rules of some manifests: that of the root, and the file beside it. */
export function readRules(manifests: readonly Manifest[]): Rules {
  const catalogs = new Map<string, Map<string, Dependency>>();
  const overrides = new Map<string, Dependency[]>();
  for (const dependency of manifests.flatMap(({ dependencies }) => dependencies)) {
    const { section, key, catalog = "", override } = dependency;
    if (section === "catalog") {
      const entries = catalogs.get(catalog) ?? new Map<string, Dependency>();
      catalogs.set(catalog, entries.set(key, dependency));
    } else if (override !== undefined && override.parents.length === 0) {
      const known = overrides.get(key);
      if (known === undefined) {
        overrides.set(key, [dependency]);
      } else {
        known.push(dependency);
      }
    }
  }
  return { catalogs, overrides };
}

/** The name of the catalog that a spec points to; undefined where it points to none. pnpm calls the one without a name "default". */
export function catalogOf(spec: string): string | undefined {
  const [, name] = /^catalog:(.*)$/s.exec(spec.trim()) ?? [];
  return name === "default" ? "" : name?.trim();
}

/** Follows a request through the catalog that it points to, and the override that holds for it. */
export function applyRules(rules: Rules, dependency: Dependency): Request {
  const catalog = catalogOf(dependency.spec);
  const request = catalog === undefined ? dependency : (rules.catalogs.get(catalog)?.get(dependency.key) ?? dependency);
  const override = rules.overrides
    .get(dependency.key)
    ?.find(({ override }) => override?.when === undefined || isAskedFor(override.when, request));
  return override === undefined ? request : followCatalog(rules, override);
}

function followCatalog(rules: Rules, override: Dependency): Request {
  const catalog = catalogOf(override.spec);
  return (catalog === undefined ? undefined : rules.catalogs.get(catalog)?.get(override.key)) ?? override;
}

/** Whether an override for some range speaks of a request: package managers ask whether the two have versions in common. */
function isAskedFor(when: string, { range, spec }: Request): boolean {
  if (when === spec || when === range) {
    return true;
  }
  const wanted = when.replace(/^npm:/, "");
  return range !== undefined && isShort(range) && isShort(wanted) && intersects(range, wanted, true);
}

/** Ranges that semver can compare in no time. */
function isShort(range: string): boolean {
  return range.length <= 200 && validRange(range, true) !== null;
}
