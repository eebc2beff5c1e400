import type { CacheAccess, CacheContents } from "./cacheContents";
import type { InstallGate } from "./installGates";
import type { NetworkFacts } from "./networkFacts";
import type { SourceCheck } from "./sourceChecks";

/** All that decides what Custody asks and how it judges on a machine, and whether its sources answer. No secrets. */
export interface DoctorReport {
  readonly version: string;
  /** `24.21.0 on linux`. */
  readonly node: string;
  readonly folder: string;
  readonly network: NetworkFacts;
  readonly sources: readonly SourceCheck[];
  readonly gates: readonly InstallGate[];
  /** What is kept on disk; undefined where nobody keeps anything. */
  readonly cache: CacheState | undefined;
  readonly policy: {
    /** The policies that hold, the base first. */
    readonly files: readonly string[];
    readonly minimumReleaseAgeMs: number;
    readonly minimumReleaseAgeIsSet: boolean;
    readonly privateScopes: readonly string[];
    readonly accepted: number;
    readonly switchedOff: readonly string[];
  };
}

/** What is kept, and why nothing can be added to it; undefined where it can. */
export interface CacheState {
  readonly contents: CacheContents;
  readonly trouble: string | undefined;
}

/** How the cache is; it is looked through, and a file is written and taken away. */
export async function readCacheState(access: CacheAccess): Promise<CacheState> {
  return { contents: await access.contents(), trouble: access.trouble() };
}

/** What stands between this machine and a judgement, worst first; empty where all is well. */
export function troublesOf({ network, sources, cache }: DoctorReport): readonly string[] {
  const silent = network.registries.flatMap(({ scope, withheld }) =>
    withheld === undefined ? [] : `${scope === "" ? "the default registry" : scope} is asked nothing: ${withheld}`,
  );
  const failing = sources.flatMap(({ status, reason }) => (status === "fails" && reason !== undefined ? reason : []));
  const forgetful =
    cache?.trouble === undefined
      ? []
      : `answers are kept in memory only: ${cache.contents.folder}: ${cache.trouble}; CUSTODY_CACHE names another folder, or is "off"`;
  return [...new Set([...silent, ...failing, forgetful].flat())];
}
