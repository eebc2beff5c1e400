import { applyPolicy, type Policy } from "../core/policy";
import { isUnusable } from "../core/policy/organization";
import { parsePolicy } from "../core/policy/parsePolicy";
import { type Organization, type RulesAbove, rulesAbove, rulesInForce } from "../core/policy/rulesInForce";
import { createLines } from "../core/present/position";
import { DEFAULT_SETTINGS, type Settings, withPatience } from "../core/settings";
import { absolutePath, readNamedFile } from "./files";
import type { Backend, Io } from "./io";
import { UsageError } from "./usageError";

/** What the judgement goes by on the command line: the defaults, the organisation's policy, and the repository's own. */
export interface Rules {
  readonly settings: Settings;
  readonly policy: Policy | undefined;
  /** Rules that are off, to be told with every result. */
  readonly switchedOff: readonly string[];
}

/**
 * Reads the policies that hold for a folder and says what is wrong with them, and what is not applied.
 *
 * The organisation's is `--policy` or CUSTODY_POLICY, a file or an address. A file belongs to whoever runs the command, so
 * one that cannot be read is wrong use; an address may be out of reach, and then the one that was kept holds, else the strict
 * defaults. The repository's belongs to what is judged, so its faults are said and the rest applied.
 */
export async function readRules(
  { service, organization: fetchPolicy }: Backend,
  folder: string,
  named: string | undefined,
  io: Io,
  isOffline: boolean,
): Promise<Rules> {
  const source = baseSource(named, io);
  const organization = source === undefined ? undefined : await readOrganization(source, fetchPolicy, isOffline, io);
  const found = await service.policy(folder);
  const isBase = source !== undefined && !isAddress(source) && found?.path === absolutePath(io, source);
  const own = isBase ? undefined : found;
  if (own !== undefined) {
    complain(io, own.path, own.policy, await readNamedFile(io, own.path));
  }
  const { settings, policy, dropped } = rulesInForce({
    settings: withPatience(DEFAULT_SETTINGS, await service.patience(folder)),
    organization,
    repository: own?.policy,
    isRestricted: false,
  });
  // What does not count is said: whoever wrote it believes that it does.
  for (const { message } of dropped) {
    io.say(`custody: ${own?.path}: ${message}\n`);
  }
  return { settings, policy, switchedOff: switchedOffBy(policy) };
}

/** The rules that a policy switches off. */
export function switchedOffBy(policy: Policy | undefined): readonly string[] {
  return Object.entries(policy?.levels ?? {})
    .flatMap(([rule, level]) => (level === "off" ? [rule] : []))
    .sort();
}

/**
 * What stands above the policies that a review compares: the defaults, what the package manager waits for, and the organisation's policy.
 * The repository's own custody.json is none, even where it is named: it is part of what is reviewed.
 */
export async function readRulesAbove(
  { service, organization: fetchPolicy }: Backend,
  folder: string,
  named: string | undefined,
  io: Io,
  isOffline: boolean,
): Promise<RulesAbove> {
  const source = baseSource(named, io);
  const own = await service.policy(folder);
  if (own !== undefined) {
    complain(io, own.path, own.policy, await readNamedFile(io, own.path));
  }
  const isOwn = source !== undefined && !isAddress(source) && own?.path === absolutePath(io, source);
  const organization =
    source === undefined || isOwn ? undefined : await readOrganization(source, fetchPolicy, isOffline, io);
  const settings = withPatience(DEFAULT_SETTINGS, await service.patience(folder));
  return rulesAbove({ settings, organization });
}

/** The settings under the organisation's policy alone, for commands that judge stored documents and ask nobody. */
export async function readPolicyFile(named: string | undefined, io: Io, settings: Settings): Promise<Settings> {
  const source = baseSource(named, io);
  if (source === undefined) {
    return settings;
  }
  const fetchPolicy = async (address: string, isOffline: boolean): Promise<Organization> => {
    const options = { projectDirectory: undefined, trustProject: false, endpoints: {}, asOf: undefined };
    return (await io.openBackend(options, () => undefined)).organization(address, isOffline);
  };
  const organization = await readOrganization(source, fetchPolicy, true, io);
  const above = rulesAbove({ settings, organization });
  return applyPolicy(above.settings, above.policy);
}

function baseSource(named: string | undefined, io: Io): string | undefined {
  return named ?? (io.environment.CUSTODY_POLICY || undefined);
}

export function isAddress(source: string): boolean {
  return /^https?:\/\//i.test(source);
}

async function readOrganization(
  source: string,
  fetchPolicy: Backend["organization"],
  isOffline: boolean,
  io: Io,
): Promise<Organization> {
  if (isAddress(source)) {
    const organization = await fetchPolicy(source, isOffline);
    if (organization.notice !== undefined) {
      io.say(`custody: ${organization.notice}\n`);
    }
    return organization;
  }
  const text = await readNamedFile(io, source);
  const policy = parsePolicy(text, io.now(), "organization");
  if (isUnusable(policy)) {
    throw new UsageError(`${source} is no policy: expected one JSON object such as { "levels": {} }`);
  }
  complain(io, source, policy, text);
  return { source, policy, notice: undefined };
}

function complain(io: Io, file: string, { problems }: Policy, text: string): void {
  const lines = createLines(text);
  for (const { message, span } of problems) {
    io.say(`custody: ${file}:${lines.at(span.start).line}: ${message}\n`);
  }
}
