import { defineRule } from "../../rule";

/** A lockfile is trusted by everybody and read by nobody: one changed address installs another package. */
export const lockHost = defineRule({
  id: "lock-host",
  family: "lockfile",
  level: "warning",
  points: 20,
  needs: ["subject", "resolved", "hosts"],
  test({ subject, resolved, hosts }) {
    const isWeb = resolved.protocol === "https:" || resolved.protocol === "http:";
    return !isWeb || hosts.includes(resolved.host)
      ? undefined
      : { name: subject.name, host: resolved.host, registry: hosts[0] ?? null };
  },
  say: ({ name, host, registry }) => ({
    clause: `the lockfile fetches it from ${host} instead of ${registry}`,
    what: `The lockfile fetches ${name} from ${host}, while its registry is ${registry}.`,
    why: "What the lockfile names is what is installed, whatever the registry says about the package.",
    remedy: "Remove the entry and let the package manager write it again, and look at how it came into the lockfile.",
  }),
});
