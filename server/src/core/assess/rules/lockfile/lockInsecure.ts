import { defineRule } from "../../rule";

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Plain http can be changed by anybody on the way. */
export const lockInsecure = defineRule({
  id: "lock-insecure",
  family: "lockfile",
  level: "warning",
  points: 8,
  needs: ["subject", "resolved"],
  test: ({ subject, resolved }) =>
    resolved.protocol === "http:" && !LOOPBACK.test(resolved.hostname)
      ? { name: subject.name, host: resolved.host }
      : undefined,
  say: ({ name, host }) => ({
    clause: `the lockfile fetches it from ${host} over plain http`,
    what: `The lockfile fetches ${name} from ${host} over plain http.`,
    why: "Anybody between here and there can see what is installed, and put something else in its place.",
    remedy: "Let the package manager write the entry again with the registry's https address.",
  }),
});
