import { adjust } from "./adjust";
import { elsewhereIn } from "./elsewhere";
import type { InstallRules } from "./gates/installRules";
import { isPassedOver } from "./gates/refusals";
import { createLayers, type Layers } from "./layers";
import type { Resolving } from "./lines";
import { createLookups } from "./lookup/createLookups";
import type { Lookups } from "./lookup/lookups";
import type { History, Release } from "./model";
import { applyPolicy } from "./policy";
import type { Project } from "./project";
import type { CheckOptions } from "./reports";
import type { World } from "./world";

/** Who asks and who judges. */
export interface Engine {
  readonly lookups: Lookups;
  readonly layers: Layers;
}

/** Lookups and verdicts, shared by all who ask under the same rules of privacy. */
export interface Engines {
  of(options: CheckOptions): Engine;
  /** What the project's files take from elsewhere is private. */
  ofProject(project: Project, options: CheckOptions): Engine;
  /** What it takes to find exact releases with these lookups, as the package manager would by its rules. */
  resolving(lookups: Lookups, options: CheckOptions, abort: AbortSignal, rules: InstallRules | undefined): Resolving;
  all(): readonly Engine[];
}

/** `asked` is the same world, seen by whoever watches what is asked of it. */
export function createEngines(world: World, asked: World): Engines {
  const engines = new Map<string, Engine>();

  return {
    of,

    ofProject({ lockfile, manifests }, options) {
      const { lookups, layers } = of(options);
      const members = manifests.flatMap(({ manifest: { name } }) => name ?? []);
      return { layers, lookups: lookups.within(elsewhereIn(lockfile?.lockfile, members, world)) };
    },

    resolving(lookups, options, abort, rules) {
      const { minimumReleaseAgeMs } = adjust(options).settings;
      const asOf = options.asOf ?? world.now();
      const passesOver = rules && ((release: Release, history: History) => isPassedOver(rules, release, history, asOf));
      return { world, lookups, asOf, minimumReleaseAgeMs, isPassedOver: passesOver, abort };
    },

    all: () => [...engines.values()],
  };

  function of({ settings, policy, offline }: CheckOptions): Engine {
    const { privateScopes } = applyPolicy(settings, policy);
    const key = JSON.stringify([offline, [...privateScopes].sort()]);
    let found = engines.get(key);
    if (found === undefined) {
      found = { lookups: createLookups(asked, { privateScopes, offline }), layers: createLayers(world) };
      engines.set(key, found);
    }
    return found;
  }
}
