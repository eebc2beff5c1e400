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
    const { algorithm, was, is, hosts } = relocked;
    const own = served?.get(algorithm);
    return own === is
      ? undefined
      : {
          name: subject.name,
          version: subject.version,
          algorithm,
          was,
          is,
          hostWas: hosts?.was ?? null,
          hostIs: hosts?.is ?? null,
          served: own ?? null,
          ofTarball: !algorithm.startsWith(BERRY),
        };
  },
  weigh({ served, hostIs, ofTarball }) {
    if (!ofTarball) {
      return { level: "info", points: 3 };
    }
    return served !== null || hostIs !== null ? { level: "error", points: 12 } : {};
  },
  say({ name, version, algorithm, was, is, hostWas, hostIs, served }) {
    const [before, now] = [was, is].map((sum) => short(algorithm, sum));
    const place = hostIs === null ? "" : ` from ${hostIs.slice(0, 30)} instead of ${hostWas?.slice(0, 30)}`;
    const isOld = served === was;
    const registry = served === null ? "" : `; the registry serves ${isOld ? "what it was" : short(algorithm, served)}`;
    return {
      clause: `the same version has another checksum than at the base${place === "" ? "" : `, and comes${place}`}`,
      what: `${name.slice(0, 40)} ${version.slice(0, 20)} is locked as ${now}${place}, and was as ${before} at the base${registry}.`,
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
