import { defineRule } from "../../rule";
import { MINUTE } from "../../time";
import { readTimeline } from "../../timeline";

const NEAR = 60 * MINUTE;
const PACKAGES = 3;

/** One account, many packages, within the hour: seen only where several packages are looked at together. */
export const publisherBurst = defineRule({
  id: "publisher-burst",
  family: "when",
  level: "warning",
  points: 15,
  needs: ["subject", "publishedAt", "publisher"],
  test({ subject, publishedAt, publisher }, { beside, asOf }) {
    const together = beside.flatMap(({ history, version }) => {
      const entry = readTimeline(history).byVersion.get(version);
      const isNear = entry !== undefined && entry.at <= asOf && Math.abs(entry.at - publishedAt) <= NEAR;
      return isNear && history.name !== subject.name && entry.release.publisher?.name === publisher.name
        ? [history.name]
        : [];
    });
    const names = [...new Set(together)].sort();
    return names.length + 1 < PACKAGES
      ? undefined
      : { account: publisher.name, packages: names.length + 1, others: names.slice(0, 20) };
  },
  say: ({ account, packages, others }) => ({
    clause: `one of ${packages} packages here that ${account} published within the hour`,
    what: `${account} published ${packages} of the packages used here within the hour: this one, ${others.slice(0, 3).join(", ")}${packages > 4 ? " and others" : ""}.`,
    why: "A stolen account is used on everything it can publish, at once.",
    remedy: "Wait a day with all of them: a planned release of many parts is explained by then.",
  }),
});
