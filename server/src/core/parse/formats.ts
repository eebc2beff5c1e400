import type { Lockfile, Manifest } from "../model";
import type { Steps } from "../steps";
import { parseBinaryBunLock, parseBunLock } from "./bunLock";
import { parseNpmLock } from "./npmLock";
import { parsePackageJson } from "./packageJson";
import { parsePnpmLock, pnpmLockSteps } from "./pnpmLock";
import { parsePnpmWorkspace } from "./pnpmWorkspace";
import { parseYarnLock } from "./yarnLock";
import { parseYarnrc } from "./yarnrc";

/** How the text of a file is read. */
export type Format =
  | { readonly kind: "manifest"; parse(text: string): Manifest }
  | {
      readonly kind: "lockfile";
      parse(text: string): Lockfile;
      /** The same in parts, where that is worth it. */
      steps?(text: string): Steps<Lockfile>;
    };

/** The format of a file, told by its name alone; undefined where it is none that declares or locks dependencies. */
export function formatOf(path: string): Format | undefined {
  return FORMATS.get(path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1));
}

const NPM_LOCK: Format = { kind: "lockfile", parse: parseNpmLock };

/** A new format is one file beside this one, and a line here. */
const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ["package.json", { kind: "manifest", parse: parsePackageJson }],
  ["pnpm-workspace.yaml", { kind: "manifest", parse: parsePnpmWorkspace }],
  [".yarnrc.yml", { kind: "manifest", parse: parseYarnrc }],
  ["package-lock.json", NPM_LOCK],
  ["npm-shrinkwrap.json", NPM_LOCK],
  ["yarn.lock", { kind: "lockfile", parse: parseYarnLock }],
  ["pnpm-lock.yaml", { kind: "lockfile", parse: parsePnpmLock, steps: pnpmLockSteps }],
  ["bun.lock", { kind: "lockfile", parse: parseBunLock }],
  ["bun.lockb", { kind: "lockfile", parse: parseBinaryBunLock }],
]);
