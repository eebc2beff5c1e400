import { defineRule } from "../../rule";

/** A lockfile is trusted by everybody and read by nobody: one changed address installs another package. */
export const lockHost = defineRule({
  id: "lock-host",
  family: "lockfile",
  level: "warning",
  points: 10,
  needs: ["subject", "locked", "hosts"],
  test({ subject, locked, hosts }) {
    const address =
      locked.resolved !== undefined && URL.canParse(locked.resolved) ? new URL(locked.resolved) : undefined;
    const isWeb = address?.protocol === "https:" || address?.protocol === "http:";
    const isAtHome = isWeb && hosts.includes(address.host);
    const isElsewhere = !isAtHome && (locked.diverted === true || (locked.source === "registry" && isWeb));
    return isElsewhere
      ? { name: subject.name, place: placeOf(address, locked.source), registry: hosts[0] ?? null }
      : undefined;
  },
  say: ({ name, place, registry }) => ({
    clause: `the lockfile takes it from ${place} instead of ${registry}`,
    what: `The lockfile takes ${name} from ${place}, while its registry is ${registry}.`,
    why: "What the lockfile names is what is installed, whatever the registry says about the package.",
    remedy: "Remove the entry and let the package manager write it again, and look at how it came into the lockfile.",
  }),
});

/** A host where there is one; else the kind of place, such as a folder that the lockfile points to. */
function placeOf(address: URL | undefined, source: string): string {
  return address === undefined || address.host === "" ? `a ${source} of its own` : address.host;
}
