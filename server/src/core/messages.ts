import { renderDuration } from "./duration";

/**
 * Every sentence shown to a person outside a finding.
 *
 * Each says what happened, what it means here, and what can be done; none blames, none shows a stack,
 * and none ends in an exclamation mark. Causes go to the log, not to the person.
 */
export const messages = {
  settingIgnored: (key: string, expected: string, actual: unknown) =>
    `"${key}" should be ${expected}, but is ${JSON.stringify(actual)}. It is ignored.`,

  policyBroken: "custody.json could not be read as JSON from here on. What stands before is applied.",
  policyNotAnObject: 'custody.json should hold one object, such as { "levels": {} }. Nothing of it is applied.',
  policyUnknownKey: (key: string, meant: string | undefined, known: readonly string[]) =>
    meant === undefined
      ? `custody.json does not know "${key}". It is not applied; the keys are ${known.join(", ")}.`
      : `custody.json does not know "${key}". Did you mean "${meant}"? It is not applied.`,
  policyKeyTwice: (key: string) =>
    `"${key}" stands in custody.json again below. The last one is applied, this one is not.`,
  policyValue: (key: string, expected: string, actual: string) =>
    `"${key}" should be ${expected}, but is ${actual}. It is not applied.`,
  policyUnknownRule: (rule: string, meant: string | undefined) =>
    `There is no rule "${rule}".${meant === undefined ? "" : ` Did you mean "${meant}"?`} This level is not applied.`,
  policyNeverOff: (rule: string) =>
    `"${rule}" cannot be switched off, so that this level is not applied. Accept it for one exact version, with a reason and an end, under "accept".`,
  policyNoScope: (actual: string) => `${actual} is no scope, such as "@acme". It is not applied.`,
  acceptNoObject:
    'An entry of "accept" should be an object with "package", "rules", "reason" and "until". This one is not applied.',
  organizationUnreadable: (source: string, reason: string) =>
    `The policy of your organisation, ${source}, could not be read: ${reason}. Until it can, the strict defaults hold: neither your settings nor the policy of a repository go below them.`,
  organizationKept: (source: string, reason: string, since: string) =>
    `The policy of your organisation, ${source}, could not be read again: ${reason}. The one of ${since} holds.`,
  organizationFaulty: (source: string, first: string) =>
    `The policy of your organisation, ${source}, is not applied as a whole: ${first}`,
  organizationPlace: "it should be named by an absolute path, or an https address without a password",
  organizationNoFile: "there is no such file, or it may not be read",
  organizationNoObject: "it is not one JSON object",
  doctorOffline:
    "Nobody is asked: the setting custody.offline is on. Turn it off to see whether every source answers.\n",
  organizationOffline: "nobody is asked while offline",
  policyDropped: {
    organization: (what: string) =>
      `${what} is not applied: the policy of your organisation is stricter, and does not leave that to repositories`,
    restricted: (what: string) =>
      `${what} is not applied: in a workspace that is not trusted, only what makes the judgement stricter is`,
    unknown: (what: string) =>
      `${what} is not applied: the policy of your organisation could not be read, so nothing may be looser than the defaults`,
  },
  mayLoosenIgnored:
    'Only the policy of an organisation says with "mayLoosen" what a repository may loosen. Here it is not applied.',
  acceptIncomplete: (missing: string) =>
    `This entry of "accept" needs ${missing}. It is not applied; the findings it names stay visible.`,
  acceptUnknownKey: (key: string, meant: string | undefined, known: readonly string[]) =>
    meant === undefined
      ? `An entry of "accept" does not know "${key}"; its keys are ${known.join(", ")}. The entry is not applied.`
      : `An entry of "accept" does not know "${key}". Did you mean "${meant}"? The entry is not applied.`,
  acceptNoVersion:
    'An acceptance is for one exact version, written as name@version, such as "left-pad@1.3.0". This entry is not applied.',
  acceptUnknownRule: (rule: string, meant: string | undefined) =>
    `There is no rule "${rule}".${meant === undefined ? "" : ` Did you mean "${meant}"?`} This entry is not applied.`,
  acceptNoDate: (actual: string) =>
    `"until" should be a day of the calendar, YYYY-MM-DD, but is ${actual}. This entry is not applied.`,
  acceptExpired: (name: string, until: string) =>
    `The acceptance of ${name} ended on ${until}. Its findings show again; renew it with a new reason, or remove it.`,
  acceptTooLong: (name: string, days: number, last: string) =>
    `An acceptance of malware or of a pulled version ends at most ${days} days ahead, on ${last}. That of ${name} is not applied.`,
  acceptTwice: (name: string) => `${name} is accepted above for the same rules already. This entry is not applied.`,
  acceptApart: (name: string) =>
    `${name} is accepted above for other rules. A release counts as accepted where one entry names every rule that speaks: put them into one.`,
  acceptNowhere:
    'custody.json cannot be read to its end, or its "accept" is no list, so that nothing is written to it. Mend what is marked there, then try again.',
  acceptUnused: (name: string, locked: readonly string[]) =>
    locked.length === 0
      ? `No lockfile here has ${name}: this acceptance has no effect. Remove it once it is not needed any more.`
      : `No lockfile here has ${name}, only ${locked.slice(0, 3).join(", ")}: this acceptance has no effect. Remove it once it is not needed any more.`,

  notFromRegistry: (source: string) =>
    `comes from ${source}, not from a registry: there is no release history to judge`,
  noAdmittedVersion: (range: string) => `no version that the registry serves satisfies ${range}`,
  noAnswer: (source: string, reason: string, packagesAre: string, without: string) =>
    `${source} gave no answer that could be used (${reason}): ${packagesAre} judged without ${without}.`,
  noNetwork: (packagesAre: string) =>
    `There is no network: ${packagesAre} judged by what is here alone, the lockfile, the names, the policy and earlier answers. Check again once there is one; --offline asks nobody.`,
  outageBegan: (source: string, reason: string) =>
    `No answer from ${source} (${reason}): what is open is judged without it for now, and again once it answers.`,
  outageEnded: (source: string, host: string) => `An answer from ${source} again (${host}).`,
  recordUnread: (ids: string) => `what ${ids} says could not be read`,
  gateRefuses: (
    refused: Refused,
    ageMs: number,
    ms: number,
    gate: { readonly setting: string; readonly file: string } | undefined,
  ) =>
    `${willRefuse(refused)}: published ${roughly(ageMs)} ago, and ${
      gate === undefined
        ? `this ${refused.manager} waits ${renderDuration(ms)} where no age is set`
        : `${gate.setting} in ${gate.file} is ${renderDuration(ms)}`
    }. ${refused.isLocked ? "Lock" : "Ask for"} an earlier release, or wait until it has that age.`,
  gateRefusesMany: (manager: string | undefined, releases: number, some: readonly string[]) =>
    `The next ${manager === undefined ? "" : `${manager} `}install will refuse ${releases} releases that stand here, ${some.join(" and ")} among them. Open this file to see why each, and what to do.`,
  dateRefuses: (
    refused: Refused,
    publishedAt: number,
    at: number,
    gate: { readonly setting: string; readonly file: string } | undefined,
  ) =>
    `${willRefuse(refused)}: published at ${momentOf(publishedAt)}, and ${gate?.setting} in ${gate?.file} takes nothing later than ${momentOf(at)}. Ask for an earlier release, or set a later date.`,
  trustRefuses: (
    refused: Refused,
    { setting, file }: { readonly setting: string; readonly file: string },
    had: { readonly with: string; readonly before: string; readonly beforeWith: string },
  ) =>
    `${willRefuse(refused)}: it was published with ${had.with}, ${had.before} before it with ${had.beforeWith}, and ${setting} in ${file} lets no evidence be lost. ${refused.isLocked ? "Lock" : "Ask for"} a release that has it until the project explains.`,
  exemptInOwn: (entry: string, setting: string, place: string) =>
    `To take it now, add ${entry} to ${setting} in ${place}: that list holds, and one in the project would take its place.`,
  historyUnavailable: (reason: string) => `the version could not be resolved: ${reason}`,
  optionalPeer: "a peer that is not installed here",
  documentNotAsked: "the registry document is read for direct, recent and flagged packages",
  depsDevChanged: "it no longer answers this question; the registry's dates count instead",
  historyLeftOut: "of more than 20,000 packages 2,000 registry documents are read, the most important first",
  beingAsked: "the answer is on its way",
  versionsLeftOut: (count: number) =>
    `the registry dates ${count} versions that it does not serve: it leaves versions out, and which were pulled is not known`,
  datesOfCopy: "the registry's dates are those of its own copies: when it was published is not known",
  evidenceLeftOut: (since: string, packages: number) =>
    `the registry gives no evidence of where a release was built after ${since}: ${packages} packages lost it since, and none has it`,
  commitsLeftOut: (since: string, packages: number) =>
    `the registry gives no commit of a release after ${since}: ${packages} packages lost it since, and none has it`,
  datesNotGiven: "the registry gives no dates",
  lockfileDisagrees: (locked: string, spec: string, manager: string) =>
    `The lockfile has ${locked}, which ${spec} does not admit. Run ${manager} install to bring the two together.`,
  severalLockfiles: (
    found: readonly [read: string, ...others: string[]],
    isNewest: boolean,
    named: string | undefined,
  ) => {
    const count = found.length === 2 ? "Two" : "Several";
    const order = isNewest ? "was written last" : "comes first in a fixed order";
    const because =
      named === undefined
        ? 'nothing says which package manager is used: name it as "packageManager" in package.json'
        : `none is that of ${named}, which package.json names: run ${named} install`;
    return `${count} lockfiles stand here: ${found.join(", ")}. ${found[0]} is read, because it ${order} and ${because}, and remove what is not kept up to date.`;
  },
  lockfileUnreadable: (name: string) =>
    `${name} could not be read: it is larger than 50 MB, or access to it is denied. Nothing of what it locks is judged.`,
  registryUndecided: (hosts: readonly string[]) =>
    `Nobody has said whether ${hosts.join(", ")} serves public packages only, so OSV and deps.dev were not asked about its names, and they are unchecked. If it does, give --registry-is-mirror yes or set CUSTODY_REGISTRY_IS_MIRROR=yes; if it serves private ones without a scope, "no" keeps its names where they are.`,
  inCatalog: "its version stands in a catalog that was not found, and no lockfile says what that came to",
  specUnknown: "what it points to was not found",
  catalogUnused: "nothing that is locked was asked for by this entry of the catalog",
  overrideUnused: "nothing that is locked was sent here by this override",
  pnpmIgnores: (manager: string) =>
    `${manager} does not read "pnpm" in package.json any more: what stands here, overrides included, has no effect. Move it to pnpm-workspace.yaml.`,
  notDeclared: "No package.json above this file asks for it: it came along with another package, and may go with it.",
  reviewApart: (folders: readonly string[]) =>
    `${folders.length === 1 ? `${folders[0]} is a repository of its own` : `${folders.slice(0, 3).join(", ")}${folders.length > 3 ? ` and ${folders.length - 3} more` : ""} are repositories of their own`}: not compared here. Review ${folders.length === 1 ? "it" : "each"} by itself.`,
  reviewIgnored: (file: string) =>
    `${file} is left out by .gitignore and is in no commit: the review goes without it, by what the manifests ask for.`,
  reviewCut: "There are more folders here than a review looks into. Name the one to review.",
  reviewUnreadable: (file: string, why: string) =>
    `${file} cannot be compared with the base: ${why}. It is taken for a new file, and all of it is judged.`,
  reviewMoreUnreadable: (files: number) =>
    `${files} more files cannot be compared with the base, and all of them are judged. Fetch what is missing of the repository.`,
  reviewHalfRead: (name: string) =>
    `${name} could be read only half-way at the base. What is missing there counts as added.`,
  reviewLockfileGone: (names: readonly string[]) =>
    `${names.join(" and ")} ${names.length === 1 ? "was" : "were"} removed, and nothing else is locked here: only what the manifests ask for is compared.`,
  reviewOtherHost: (host: string, before: readonly string[]) =>
    `Most locked packages come from ${host} now; at the base they came from ${before.join(" and ")}.`,
  wouldResolve: (version: string) => `Nothing is locked or installed: it would resolve to ${version} today.`,
} as const;

/** A release that its package manager will not install. */
interface Refused {
  readonly manager: string;
  readonly name: string;
  readonly version: string;
  readonly isLocked: boolean;
}

function willRefuse({ manager, name, version, isLocked }: Refused): string {
  return `The next ${manager} install will refuse ${name} ${version}${isLocked ? ", which is locked" : ""}`;
}

/** To the minute, in UTC: `2026-03-31 12:00 UTC`. */
function momentOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Whole hours below two days, else whole days; never more than it is. */
function roughly(milliseconds: number): string {
  const hours = Math.floor(milliseconds / 3_600_000);
  return hours < 1 ? "less than an hour" : hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
