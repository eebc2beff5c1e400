import type { Span } from "./model";
import { planOverride } from "./override/planOverride";
import type { Project, Projects } from "./project";
import { lockIndexOf } from "./resolve/lockIndex";

/** What is to be changed in one file. */
export interface FileChange {
  readonly path: string;
  /** The text that the spans are counted in; undefined for a file that is to be made. */
  readonly text: string | undefined;
  readonly edits: readonly { readonly span: Span; readonly newText: string }[];
}

/** One step that leads away from a release, in one or several files. */
export interface Fix {
  readonly title: string;
  readonly changes: readonly FileChange[];
}

/**
 * What to write into the manifests of a workspace so that the next install takes another version of what is locked;
 * undefined where the lockfile has no such entry, or nothing can be written that would do it.
 */
export async function planFix(
  projects: Projects,
  lockfile: Project["lockfile"],
  id: string,
  version: string,
): Promise<Fix | undefined> {
  const locked = lockfile && lockIndexOf(lockfile.lockfile).byId.get(id);
  if (lockfile === undefined || locked === undefined) {
    return undefined;
  }
  const importers = lockfile.lockfile.importers.map(({ path }) => path);
  const manifests = await projects.manifestsBehind(lockfile, importers);
  const packages = manifests.filter(({ manifest }) => manifest.kind === "package-json");
  const root = packages.find(({ importer }) => importer === "");
  if (root === undefined) {
    return undefined;
  }
  const plan = planOverride({
    lockfile: lockfile.lockfile,
    lockfileText: lockfile.text,
    locked,
    version,
    root,
    settings: manifests.find(({ manifest }) => manifest.kind !== "package-json"),
    members: packages.filter((file) => file !== root),
  });
  if ("refused" in plan) {
    return undefined;
  }
  const paths = [...new Set(plan.edits.map(({ file }) => file))];
  const changes = paths.map((path): FileChange => {
    const edits = plan.edits.filter(({ file }) => file === path);
    return { path, text: manifests.find((file) => file.path === path)?.text, edits };
  });
  return { title: plan.title, changes };
}
