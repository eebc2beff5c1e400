import type { CacheAccess } from "../core/cacheContents";
import { readCacheState } from "../core/doctorReport";
import { messages } from "../core/messages";
import { applyPolicy } from "../core/policy";
import { renderDoctorText } from "../core/present/formats/doctorText";
import { PLAIN } from "../core/present/formats/terminal";
import type { CircumstancesSource } from "./circumstances";
import { toPath } from "./paths";
import type { DoctorParams } from "./protocol";

export interface DoctorContext {
  readonly circumstances: CircumstancesSource;
  readonly cache: CacheAccess | undefined;
  readonly version: string;
  readonly runtime: string;
}

/** As wide as an editor usually is. */
const WIDTH = 120;

/** What `custody doctor` tells, of a folder under the editor's own settings; null for what is no folder of this machine. */
export function doctorHandler({
  circumstances,
  cache,
  version,
  runtime,
}: DoctorContext): (params: Partial<DoctorParams> | undefined, abort: AbortSignal) => Promise<string | null> {
  return async (params, abort) => {
    const folder = toPath(params?.uri ?? "");
    const found = folder === undefined ? undefined : await circumstances.of(`${params?.uri}/package.json`);
    const network = await found?.networkFacts?.();
    if (folder === undefined || found === undefined || network === undefined) {
      return null;
    }
    const { service, settings, policy, policyPath, organizationSource, configuration } = found;
    if (configuration.offline) {
      return messages.doctorOffline;
    }
    const options = { asOf: undefined, deep: false, offline: false, settings, policy };
    const { sources, gates } = await service.diagnose(folder, options, abort);
    const inForce = applyPolicy(settings, policy);
    const report = {
      version,
      node: runtime,
      folder,
      network,
      sources,
      gates,
      cache: cache && (await readCacheState(cache)),
      policy: {
        files: [...new Set([organizationSource ?? [], policyPath ?? []].flat())],
        minimumReleaseAgeMs: inForce.minimumReleaseAgeMs,
        minimumReleaseAgeIsSet: inForce.minimumReleaseAgeIsSet,
        privateScopes: inForce.privateScopes,
        accepted: policy?.accept.length ?? 0,
        switchedOff: Object.keys(inForce.levels)
          .filter((rule) => inForce.levels[rule] === "off")
          .sort(),
      },
    };
    return renderDoctorText(report, { paint: PLAIN, width: WIDTH });
  };
}
