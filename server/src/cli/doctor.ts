import { type DoctorReport, readCacheState, troublesOf } from "../core/doctorReport";
import { applyPolicy } from "../core/policy";
import { withoutSecret } from "../core/policy/organization";
import { doctorJson } from "../core/present/formats/doctorJson";
import { renderDoctorText } from "../core/present/formats/doctorText";
import type { Command } from "./command";
import { serviceOptions, textStyle, toJsonText } from "./common";
import { absolutePath } from "./files";
import { isAddress, readRules } from "./rules";
import { VERSION } from "./version";

/** Tells what is asked here and how, with who says so, and asks each source once. */
export const doctor: Command = async (invocation, io, output) => {
  const folder = absolutePath(io, invocation.positionals[0] ?? ".");
  const backend = await io.openBackend(serviceOptions(invocation, io, folder), () => undefined);
  const named = invocation.values.get("policy")?.at(-1);
  const { settings, policy, switchedOff } = await readRules(backend, folder, named, io, false);
  const options = { asOf: undefined, deep: false, offline: false, settings, policy };
  const { sources, gates } = await backend.service.diagnose(folder, options, io.abort);
  const base = named ?? (io.environment.CUSTODY_POLICY || undefined);
  const own = await backend.service.policy(folder);
  const inForce = applyPolicy(settings, policy);
  const report: DoctorReport = {
    version: VERSION,
    node: io.runtime,
    folder,
    network: await backend.network(),
    sources,
    gates,
    cache: await readCacheState(await io.openCache()),
    policy: {
      files: [
        ...new Set(
          [
            base === undefined ? [] : isAddress(base) ? withoutSecret(base) : absolutePath(io, base),
            own?.path ?? [],
          ].flat(),
        ),
      ],
      minimumReleaseAgeMs: inForce.minimumReleaseAgeMs,
      minimumReleaseAgeIsSet: inForce.minimumReleaseAgeIsSet,
      privateScopes: inForce.privateScopes,
      accepted: policy?.accept.length ?? 0,
      switchedOff,
    },
  };
  await output.write(
    invocation.format === "json" ? toJsonText(doctorJson(report)) : renderDoctorText(report, textStyle(invocation, io)),
  );
  if (sources.every(({ status }) => status === "fails")) {
    return 3;
  }
  return troublesOf(report).length > 0 ? 1 : 0;
};
