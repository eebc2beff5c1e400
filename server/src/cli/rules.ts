import { messages } from "../core/messages";
import { applyPolicy, type Policy, tighten } from "../core/policy";
import { parsePolicy } from "../core/policy/parsePolicy";
import { createLines } from "../core/present/position";
import { DEFAULT_SETTINGS, type Settings } from "../core/settings";
import { absolutePath, readNamedFile } from "./files";
import type { Backend, Io } from "./io";
import { UsageError } from "./usageError";

/** What the judgement goes by on the command line: the defaults, a base policy, and the repository's own. */
export interface Rules {
  readonly settings: Settings;
  readonly policy: Policy | undefined;
  /** Rules that are off, to be told with every result. */
  readonly switchedOff: readonly string[];
}

/**
 * Reads the policies that hold for a folder and says what is wrong with them.
 *
 * The base policy is `--policy` or CUSTODY_POLICY. It belongs to whoever runs the command, so one that cannot
 * be read is wrong use; the repository's belongs to what is judged, so its faults are said and the rest applied.
 */
export async function readRules(
  { service, minimumReleaseAgeMs }: Backend,
  folder: string,
  named: string | undefined,
  io: Io,
): Promise<Rules> {
  const file = baseFile(named, io);
  const base = file === undefined ? undefined : await readBase(io, file);
  const found = await service.policy(folder);
  const own = found?.path === (file === undefined ? undefined : absolutePath(io, file)) ? undefined : found;
  if (own !== undefined) {
    complain(io, own.path, own.policy, await readNamedFile(io, own.path));
  }
  if (own !== undefined && base !== undefined) {
    sayDropped(io, own.path, base, own.policy);
  }
  const policy = base !== undefined && own !== undefined ? tighten(base, own.policy) : (base ?? own?.policy);
  return { settings: settingsWith(minimumReleaseAgeMs), policy, switchedOff: switchedOffBy(policy) };
}

/** The rules that a policy switches off. */
export function switchedOffBy(policy: Policy | undefined): readonly string[] {
  return Object.entries(policy?.levels ?? {})
    .flatMap(([rule, level]) => (level === "off" ? [rule] : []))
    .sort();
}

function settingsWith(minimumReleaseAgeMs: number | undefined): Settings {
  return minimumReleaseAgeMs === undefined
    ? DEFAULT_SETTINGS
    : { ...DEFAULT_SETTINGS, minimumReleaseAgeMs, minimumReleaseAgeIsSet: true };
}

/**
 * What stands above the policies that a review compares: the defaults, what npm waits for, and a base policy. The
 * repository's own custody.json is none, even where it is named: it is part of what is reviewed.
 */
export async function readRulesAbove(
  { service, minimumReleaseAgeMs }: Backend,
  folder: string,
  named: string | undefined,
  io: Io,
): Promise<Pick<Rules, "settings" | "policy">> {
  const file = baseFile(named, io);
  const own = await service.policy(folder);
  if (own !== undefined) {
    complain(io, own.path, own.policy, await readNamedFile(io, own.path));
  }
  const isOwn = file !== undefined && own?.path === absolutePath(io, file);
  const policy = file === undefined || isOwn ? undefined : await readBase(io, file);
  return { settings: settingsWith(minimumReleaseAgeMs), policy };
}

/** The settings under the base policy alone, for commands that judge stored documents. */
export async function readPolicyFile(named: string | undefined, io: Io, settings: Settings): Promise<Settings> {
  const file = baseFile(named, io);
  return file === undefined ? settings : applyPolicy(settings, await readBase(io, file));
}

function baseFile(named: string | undefined, io: Io): string | undefined {
  return named ?? (io.environment.CUSTODY_POLICY || undefined);
}

async function readBase(io: Io, file: string): Promise<Policy> {
  const text = await readNamedFile(io, file);
  const policy = parsePolicy(text, io.now());
  const unusable = policy.problems.find(
    ({ message }) => message === messages.policyBroken || message === messages.policyNotAnObject,
  );
  if (unusable !== undefined) {
    throw new UsageError(`${file} is no policy: expected one JSON object such as { "levels": {} }`);
  }
  complain(io, file, policy, text);
  return policy;
}

function complain(io: Io, file: string, { problems }: Policy, text: string): void {
  const lines = createLines(text);
  for (const { message, span } of problems) {
    io.say(`custody: ${file}:${lines.at(span.start).line}: ${message}\n`);
  }
}

/** An acceptance that does not count is said: whoever wrote it believes that it does. */
function sayDropped(io: Io, path: string, base: Policy, own: Policy): void {
  const dropped = own.accept.filter((entry) => !base.accept.some((kept) => kept.package === entry.package));
  for (const entry of dropped) {
    io.say(`custody: ${path}: the acceptance of ${entry.package} is not applied; the base policy does not have it\n`);
  }
}
