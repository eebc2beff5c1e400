import type { Provenance, Release } from "../../../model";
import { type ReleaseAt, settledEarlier } from "../../history";
import { defineRule } from "../../rule";
import { day } from "../../time";
import type { Entry } from "../../timeline";

const LONGEST_PLACE = 50;

/** Another place than before may publish now: another trusted publisher, or another repository or workflow by its own attestation. */
export const publisherIdentityChanged = defineRule({
  id: "publisher-identity-changed",
  family: "how",
  level: "info",
  needs: ["release", "publisher"],
  uses: ["attested"],
  test({ release, publisher, attested }, _context, { latest }) {
    const builds = attested === undefined ? undefined : compare(release, attested);
    const moved = builds?.changed;
    if (moved !== undefined && moved.kind !== "ref") {
      return moved;
    }
    return reconfigured(release, publisher.oidcConfigId, latest, builds?.isSamePlace === true) ?? moved;
  },
  weigh({ kind, isClaimed, isSamePlace }, { pointsAttested, pointsSamePlace }) {
    if (kind === "repository" && !isClaimed) {
      return { strength: "usual", points: pointsAttested };
    }
    return kind === "ref" || isSamePlace
      ? { strength: "weak", level: "none", points: pointsSamePlace }
      : { strength: "weak" };
  },
  say({ kind, last, lastDate, now, before, isSamePlace }) {
    switch (kind) {
      case "repository":
        return {
          clause: `attested to be built in ${now}, before in ${before}`,
          what: `Its provenance names the repository ${now}; that of ${last} (${lastDate}) named ${before}.`,
          why: "The attestation says where a release was built, and this one was built in another place.",
          remedy: "Find out whether the project moved there: its old place should say so.",
        };
      case "workflow":
        return {
          clause: `attested to be built by ${now}, before by ${before}`,
          what: `Its provenance names the workflow ${now}; that of ${last} (${lastDate}) named ${before}.`,
          why: "The attestation says which workflow built a release, and this one came out of another.",
          remedy: "Read that workflow, and see who added it to the repository and when.",
        };
      case "ref":
        return {
          clause: `attested to be built from ${now}, before from ${before}`,
          what: `Its provenance names ${now} as what it was built from; that of ${last} (${lastDate}) named ${before}.`,
          why: "A release from another branch than usual may hold what was not merged into the project.",
          remedy: "See whether the project renamed its branch, or releases from this one too.",
        };
      case "configuration":
        return {
          clause: `its trusted publisher was set up anew since ${last}`,
          what: `Published through another trusted publisher configuration than the releases up to ${last} (${lastDate})${isSamePlace ? "; their provenance names the same repository and workflow" : ""}.`,
          why: isSamePlace
            ? "Who may publish without a token was configured again, but what was attested is still the same place."
            : "Who may publish without a token was configured again: a renamed workflow, or another repository.",
          remedy: isSamePlace
            ? "Nothing has to be done for this alone."
            : "Compare the provenance of both releases: repository and workflow should be the project's own.",
        };
    }
  },
});

type Changed = {
  readonly kind: "repository" | "workflow" | "ref" | "configuration";
  readonly now: string | null;
  readonly before: string | null;
  readonly last: string;
  readonly lastDate: string;
  /** The release's package.json names the other repository too, as it must on npm's own registry. */
  readonly isClaimed: boolean;
  /** By their attestations, both come from the same repository and workflow. */
  readonly isSamePlace: boolean;
};

/** A configuration of the trusted publisher that none of the latest releases had. */
function reconfigured(
  release: ReleaseAt,
  identity: string | undefined,
  latest: number,
  isSamePlace: boolean,
): Changed | undefined {
  const earlier = settledEarlier(release, release.earlier(), latest).filter(
    (entry) => entry.release.publisher?.oidcConfigId !== undefined,
  );
  const last = earlier[0];
  if (
    identity === undefined ||
    last === undefined ||
    earlier.some((entry) => entry.release.publisher?.oidcConfigId === identity)
  ) {
    return undefined;
  }
  const before = last.release.publisher?.oidcConfigId ?? null;
  return { kind: "configuration", now: identity, before, ...nameOf(last), isClaimed: false, isSamePlace };
}

interface Earlier {
  readonly entry: Entry;
  readonly provenance: Provenance;
}

/** What the attestations say of this release that they say of none of the earlier ones. */
function compare(
  { entry, timeline }: ReleaseAt,
  attested: ReadonlyMap<string, Provenance>,
): { readonly changed: Changed | undefined; readonly isSamePlace: boolean } {
  const own = attested.get(entry.release.version);
  const earlier = [...attested].flatMap(([version, provenance]): readonly Earlier[] => {
    const other = timeline.byVersion.get(version);
    return other === undefined || other.position >= entry.position ? [] : [{ entry: other, provenance }];
  });
  if (own === undefined || earlier.length === 0) {
    return { changed: undefined, isSamePlace: false };
  }
  const repository = change(earlier, own.repository, (provenance) => provenance.repository);
  const workflow = change(earlier, own.workflow, (provenance) => provenance.workflow);
  const ref = change(earlier, refKind(own.ref), (provenance) => refKind(provenance.ref));
  const changed =
    (repository && { kind: "repository" as const, ...repository }) ??
    (workflow && { kind: "workflow" as const, ...workflow }) ??
    (ref && { kind: "ref" as const, ...ref });
  return {
    changed: changed && { ...changed, isClaimed: claims(entry.release, own.repository), isSamePlace: false },
    isSamePlace:
      earlier.some(
        ({ provenance }) => provenance.repository === own.repository && provenance.workflow === own.workflow,
      ) &&
      own.repository !== undefined &&
      own.workflow !== undefined,
  };
}

/** A value that is given, and that none of the earlier releases had, of which at least one gives another. */
function change(
  earlier: readonly Earlier[],
  now: string | undefined,
  of: (provenance: Provenance) => string | undefined,
) {
  const last = earlier.find(({ provenance }) => of(provenance) !== undefined);
  const before = last && of(last.provenance);
  return last === undefined ||
    before === undefined ||
    now === undefined ||
    earlier.some(({ provenance }) => of(provenance) === now)
    ? undefined
    : { now: short(now), before: short(before), ...nameOf(last.entry) };
}

/** Every release has a tag of its own; a branch is one place. */
function refKind(ref: string | undefined): string | undefined {
  return ref?.startsWith("refs/tags/") === true ? "a tag" : ref?.replace(/^refs\/heads\//, "the branch ");
}

function claims({ repository }: Release, attested: string | undefined): boolean {
  return repository === attested;
}

function nameOf({ release, at }: Entry): { readonly last: string; readonly lastDate: string } {
  return { last: release.version, lastDate: day(at) };
}

function short(text: string): string {
  return text.length <= LONGEST_PLACE ? text : `…${text.slice(1 - LONGEST_PLACE)}`;
}
