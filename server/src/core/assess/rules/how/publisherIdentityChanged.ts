import { settledEarlier } from "../../history";
import { defineRule } from "../../rule";
import { day } from "../../time";

/** A trusted publisher that was set up anew: another repository or workflow may publish now. */
export const publisherIdentityChanged = defineRule({
  id: "publisher-identity-changed",
  family: "how",
  level: "info",
  needs: ["release", "publisher"],
  test({ release, publisher }, _context, { latest }) {
    const identity = publisher.oidcConfigId;
    const earlier = settledEarlier(release, release.earlier(), latest).filter(
      (entry) => entry.release.publisher?.oidcConfigId !== undefined,
    );
    const last = earlier[0];
    if (identity === undefined || last === undefined) {
      return undefined;
    }
    return earlier.some((entry) => entry.release.publisher?.oidcConfigId === identity)
      ? undefined
      : {
          identity,
          before: last.release.publisher?.oidcConfigId ?? null,
          last: last.release.version,
          lastDate: day(last.at),
        };
  },
  weigh: () => ({ strength: "weak" }),
  say: ({ last, lastDate }) => ({
    clause: `its trusted publisher was set up anew since ${last}`,
    what: `Published through another trusted publisher configuration than the releases up to ${last} (${lastDate}).`,
    why: "Who may publish without a token was configured again: a renamed workflow, or another repository.",
    remedy: "Compare the provenance of both releases: repository and workflow should be the project's own.",
  }),
});
