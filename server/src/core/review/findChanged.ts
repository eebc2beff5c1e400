import { joinPath, parentOf, relativePath } from "../filePath";
import { LOCKFILE_NAMES } from "../lockfileChoice";
import { messages } from "../messages";
import { formatOf } from "../parse/formats";
import { SETTINGS_FILES } from "../reviewedNames";
import type { FoundFiles } from "./findFiles";
import type { Sides } from "./places";

/** The files that a review is about. */
export interface Found {
  /** Manifests and lockfiles of now and base. */
  readonly files: readonly string[];
  /** Of all that is compared, what has another text, or is there only on one side. */
  readonly changed: ReadonlySet<string>;
  readonly notes: readonly string[];
}

/** So many files are read at once. */
const AT_ONCE = 64;

/**
 * Finds what has changed at a path: in a folder and below it, where files were looked for (`walked`) and where the base is
 * known to have had some (`known`), and in the files of its project that stand above; or in those of the project of a file.
 */
export async function findChanged(
  sides: Sides,
  path: string,
  walked: FoundFiles | undefined,
  known: readonly string[],
  abort: AbortSignal,
): Promise<Found> {
  const inside = walked === undefined ? [] : known.filter((file) => isBelow(path, file, walked.repositories));
  const ofProject = (await Promise.all([sides.now, sides.base].map((side) => filesOf(side, path)))).flat();
  const all = [...new Set([...(walked?.files ?? []), ...inside, ...ofProject])].sort();
  const changed = new Set<string>();
  const present: string[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    abort.throwIfAborted();
    await Promise.all(
      all.slice(at, at + AT_ONCE).map(async (file) => {
        const [now, base] = await Promise.all([sides.now.world.readFile(file), sides.base.world.readFile(file)]);
        if (now !== base) {
          changed.add(file);
        }
        if ((now ?? base) !== undefined && formatOf(file) !== undefined) {
          present.push(file);
        }
      }),
    );
  }
  const apart = walked?.repositories.map((folder) => relativePath(path, folder) ?? folder) ?? [];
  return {
    files: present.sort(),
    changed,
    notes: [
      ...(apart.length === 0 ? [] : [messages.reviewApart(apart)]),
      ...(walked?.isCut === true ? [messages.reviewCut] : []),
    ],
  };
}

/** The manifests of a project, and what may stand beside its root. */
async function filesOf({ projects }: Sides["now"], path: string): Promise<readonly string[]> {
  const { root, manifests, lockfile } = await projects.load(path);
  const isLockfile = formatOf(path)?.kind === "lockfile";
  const folders = [...new Set([root, lockfile === undefined ? root : (parentOf(lockfile.path) ?? "/")])];
  const beside = folders.flatMap((folder) =>
    [...(isLockfile ? [] : LOCKFILE_NAMES), ...SETTINGS_FILES].map((name) => joinPath(folder, name)),
  );
  return [...manifests.map((manifest) => manifest.path), ...(isLockfile ? [path] : []), ...beside];
}

function isBelow(folder: string, file: string, repositories: readonly string[]): boolean {
  return (
    relativePath(folder, file) !== undefined && !repositories.some((other) => relativePath(other, file) !== undefined)
  );
}
