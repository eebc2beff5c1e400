import { defineRule } from "../../rule";

/** What its owners say about a release themselves. */
export const deprecated = defineRule({
  id: "deprecated",
  family: "state",
  level: "info",
  points: 3,
  needs: ["subject", "deprecated"],
  test: ({ subject, deprecated: message }) =>
    message === undefined ? undefined : { version: subject.version, message: message.slice(0, 300) },
  say: ({ version, message }) => ({
    clause: "deprecated by its owners",
    what: `${version} is deprecated, with the words "${message.length > 140 ? `${message.slice(0, 139)}…` : message}".`,
    why: "Its owners ask that it is no longer used; whatever is found in it will not be mended.",
    remedy: "Follow what the message says; often it names the version or the package to take instead.",
  }),
});
