import { defineRule } from "../../rule";
import { newestAt } from "../../timeline";

/** One account that is lost, or tired, is all that stands between a package and whoever wants it. */
export const singleMaintainer = defineRule({
  id: "single-maintainer",
  family: "health",
  level: "none",
  points: 1,
  needs: ["timeline"],
  test({ timeline }, { asOf }) {
    const newest = newestAt(timeline, asOf);
    const owners = newest?.release.maintainers ?? [];
    const [owner] = owners;
    return newest !== undefined && owner !== undefined && owners.length === 1
      ? { maintainer: owner.slice(0, 100), version: newest.release.version }
      : undefined;
  },
  weigh: () => ({ strength: "slight" }),
  say: ({ maintainer, version }) => ({
    clause: `one account, ${maintainer.slice(0, 40)}, owns it`,
    what: `As of ${version.slice(0, 40)} it has one owner, the account ${maintainer}.`,
    why: "Where one account is lost, or its owner hands it on, nobody else is there to notice.",
    remedy: "Nothing now; where you depend on it much, offer its maintainer help.",
  }),
});
