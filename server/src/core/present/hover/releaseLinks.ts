import type { PackageReport } from "../../model";
import type { Reference } from "./markup";

/** Longer than any name that npm takes: nothing that a page stands for. */
const MAX_PART = 214;

/**
 * The release at its registry and at deps.dev, what has changed in it since the one to go back to, else since the one
 * before, and the repository: attested where deps.dev verified it. The registry's address may be any; who shows a
 * link lets https through alone.
 */
export function releaseLinks(report: PackageReport): readonly Reference[] {
  const { subject, evidence } = report;
  const { history, depsDev, registryUrl } = evidence;
  if (evidence.isInvented === true || subject.name.length > MAX_PART || subject.version.length > MAX_PART) {
    return [];
  }
  const name = encodeURIComponent(subject.name);
  const version = encodeURIComponent(subject.version);
  const links: Reference[] = [];
  if (history.status === "found" && registryUrl?.startsWith("https:") === true) {
    links.push({ label: "registry record", address: `${registryUrl}${name.replace(/^%40/, "@")}/${version}` });
  }
  if (depsDev.status === "found") {
    links.push({ label: "release on deps.dev", address: `https://deps.dev/npm/${name}/${version}` });
  }
  // Of a name that deps.dev was not told, nobody else is to hear by a click.
  const isTold = depsDev.status === "found" || depsDev.status === "absent";
  const base = isTold && evidence.isPrivate !== true ? comparedWith(report) : undefined;
  if (base !== undefined && base.length <= MAX_PART) {
    const versions = `${encodeURIComponent(base)}/${version}`;
    links.push({ label: `changes since ${base}`, address: `https://renovatebot.com/diffs/npm/${name}/${versions}` });
  }
  const attested = depsDev.status === "found" ? depsDev.value.attestedRepository : undefined;
  const claimed =
    history.status === "found"
      ? history.value.releases.find((release) => release.version === subject.version)?.repository
      : undefined;
  const repository = attested ?? claimed;
  if (repository !== undefined && repository.length <= MAX_PART) {
    const remark = attested === undefined ? "claimed, not attested" : "attested";
    links.push({ label: repository, address: `https://${repository}`, remark });
  }
  return links;
}

function comparedWith({ subject, evidence: { history }, rollback }: PackageReport): string | undefined {
  if (history.status !== "found") {
    return undefined;
  }
  const { releases } = history.value;
  const index = releases.findIndex(({ version }) => version === subject.version);
  const before = typeof rollback === "object" ? rollback : releases[index - 1];
  return index === -1 ? undefined : before?.version;
}
