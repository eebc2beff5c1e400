import { stat } from "node:fs/promises";
import { posix } from "node:path";
import type { BaseFiles } from "../../core/baseFiles";
import { ancestors, baseName, joinPath, relativePath } from "../../core/filePath";
import { decodeText, MOST_BYTES } from "../files";
import { findGit } from "./findGit";
import { type GitBlobs, openBlobs } from "./gitBlobs";
import { askGit, type GitPlace } from "./gitProcess";
import { readTree, type TreeEntry } from "./gitTree";

export interface GitBaseInput {
  /** Absolute, forward slashes. */
  readonly folder: string;
  /** What a person named: a branch, a tag, `HEAD^1`. */
  readonly ref: string;
  readonly environment: GitPlace["environment"];
  /** The names of the files that may be asked for. */
  readonly names: readonly string[];
  readonly abort: AbortSignal;
}

/** What a repository held at the commit that a reference and HEAD have in common. */
export interface GitBase extends BaseFiles {
  readonly commit: string;
  /** With those of HEAD: a file may be in a commit although git is told to leave it out. */
  files(): Promise<readonly string[]>;
  close(): void;
}

/**
 * Opens the base of a review: the commit where the branch that is checked out and `ref` part, so that what has happened to
 * `ref` since is nobody's change here. A sentence under `failed` says why there is none.
 */
export async function openGitBase(input: GitBaseInput): Promise<GitBase | { readonly failed: string }> {
  const { folder, ref, environment, abort } = input;
  const program = await findGit(environment, [folder, await repositoryAbove(folder)]);
  if (program === undefined) {
    return { failed: "git was not found on the PATH; it tells what stood here before" };
  }
  const place: GitPlace = { program, folder, environment, abort };
  const found = await findRepository(place);
  if ("failed" in found) {
    return found;
  }
  const commit = await findCommit(place, ref, found.isShallow);
  if (typeof commit !== "string") {
    return commit;
  }
  const names = new Set(input.names);
  const isWanted = (path: string) => names.has(baseName(path));
  const tree = await readTree(place, commit, isWanted);
  if (tree === undefined) {
    return { failed: `the files of ${ref} are not in this clone; fetch them: git fetch --refetch` };
  }
  const today = (await readTree(place, "HEAD", isWanted)) ?? new Map();
  const paths = [...new Set([...tree.keys(), ...today.keys()])].map((path) => joinPath(found.root, path));
  return gitBase(found.root, { commit, tree, paths }, openBlobs(place, MOST_BYTES));
}

interface BaseTree {
  readonly commit: string;
  readonly tree: ReadonlyMap<string, TreeEntry>;
  readonly paths: readonly string[];
}

function gitBase(root: string, { commit, tree, paths }: BaseTree, blobs: GitBlobs): GitBase {
  return {
    commit,
    files: async () => paths,
    close: () => blobs.close(),

    async readFile(path) {
      let at = relativePath(root, path)?.normalize();
      for (let step = 0; at !== undefined && step < MOST_LINKS; step++) {
        const entry = tree.get(at);
        if (entry === undefined) {
          return step === 0 ? undefined : { unreadable: "it was a link to a file that is not one of these" };
        }
        const blob = await blobs.read(entry.id).catch((error: Error) => error);
        if (blob instanceof Error) {
          return { unreadable: `git could not tell its text: ${blob.message}` };
        }
        if (blob === undefined) {
          return { unreadable: "its text is not in this clone, which is a partial one" };
        }
        if (blob === "large") {
          return { unreadable: "it was larger than 50 MB" };
        }
        const text = decodeText(blob);
        if (entry.kind === "file") {
          return text;
        }
        at = posix.normalize(posix.join(posix.dirname(at), text)).normalize();
      }
      return undefined;
    },
  };
}

const MOST_LINKS = 5;

async function repositoryAbove(folder: string): Promise<string> {
  for (const at of ancestors(folder)) {
    const isRepository = await stat(joinPath(at, ".git")).then(
      () => true,
      () => false,
    );
    if (isRepository) {
      return at;
    }
  }
  return folder;
}

async function findRepository(
  place: GitPlace,
): Promise<{ readonly root: string; readonly isShallow: boolean } | { readonly failed: string }> {
  const asked = ["--is-inside-work-tree", "--show-prefix", "--is-shallow-repository"];
  const { code, output, complaint } = await askGit(place, "rev-parse", asked);
  const [isInside, prefix = "", isShallow] = output.split(/\r?\n/);
  if (code !== 0) {
    return { failed: explain(complaint, place.folder) };
  }
  const ending = prefix === "" ? "" : `/${prefix.replace(/\/$/, "")}`;
  const root = place.folder.slice(0, place.folder.length - ending.length);
  if (isInside !== "true" || `${root}${ending}`.toLowerCase() !== place.folder.toLowerCase()) {
    return { failed: `${place.folder} is not the place of these files in their repository; name it without links` };
  }
  return { root: root === "" ? "/" : root, isShallow: isShallow === "true" };
}

function explain(complaint: string, folder: string): string {
  if (/not a git repository/i.test(complaint)) {
    return "this folder is in no git repository: there is nothing to compare with";
  }
  if (/dubious ownership/i.test(complaint)) {
    return `git does not read this repository, because it belongs to another user; if you trust it: git config --global --add safe.directory ${folder}`;
  }
  const [line = ""] = complaint.split("\n");
  return `git could not read the repository${line === "" ? "" : `: ${line.replace(/^(?:fatal|error): /, "")}`}`;
}

async function findCommit(
  place: GitPlace,
  ref: string,
  isShallow: boolean,
): Promise<string | { readonly failed: string }> {
  const shallow = isShallow
    ? "; this clone is shallow: fetch more of its history, such as fetch-depth: 0 of actions/checkout or GIT_DEPTH: 0 of GitLab"
    : "";
  const [commit, head] = [await commitOf(place, ref), await commitOf(place, "HEAD")];
  if (commit === undefined) {
    const why = head === undefined ? "; there is no commit yet" : shallow;
    return { failed: `"${ref}" names no commit here${why}` };
  }
  if (head === undefined || head === commit) {
    return commit;
  }
  const { output } = await askGit(place, "merge-base", ["--end-of-options", commit, head]);
  const common = readId(output);
  return common ?? { failed: `"${ref}" and HEAD have no commit in common here${shallow}` };
}

async function commitOf(place: GitPlace, ref: string): Promise<string | undefined> {
  const { code, output } = await askGit(place, "rev-parse", [
    "--verify",
    "--quiet",
    "--end-of-options",
    `${ref}^{commit}`,
  ]);
  return code === 0 ? readId(output) : undefined;
}

/** The last line: some versions repeat their options. */
function readId(output: string): string | undefined {
  return /^[0-9a-f]{40,64}$/.exec(output.trim().split(/\s+/).at(-1) ?? "")?.[0];
}
