import { mayBeOldNews, settledEarlier } from "../../history";
import { defineRule } from "../../rule";
import { day } from "../../time";

/** A release that names another repository was built from a place that the earlier ones were not. */
export const repositoryMoved = defineRule({
  id: "repository-moved",
  family: "who",
  level: "none",
  needs: ["release"],
  test({ release }, _context, { latest }) {
    const { repository } = release.entry.release;
    if (repository === undefined) {
      return undefined;
    }
    const inLine = settledEarlier(release, release.earlierInLine(), latest);
    const earlier = inLine.length > 0 ? inLine : settledEarlier(release, release.earlier(), latest);
    const last = earlier.find((entry) => entry.release.repository !== undefined);
    const before = last?.release.repository;
    if (
      last === undefined ||
      before === undefined ||
      earlier.some((entry) => entry.release.repository === repository) ||
      mayBeOldNews(release, last, (entry) => inLine.includes(entry) && entry.release.repository === undefined)
    ) {
      return undefined;
    }
    return {
      repository,
      before,
      last: last.release.version,
      lastDate: day(last.at),
      sameOwner: ownerOf(repository) === ownerOf(before),
      sameName: nameOf(repository) === nameOf(before),
    };
  },
  weigh: ({ sameOwner }, { pointsSameOwner }) => (sameOwner ? { strength: "weak", points: pointsSameOwner } : {}),
  say: ({ repository, before, last, lastDate }) => ({
    clause: `names the repository ${repository}, before ${before}`,
    what: `Names ${repository} as its repository; up to ${last} (${lastDate}) it was ${before}.`,
    why: "Where a package says it is built from is a claim of the release itself, and it has changed.",
    remedy: "Open both: a real move redirects, or the old place says where it went.",
  }),
});

function ownerOf(repository: string): string {
  return repository.slice(0, repository.lastIndexOf("/"));
}

function nameOf(repository: string): string {
  return repository.slice(repository.lastIndexOf("/") + 1);
}
