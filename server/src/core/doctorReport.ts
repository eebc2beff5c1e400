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

/** What stands between this machine and a judgement, worst first; empty where all is well. */
export function troublesOf({ network, sources }: DoctorReport): readonly string[] {
  const silent = network.registries.flatMap(({ scope, withheld }) =>
    withheld === undefined ? [] : `${scope === "" ? "the default registry" : scope} is asked nothing: ${withheld}`,
  );
  const failing = sources.flatMap(({ status, reason }) => (status === "fails" && reason !== undefined ? reason : []));
  return [...new Set([...silent, ...failing])];
}
