import { explainJson } from "../core/present/formats/explainJson";
import { renderExplainText } from "../core/present/formats/explainText";
import type { Command } from "./command";
import {
  anySourceAnswered,
  openBackend,
  readAsOf,
  sayMissing,
  sayUndecided,
  serviceOptions,
  textStyle,
  toJsonText,
} from "./common";
import { absolutePath } from "./files";
import { readRules } from "./rules";
import { UsageError } from "./usageError";

/** Tells all that is known about one release. */
export const explain: Command = async (invocation, io, output) => {
  const { name, version } = readPackage(invocation.positionals[0] ?? "");
  const asOf = readAsOf(invocation, io);
  const folder = absolutePath(io, ".");
  const backend = await openBackend(serviceOptions(invocation, io, folder), invocation.flags.has("quiet"), io);
  const { service } = backend;
  const offline = invocation.flags.has("offline");
  const { settings, policy } = await readRules(backend, folder, invocation.values.get("policy")?.at(-1), io, offline);
  const options = { asOf, deep: false, offline, settings, policy };
  const report = await service.explain(name, version, options, io.abort, { path: folder });
  sayUndecided(backend, invocation.flags.has("quiet"), io);
  sayMissing(backend, { packages: [report], unresolved: [] }, invocation.flags.has("quiet"), io);
  const { history } = report.evidence;
  if (history.status === "found" && !isKnown(report.subject.version, history.value)) {
    const { latest } = history.value.distTags;
    const instead = latest === undefined ? "" : `; the latest is ${latest}`;
    throw new UsageError(`${name} has no release ${report.subject.version}${instead}`);
  }
  const at = asOf ?? io.now();
  const text =
    invocation.format === "json"
      ? toJsonText(explainJson(report, at))
      : renderExplainText(report, { asOf: at, ...textStyle(invocation, io) });
  await output.write(text);
  if (report.assessment.level === "unchecked" && !anySourceAnswered(service.stats())) {
    return 3;
  }
  return report.assessment.level === "error" && report.accepted === undefined ? 1 : 0;
};

interface Versions {
  readonly releases: readonly { readonly version: string }[];
  readonly pulled: readonly { readonly version: string }[];
}

function isKnown(version: string, { releases, pulled }: Versions): boolean {
  return [...releases, ...pulled].some((release) => release.version === version);
}

/** A name may begin with the "@" of a scope; the version stands behind the next one. */
function readPackage(text: string): { readonly name: string; readonly version: string | undefined } {
  const [, name, version] = /^((?:@[^\s/@]+\/)?[^\s/@]+)(?:@(\S+))?$/.exec(text) ?? [];
  if (name === undefined) {
    throw new UsageError(`explain expects NAME or NAME@VERSION, such as chalk or @babel/core@7.26.0, not "${text}"`);
  }
  return { name, version };
}
