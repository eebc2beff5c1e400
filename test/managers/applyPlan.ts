import assert from "node:assert/strict";
import type { LockedPackage, Lockfile, Manifest } from "../../server/src/core/model";
import { planOverride } from "../../server/src/core/override/planOverride";
import type { ManifestFile, OverridePlan } from "../../server/src/core/override/types";
import { formatOf } from "../../server/src/core/parse/formats";
import type { Files, Wish } from "./scenarios";

/** The folder of the project, as the core would see it. */
const FOLDER = "/project";
const SETTINGS = ["pnpm-workspace.yaml", ".yarnrc.yml"];

/** The plan for a project whose files, the lockfile among them, are at hand. */
export function planFor(files: Files, lockfileName: string, wish: Wish): OverridePlan {
  const file = (path: string): ManifestFile => {
    const text = files[path] ?? "";
    return { path: `${FOLDER}/${path}`, text, manifest: parseManifest(path, text) };
  };
  const lockfile = parseLock(lockfileName, files[lockfileName] ?? "");
  const locked = find(lockfile, wish);
  assert.ok(locked !== undefined, `${wish.name} ${wish.line} is not locked`);
  const settings = Object.keys(files).find((path) => SETTINGS.includes(path));
  return planOverride({
    lockfile,
    lockfileText: files[lockfileName] ?? "",
    locked,
    version: wish.version,
    root: file("package.json"),
    settings: settings === undefined ? undefined : file(settings),
    members: Object.keys(files)
      .filter((path) => path.endsWith("/package.json"))
      .map(file),
  });
}

/** The files after the edits of a plan. */
export function apply(files: Files, plan: OverridePlan): Files {
  assert.ok("edits" in plan);
  const changed: Record<string, string> = { ...files };
  // What stands later is written first; of what stands at one place, the later edit.
  const ordered = plan.edits
    .map((edit, at) => ({ edit, at }))
    .sort((a, b) => b.edit.span.start - a.edit.span.start || b.at - a.at);
  for (const { edit } of ordered) {
    const path = edit.file.slice(FOLDER.length + 1);
    const text = changed[path] ?? "";
    assert.equal(edit.create, !(path in files), path);
    changed[path] = text.slice(0, edit.span.start) + edit.newText + text.slice(edit.span.end);
  }
  return changed;
}

/** What is wrong with the lockfile that the manager wrote afterwards; undefined where the wish came true. */
export function complaint(lockfileName: string, before: string, after: string, wish: Wish): string | undefined {
  const [old, now] = [before, after].map((text) => versionsOf(parseLock(lockfileName, text), wish.name));
  const from = find(parseLock(lockfileName, before), wish)?.version ?? "";
  const expected = new Set([...(old ?? [])].map((version) => (version === from ? wish.version : version)));
  const [wanted, found] = [expected, now ?? new Set()].map((versions) => [...versions].sort().join(", "));
  return wanted === found ? undefined : `${wish.name}: expected ${wanted}, found ${found}`;
}

function find({ packages }: Lockfile, { name, line }: Omit<Wish, "version">): LockedPackage | undefined {
  return packages.find((locked) => locked.name === name && locked.version.startsWith(line));
}

function versionsOf({ packages }: Lockfile, name: string): ReadonlySet<string> {
  return new Set(packages.flatMap((locked) => (locked.name === name ? [locked.version] : [])));
}

function parseManifest(path: string, text: string): Manifest {
  const format = formatOf(path);
  assert.ok(format?.kind === "manifest", path);
  return format.parse(text);
}

function parseLock(name: string, text: string): Lockfile {
  const format = formatOf(name);
  assert.ok(format?.kind === "lockfile", name);
  return format.parse(text);
}
