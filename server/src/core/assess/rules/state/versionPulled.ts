import { defineRule } from "../../rule";
import { day } from "../../time";

/** The registry keeps the stamp of a version that it no longer serves: its author or npm took it away. */
export const versionPulled = defineRule({
  id: "version-pulled",
  family: "state",
  level: "error",
  points: 8,
  needs: ["subject", "pulled"],
  test({ subject, pulled }, { asOf }) {
    const found = pulled.find(({ version }) => version === subject.version);
    return found === undefined || found.publishedAt > asOf
      ? undefined
      : { version: found.version, published: day(found.publishedAt) };
  },
  say: ({ version, published }) => ({
    clause: `published on ${published} and no longer served`,
    what: `${version} was published on ${published} and the registry no longer serves it.`,
    why: "Its authors or the registry took it away, for a reason that the registry does not give; caches and mirrors may still have it.",
    remedy: "Move to a version that the registry serves, and find out why this one went.",
  }),
});
