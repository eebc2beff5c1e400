import type { History, Publisher } from "../../../model";
import { firstPublished } from "../../life";
import { isDoubtful } from "../../names/doubt";
import { type Difference, findResemblance } from "../../names/resemblance";
import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";
import { accountKey } from "../../timeline";

/** Longer names are cut in sentences. */
const LONGEST = 50;

/** A name that is easily taken for that of a much used package is installed by mistake. */
export const lookalike = defineRule({
  id: "lookalike",
  family: "name",
  level: "warning",
  highest: "error",
  needs: ["subject", "isPrivate"],
  uses: ["exists", "born", "timeline", "holder", "publisher", "meant", "attestedRepository"],
  test({ subject, isPrivate, ...known }, { asOf, settings }, numbers) {
    const { exists, born, timeline, holder, publisher, meant, attestedRepository } = known;
    const isOwn = isPrivate || settings.privateScopes.some((scope) => subject.name.startsWith(`${scope}/`));
    const resemblance = isOwn ? undefined : findResemblance(subject.name);
    if (resemblance === undefined) {
      return undefined;
    }
    const age = born === undefined ? undefined : asOf - born;
    const isMissing = exists === false || holder !== undefined;
    const releases = timeline?.entries.filter(({ at }) => at <= asOf).length ?? 0;
    const isKnownGood =
      meant !== undefined &&
      !isMissing &&
      (isOlder(born, meant, asOf) || isOfSameHands(publisher, attestedRepository, meant));
    return isKnownGood || !isDoubtful(resemblance, { isMissing, age, releases }, numbers)
      ? undefined
      : {
          name: subject.name.slice(0, 214),
          meant: resemblance.meant,
          place: resemblance.place,
          difference: resemblance.difference,
          exists: exists === undefined ? null : !isMissing,
          firstPublished: isMissing || born === undefined ? null : day(born),
          age: isMissing || age === undefined ? null : span(age),
          isYoung: !isMissing && age !== undefined && age < numbers.youngDays * DAY && resemblance.weight === "near",
        };
  },
  weigh: ({ isYoung }, { pointsYoung }) => (isYoung ? { level: "error", points: pointsYoung } : {}),
  say: ({ name, meant, difference, exists, age }) => ({
    clause: `the name ${DIFFERENCES[difference]} ${meant}, one of the most used packages`,
    what: `${name.slice(0, LONGEST)} ${DIFFERENCES[difference]} ${meant}, one of the most used packages${standing(exists, age)}.`,
    why: "A name that is easily taken for another is installed by mistake, whoever publishes there and whatever for.",
    remedy: `If ${meant} is meant, put that name in its place; if this package is meant, accept the finding and say why.`,
  }),
});

const DIFFERENCES: Readonly<Record<Difference, string>> = {
  letter: "differs by one letter from",
  swap: "swaps two letters of",
  look: "looks like",
  separators: "differs only in separators from",
  order: "puts in another order the words of",
  scope: "is written, but for the scope, like",
};

function standing(exists: boolean | null, age: string | null): string {
  if (exists === false) {
    return ", and the registry has no package of this name";
  }
  return age === null ? ", and is itself none of them" : `, and was first published ${age} ago`;
}

/** Whoever was there first did not take the other's name. */
function isOlder(born: number | undefined, meant: History, asOf: number): boolean {
  const other = meant.created === undefined ? undefined : firstPublished(meant, asOf);
  return born !== undefined && other !== undefined && born < other;
}

/**
 * Whether the same account publishes both. Who owns a package and which repository it names is what its publisher says;
 * who published it, and an attested repository, is not.
 */
function isOfSameHands(publisher: Publisher | undefined, attested: string | undefined, meant: History): boolean {
  if (publisher === undefined || meant.releases.length === 0) {
    return false;
  }
  if (publisher.trustedPublisher !== undefined) {
    const owner = attested === undefined ? undefined : ownerOf(attested);
    const own = meant.releases.findLast(({ repository }) => repository !== undefined)?.repository;
    return owner !== undefined && own !== undefined && ownerOf(own) === owner;
  }
  const account = accountKey(publisher.name);
  return meant.releases.some(
    ({ publisher: other }) =>
      other !== undefined && other.trustedPublisher === undefined && accountKey(other.name) === account,
  );
}

/** `host/owner` of `host/owner/name`. */
function ownerOf(repository: string): string {
  return repository.split("/").slice(0, 2).join("/");
}
