import { mayBeOldNews } from "../../history";
import { defineRule } from "../../rule";
import { day } from "../../time";
import { accountKey, type Entry, releasesOf } from "../../timeline";

/** Whoever takes over an account changes its address first, so that the owner hears nothing. */
export const publisherEmailChanged = defineRule({
  id: "publisher-email-changed",
  family: "who",
  level: "none",
  needs: ["release", "publisher"],
  test({ release, publisher }) {
    const { entry, timeline } = release;
    if (publisher.emailHash === undefined || publisher.trustedPublisher !== undefined) {
      return undefined;
    }
    const earlier = releasesOf(timeline, publisher.name).filter(
      (other) =>
        other.position < entry.position &&
        release.settled(other) &&
        other.release.publisher?.emailHash !== undefined &&
        other.release.publisher.trustedPublisher === undefined,
    );
    const last = earlier.at(-1);
    if (
      last === undefined ||
      earlier.some(({ release }) => release.publisher?.emailHash === publisher.emailHash) ||
      mayBeOldNews(release, last, mayBeOfAccount)
    ) {
      return undefined;
    }
    return {
      account: publisher.name,
      domain: publisher.emailDomain ?? null,
      domainBefore: last.release.publisher?.emailDomain ?? null,
      last: last.release.version,
      lastDate: day(last.at),
      releasesBefore: earlier.length,
    };

    /** It may have had the address already at a release of which the registry gives none. */
    function mayBeOfAccount({ release: { publisher: other } }: Entry): boolean {
      return other === undefined || (isSameAccount(other.name) && other.emailHash === undefined);
    }

    function isSameAccount(name: string): boolean {
      return accountKey(name) === accountKey(publisher.name);
    }
  },
  say: ({ account, domain, domainBefore, last, lastDate, releasesBefore }) => ({
    clause: `by ${account} with another e-mail address`,
    what: `${account} publishes with another address, domain ${domain ?? "unknown"}, before ${domainBefore ?? "unknown"} (${releasesBefore === 1 ? "1 release" : `${releasesBefore} releases`} up to ${last}, ${lastDate}).`,
    why: "This address is where the registry tells the owner of an account what happens with it. People change theirs, too.",
    remedy: "See whether the project says so itself; until then stay on the release before.",
  }),
});
