import { BERRY } from "../../../checksums";
import { defineRule } from "../../rule";

/** What was published never changes: where the checksum of a version does, one of the two tarballs is another one. */
export const lockChecksumChanged = defineRule({
  id: "lock-checksum-changed",
  family: "lockfile",
  level: "warning",
  highest: "error",
  points: 10,
  needs: ["subject", "relocked"],
  uses: ["served"],
  test({ subject, relocked, served }) {
    const open = relocked.filter(({ algorithm, is }) => served?.get(algorithm) !== is);
    // What comes from another host is told before what does not.
    const [first, second, ...others] = open.toSorted((one, other) => Number(!one.hosts) - Number(!other.hosts));
    return first === undefined
      ? undefined
      : {
          name: subject.name,
          version: subject.version,
          algorithm: first.algorithm,
          was: first.was,
          is: first.is,
          hostWas: first.hosts?.was ?? null,
          hostIs: first.hosts?.is ?? null,
          served: served?.get(first.algorithm) ?? null,
          ofTarball: !first.algorithm.startsWith(BERRY),
          ...(second === undefined ? {} : { elsewhere: short(second.algorithm, second.is), others: others.length }),
        };
  },
  weigh({ served, hostIs, ofTarball }) {
    if (!ofTarball) {
      return { level: "info", points: 3 };
    }
    return served !== null || hostIs !== null ? { level: "error", points: 12 } : {};
  },
  say({ name, version, algorithm, was, is, hostWas, hostIs, served, elsewhere, others }) {
    const [before, now] = [was, is].map((sum) => short(algorithm, sum));
    const place = hostIs === null ? "" : ` from ${hostIs.slice(0, 30)} instead of ${hostWas?.slice(0, 30)}`;
    const more = others === undefined || others === 0 ? "" : ` and ${others} more`;
    const apart = elsewhere === undefined ? "" : `, elsewhere as ${elsewhere}${more}`;
    const isOld = served === was;
    const registry = served === null ? "" : `; the registry serves ${isOld ? "what it was" : short(algorithm, served)}`;
    return {
      clause: `the same version has another checksum than at the base${place === "" ? "" : `, and comes${place}`}`,
      what: `${name.slice(0, 40)} ${version.slice(0, 20)} is locked as ${now}${place}${apart}, and was as ${before} at the base${registry}.`,
      why: "A published version stays as it is: under another checksum another tarball is installed, or was before.",
      remedy:
        served !== null
          ? `Do not install it. ${isOld ? "Put the entry back as it was" : "Let the package manager write the entry anew"}, and find out how the change came into the lockfile.`
          : "Find out how the change came into the lockfile; without the entry, the package manager writes what the registry serves.",
    };
  },
});

/** As far as a person compares it. */
function short(algorithm: string, sum: string): string {
  return `${algorithm.startsWith(BERRY) ? "" : `${algorithm}-`}${sum.slice(0, 10)}…`;
}
