import { satisfies, valid } from "semver";
import { joinPath } from "../filePath";
import { managerOf } from "../lockfileChoice";
import type { PackageManager } from "../model";
import { managerRange } from "../packageManager";
import type { Gate, GateValue } from "../parse/gates/gate";
import { GATE_FILES, parseGates } from "../parse/gates/parseGates";
import type { Project } from "../project";
import { isWithin } from "../ranges";
import type { World } from "../world";

/** How old a release must be for the project's own package manager, as the project's files say it. */
export interface AgeGate {
  readonly manager: PackageManager;
  /** The key as it is written, and the name of its file. */
  readonly setting: string;
  readonly file: string;
  readonly ms: number;
}

/** Finds the gate that a release of a package has to pass when it is resolved anew; undefined where it has none to pass. */
export type FindGate = (name: string, version: string) => AgeGate | undefined;

type Exempt = Extract<GateValue, { readonly kind: "exempt" }>["names"];

/**
 * The age gates of a project, from the files beside its lockfile. What is already locked does not pass them again, but
 * for pnpm 11 and newer.
 */
export async function readAgeGates({ root, lockfile, manifests }: Project, world: World): Promise<FindGate> {
  const manager = lockfile && managerOf(lockfile.lockfile.kind);
  if (manager === undefined) {
    return () => undefined;
  }
  const gates: (Gate & { readonly file: string })[] = [];
  const folder = lockfile === undefined ? root : lockfile.path.slice(0, lockfile.path.lastIndexOf("/"));
  const named = manifests.find(({ importer }) => importer === "")?.manifest;
  const isNewPnpm = named !== undefined && isWithin(managerRange(named, "pnpm"), ">=11.0.0-0");
  for (const file of GATE_FILES) {
    // pnpm reads its settings from .npmrc up to version 10 only.
    const text = file === ".npmrc" && isNewPnpm ? undefined : await world.readFile(joinPath(folder, file));
    gates.push(...(text === undefined ? [] : parseGates(file, text).map((gate) => ({ ...gate, file }))));
  }
  const own = gates.filter((gate) => gate.manager === manager);
  const exempt = own.flatMap(({ says }) => (says.kind === "exempt" && says.from === "age" ? says.names : []));
  return (name, version) => {
    const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
    const ofScope = own.find(({ says }) => says.kind === "age" && scope !== undefined && says.scope === scope);
    const gate = ofScope ?? own.find(({ says }) => says.kind === "age" && says.scope === undefined);
    return gate?.says.kind !== "age" || gate.says.ms === 0 || isExempt(exempt, name, version, manager)
      ? undefined
      : { manager, setting: gate.setting, file: gate.file, ms: gate.says.ms };
  };
}

/**
 * npm knows names and globs, and several in one text; the others `name@version`, too, and pnpm and Yarn ranges. Bun
 * before 1.4 passes over an exception with a version: nothing is said then that its install would not say itself.
 */
function isExempt(entries: Exempt, name: string, version: string, manager: PackageManager): boolean {
  return entries
    .flatMap(({ text }) => (manager === "npm" ? text.split(",") : [text]))
    .some((text) => {
      const entry = text.trim();
      const at = manager === "npm" ? -1 : entry.indexOf("@", 1);
      const [pattern, range] = at === -1 ? [entry, undefined] : [entry.slice(0, at), entry.slice(at + 1)];
      return matches(pattern, name) && (range === undefined || (valid(version) !== null && satisfies(version, range)));
    });
}

/** A name, or one with stars in it. */
function matches(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) {
    return pattern === name;
  }
  const source = pattern
    .slice(0, MOST_PATTERN)
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replace(/\*+/g, "[^/]*");
  return new RegExp(`^${source}$`).test(name);
}

const MOST_PATTERN = 214;
