import { defineRule } from "../../rule";

/** A name that nobody owns can be registered by anybody, and then be installed here. */
export const packageMissing = defineRule({
  id: "package-missing",
  family: "state",
  level: "warning",
  points: 10,
  needs: ["subject", "exists"],
  test: ({ subject, exists }, { settings }) =>
    exists || settings.privateScopes.some((scope) => subject.name.startsWith(`${scope}/`))
      ? undefined
      : { name: subject.name },
  say: ({ name }) => ({
    clause: "the registry knows no package of this name",
    what: `The registry knows no package named ${name}.`,
    why: "A name that nobody owns can be registered by anybody, who would then be installed in its place.",
    remedy:
      "Correct the name, or, if it is private, name its scope in custody.privateScopes and its registry in .npmrc.",
  }),
});
