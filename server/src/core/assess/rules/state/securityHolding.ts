import { defineRule } from "../../rule";

/** The registry has put its own empty package in the place of one that it removed. */
export const securityHolding = defineRule({
  id: "security-holding",
  family: "state",
  level: "error",
  points: 8,
  needs: ["subject", "holder"],
  test: ({ subject, holder }) =>
    holder === "security-holding" && /-security(?:\.\d+)?$/.test(subject.version)
      ? { name: subject.name, version: subject.version }
      : undefined,
  say: ({ version }) => ({
    clause: "an empty stand-in for a package that the registry removed",
    what: `${version} is an empty package that the registry put in the place of one that it removed for security reasons.`,
    why: "The registry does that where it removed a package for security reasons, or keeps a name that is easily mistaken.",
    remedy: "Remove the dependency, and find out what you had of it before; the name may be a misspelling.",
  }),
});
