import { defineRule, type Weight } from "../../rule";

/** A move to a registry that packs anew changes every checksum: so does somebody who has every package come from himself. */
export const lockRepacked = defineRule({
  id: "lock-repacked",
  family: "lockfile",
  level: "warning",
  highest: "error",
  points: 10,
  needs: ["repacked"],
  test: ({ repacked: { file, packages, of, hosts, isConfigured, ofTarball, agree, differ } }) => ({
    file,
    packages,
    of,
    hostWas: hosts?.was ?? null,
    hostIs: hosts?.is ?? null,
    isConfigured,
    ofTarball,
    agree,
    differ,
  }),
  weigh: (match) => WEIGHTS[caseOf(match)],
  say(match) {
    const { file, packages, of, hostWas, hostIs, agree, differ } = match;
    const place = hostIs === null ? "" : ` and come from ${hostIs.slice(0, 40)} instead of ${hostWas?.slice(0, 40)}`;
    const asked = agree + differ;
    const served = asked === 0 ? "" : `; of ${asked} asked about, the registry serves ${agree} as they are locked`;
    const which = caseOf(match);
    return {
      clause: "most of the lockfile has other checksums than at the base",
      what: `${endOf(file)}: ${packages} of ${of} locked versions have another checksum than at the base${place}${served}.`,
      why:
        which === "archives"
          ? "Yarn packs archives of its own, which another version or setting of it packs otherwise."
          : "Other checksums let other tarballs be installed: what was known of the old ones says nothing of them.",
      remedy: REMEDIES[which],
    };
  },
});

interface Told {
  readonly file: string;
  readonly packages: number;
  readonly of: number;
  readonly hostWas: string | null;
  readonly hostIs: string | null;
  readonly isConfigured: boolean | "changed";
  readonly ofTarball: boolean;
  readonly agree: number;
  readonly differ: number;
}

/**
 * What to make of it. `archives`: of Yarn's own. `foreign`: they come from a host that nobody here has configured.
 * `refuted`: the registry serves something else. `changed`: the host is configured by this very change. `unknown`: no
 * address names a host, and the registry did not say. `moved`: to the registry in use.
 */
function caseOf({ hostIs, isConfigured, ofTarball, agree, differ }: Told) {
  if (!ofTarball) {
    return "archives";
  }
  if (hostIs !== null && isConfigured === false) {
    return "foreign";
  }
  if (differ > 0 && differ >= agree) {
    return "refuted";
  }
  if (isConfigured === "changed") {
    return "changed";
  }
  return hostIs === null && agree === 0 ? "unknown" : "moved";
}

type Case = ReturnType<typeof caseOf>;

const WEIGHTS: Readonly<Record<Case, Weight>> = {
  archives: { level: "info", points: 3 },
  foreign: { level: "error", points: 12 },
  refuted: { level: "error", points: 12 },
  changed: {},
  unknown: {},
  moved: { level: "info", points: 3 },
};

const REMEDIES: Readonly<Record<Case, string>> = {
  archives: "Let Yarn write them again on a machine that you trust, and compare.",
  foreign:
    "If the project has moved there, name that host as the registry in your own configuration and review again: it is asked then. If it has not, do not install it, and restore the lockfile.",
  refuted:
    "Do not install it. Find out how the checksums came into the lockfile; written anew, it has those that the registry serves.",
  changed:
    "Let those who answer for the registry agree to the move: this change itself names the host in the project's configuration.",
  unknown: "Find out how the checksums came into the lockfile; written anew, it has those that the registry serves.",
  moved: "Nothing, if you know of the move.",
};

/** Of a path its end tells more. */
function endOf(path: string): string {
  return path.length <= 30 ? path : `…${path.slice(-29)}`;
}
