import { clip, plainText } from "../present/markdown";

const MAX_NAME = 214;

/** Text from outside as part of a sentence. */
export function shown(text: string): string {
  return clip(plainText(text), MAX_NAME);
}

/** Why no override is written: what, why, and what to do instead. */
export const refusals = {
  notFromRegistry: (name: string, source: string) =>
    `${shown(name)} comes from ${source}, not from a registry, so that no version can be named for it. Change it where it is asked for.`,
  noVersion: (version: string) =>
    `${shown(version)} is no exact version, so that nothing is written. Name one, such as 1.2.3.`,
  noName: (name: string) => `${shown(name)} is no name that a package can have. Make the lockfile anew.`,
  alreadyThere: (name: string, version: string) => `${shown(name)} is locked to ${version} already.`,
  broken: (file: string) =>
    `${file} cannot be read to its end, so that nothing is written to it. Mend what is marked there, then try again.`,
  unusual: (file: string, block: string) =>
    `"${block}" in ${file} is written in a way that Custody does not change. Add the override there by hand.`,
  nobodyAsks: (name: string, manager: string) =>
    `Nothing that the lockfile lists asks for ${shown(name)}. Run ${manager} install: it may go away by itself.`,
  noCatalogEntry: (name: string, catalog: string) =>
    `${shown(name)} takes its version from the catalog "${shown(catalog)}", which has no entry for it that Custody can read. Change it there by hand.`,
  writtenAlready: (name: string, version: string, manager: string) =>
    `The manifests name ${version} for ${shown(name)} already. Run ${manager} install to bring the lockfile along.`,
  npmWithout:
    "npm before 8.8 does not apply overrides, or not to an existing lockfile. Update npm, run npm install, then try again.",
  npmOldLockfile:
    "This lockfile was written by npm 6 or earlier, which has no overrides. Update npm, run npm install, then try again.",
  npmPeer: (key: string, spec: string) =>
    `The root asks for ${shown(key)} as a peer, and npm refuses an override beside that. Add it to devDependencies as ${spec}, then run npm install.`,
  npmMembers:
    "npm before 11 does not apply an override for one line of versions to what workspace members lead to, once there is a lockfile. Update npm, then try again.",
  bunFlat: (name: string, others: string) =>
    `Bun before 1.4 can only override all versions of ${shown(name)} at once, and ${others} is locked for others. Update Bun and name it as "packageManager" in package.json, or change what asks for it.`,
  bunAlias: (name: string, alias: string) =>
    `Bun applies no override to what is asked for under another name, as ${shown(name)} is (${shown(alias)}). Change what asks for it.`,
  notApart: (name: string, others: string) =>
    `${others} of ${shown(name)} is locked too, by requests that no override can tell apart from these. Change what asks for it instead.`,
} as const;
