import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

/** A repository on disk, made with the machine's git. */
export interface Repository {
  readonly folder: string;
  /** Writes files; undefined removes one. */
  write(files: Readonly<Record<string, string | undefined>>): Promise<void>;
  /** All files as they stand, committed; answers the commit's id. */
  commit(message?: string): string;
  git(...args: readonly string[]): string;
}

/** Whether this machine has git: tests that need it are skipped by name where it has not. */
export const HAS_GIT = (process.env.PATH ?? "")
  .split(delimiter)
  .some((folder) => existsSync(join(folder, process.platform === "win32" ? "git.exe" : "git")));

/** Neither this machine's configuration nor its user counts. */
export const GIT_ENVIRONMENT = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "ann",
  GIT_AUTHOR_EMAIL: "ann@mail.example",
  GIT_COMMITTER_NAME: "ann",
  GIT_COMMITTER_EMAIL: "ann@mail.example",
} as const;

/** Runs `work` in a new repository that holds these files in its first commit, and removes it. */
export async function inRepository<T>(
  files: Readonly<Record<string, string>>,
  work: (repository: Repository) => Promise<T>,
  init: readonly string[] = [],
): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "custody-git-")));
  const repository = openRepository(folder);
  try {
    repository.git("init", "--quiet", "--initial-branch=main", ...init);
    if (Object.keys(files).length > 0) {
      await repository.write(files);
      repository.commit();
    }
    return await work(repository);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function openRepository(folder: string): Repository {
  const git = (...args: readonly string[]) =>
    execFileSync("git", args, { cwd: folder, env: GIT_ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"] })
      .toString()
      .trim();
  return {
    folder,
    git,
    async write(files) {
      for (const [name, text] of Object.entries(files)) {
        const path = join(folder, name);
        if (text === undefined) {
          await rm(path);
        } else {
          await mkdir(dirname(path), { recursive: true });
          await writeFile(path, text);
        }
      }
    },
    commit(message = "change") {
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", message);
      return git("rev-parse", "HEAD");
    },
  };
}
