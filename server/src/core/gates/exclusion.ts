import { valid } from "semver";
import { baseName, joinPath } from "../filePath";
import type { FileChange, Fix } from "../fix";
import type { PackageManager, Refusal, Subject } from "../model";
import type { ExemptName, Gate } from "../parse/gates/gate";
import { parseGates } from "../parse/gates/parseGates";
import type { TextEdit } from "../present/edits/jsonEdit";
import { addToYamlList } from "../present/edits/yamlList";
import { isWithin } from "../ranges";
import type { World } from "../world";
import { addToBunfig } from "./bunfigEdit";
import { exemptLists, isExemptExactly, nameOf, ownList } from "./exemptions";
import { ageGateOf, type InstallRules } from "./installRules";
import { addToNpmrc } from "./npmrcEdit";

/** What npm lets a package be called; nothing that would end a line, a text or an entry. */
const NAME = /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/;

/**
 * What to write so that the next install takes a release all the same: the exact exception, in the file and in the form
 * that its package manager reads. Undefined where there is none to write: this version knows no exceptions, or those that
 * hold now are the user's own, which a list of the project would switch off.
 */
export async function planExclusion(
  world: Pick<World, "readFile">,
  rules: InstallRules,
  { name, version }: Subject,
  reason: Refusal["reason"],
): Promise<Fix | undefined> {
  const { manager, folder } = rules;
  if (!NAME.test(name) || valid(version) !== version || isWithout(rules) || ownList(rules, reason) !== undefined) {
    return undefined;
  }
  const form = formFor(rules, name, reason);
  const path = joinPath(folder, form);
  const text = await world.readFile(path);
  const isExact = isExemptExactly(rules);
  const edit = exclusionEdit(form, text ?? "", manager, reason, { name, version: isExact ? version : undefined });
  if (edit === undefined) {
    return undefined;
  }
  const what = isExact ? `${name} ${version}` : name;
  const changes: readonly FileChange[] = [{ path, text, edits: [edit] }];
  const title = `Let ${manager} install ${what} now: exclude it in ${baseName(path)}${isExact ? "" : ", whatever its version"}`;
  return { title, changes };
}

/** npm knows exceptions since 11.17. */
function isWithout({ manager, range }: InstallRules): boolean {
  return manager === "npm" && isWithin(range, "<11.17.0-0");
}

/** pnpm before 11 has two files to read: the one in which the list stands, else that of the gate. */
function formFor(rules: InstallRules, name: string, reason: Refusal["reason"]): string {
  switch (rules.manager) {
    case "npm":
      return ".npmrc";
    case "yarn":
      return ".yarnrc.yml";
    case "bun":
      return "bunfig.toml";
    case "pnpm": {
      const [list] = exemptLists(rules, reason);
      const gate =
        reason === "age" ? ageGateOf(rules, name)?.gate : rules.gates.find(({ says }) => says.kind === "trust");
      const holds = list ?? gate;
      return holds?.form === ".npmrc" && !holds.isOwn ? ".npmrc" : "pnpm-workspace.yaml";
    }
  }
}

/** A package, and its version where the manager takes exceptions for one. */
interface Exclusion {
  readonly name: string;
  readonly version: string | undefined;
}

const KEYS: Readonly<Record<string, Readonly<Record<Refusal["reason"], string>>>> = {
  "pnpm-workspace.yaml": { age: "minimumReleaseAgeExclude", trust: "trustPolicyExclude" },
  ".yarnrc.yml": { age: "npmPreapprovedPackages", trust: "" },
};

/**
 * The edit of one file. It counts only if the file, read again, says that and nothing else more than before: what is
 * written by hand can take forms that nobody has thought of.
 */
function exclusionEdit(
  form: string,
  text: string,
  manager: PackageManager,
  reason: Refusal["reason"],
  { name, version }: Exclusion,
): TextEdit | undefined {
  const gates = parseGates(form, text);
  const isList = ({ manager: whose, says }: Gate) =>
    whose === manager && says.kind === "exempt" && says.from === reason;
  const list = gates.find(isList);
  const names = list?.says.kind === "exempt" ? list.says.names : [];
  const known =
    version === undefined ? undefined : names.find(({ text: entry }) => isOtherVersion(manager, entry, name));
  const item = version === undefined ? name : `${name}@${version}`;
  const edit = known === undefined ? added() : { span: known.span, newText: `${known.text} || ${version}` };
  const after = edit && parseGates(form, text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end));
  const wanted =
    known === undefined
      ? [...names.map(({ text: entry }) => entry), item]
      : names.map((entry) => (entry === known ? `${entry.text} || ${version}` : entry.text));
  return after !== undefined && isSame(after, gates, isList, wanted) ? edit : undefined;

  function added(): TextEdit | undefined {
    switch (form) {
      case ".npmrc":
        return addToNpmrc(text, manager, reason, item, gates);
      case "bunfig.toml":
        return addToBunfig(text, item, gates);
      default: {
        const key = KEYS[form]?.[reason] ?? "";
        return key === "" ? undefined : addToYamlList(text, key, item);
      }
    }
  }
}

/** pnpm up to 10 reads one entry for each name: further versions are put into it. */
function isOtherVersion(manager: PackageManager, entry: string, name: string): boolean {
  return manager === "pnpm" && entry !== name && nameOf(manager, entry) === name;
}

function isSame(
  after: readonly Gate[],
  before: readonly Gate[],
  isList: (gate: Gate) => boolean,
  wanted: readonly string[],
): boolean {
  const lists = after.filter(isList);
  const [list] = lists;
  const rest = (gates: readonly Gate[]) => JSON.stringify(gates.filter((gate) => !isList(gate)).map(spell));
  return (
    lists.length === 1 &&
    list?.says.kind === "exempt" &&
    JSON.stringify(list.says.names.map(({ text }) => text)) === JSON.stringify(wanted) &&
    rest(after) === rest(before)
  );
}

/** What a gate says, without its place. */
function spell({ manager, setting, says }: Gate): unknown {
  const names = says.kind === "exempt" ? says.names.map(({ text }: ExemptName) => text) : undefined;
  return [manager, setting, { ...says, names }];
}
