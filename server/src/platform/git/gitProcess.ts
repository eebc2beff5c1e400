import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** The only commands that git is asked with: none of them runs what a repository's configuration names. */
type Command = "cat-file" | "ls-tree" | "rev-parse" | "merge-base";

/** How one repository is asked. */
export interface GitPlace {
  /** Absolute path of the program. */
  readonly program: string;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly abort: AbortSignal;
}

/** What a command wrote, and how it ended; `code` is undefined where it could not be started or was killed. */
export interface GitAnswer {
  readonly code: number | undefined;
  readonly output: string;
  readonly complaint: string;
}

/**
 * What a repository's own configuration could otherwise make git run: its monitor of the file system, its hooks, and
 * whatever a remote's address names when objects of a partial clone are fetched. The bare repository that a folder may hold
 * as data is not taken for the repository.
 */
const SAFE = [
  ...["core.fsmonitor=false", "core.hooksPath=", "protocol.allow=never", "safe.bareRepository=explicit"].flatMap(
    (setting) => ["-c", setting],
  ),
  "--no-pager",
];

/**
 * GIT_NO_LAZY_FETCH is only known to git 2.44 and later. `protocol.allow` gives way to a repository's `protocol.NAME.allow`;
 * a list of protocols that has no name in it does not.
 */
const SAFE_ENVIRONMENT = {
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_ALLOW_PROTOCOL: ":",
  GIT_NO_REPLACE_OBJECTS: "1",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
} as const;

const MOST_COMPLAINT = 2000;

/** Starts a command. It ends with the abort of its place. */
export function startGit(
  { program, folder, environment, abort }: GitPlace,
  command: Command,
  args: readonly string[],
): ChildProcessByStdio<Writable, Readable, Readable> {
  return spawn(program, [...SAFE, command, ...args], {
    cwd: folder,
    env: { ...withoutGit(environment), ...SAFE_ENVIRONMENT },
    stdio: ["pipe", "pipe", "pipe"],
    shell: false,
    windowsHide: true,
    signal: abort,
  });
}

/** Runs a command to its end. Never throws but `abort.reason`. `each` is given what it writes, piece by piece. */
export function askGit(
  place: GitPlace,
  command: Command,
  args: readonly string[],
  each?: (piece: Buffer) => void,
): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const child = startGit(place, command, args);
    let output = "";
    let complaint = "";
    child.stdin.on("error", () => undefined);
    child.stdin.end();
    child.stdout.on("data", (piece: Buffer) => {
      if (each === undefined) {
        output += piece.toString("utf8");
      } else {
        each(piece);
      }
    });
    child.stderr.on("data", (piece: Buffer) => {
      complaint = `${complaint}${piece.toString("utf8")}`.slice(0, MOST_COMPLAINT);
    });
    child.on("error", (error) => end(undefined, error.message));
    child.on("close", (code) => end(code ?? undefined, complaint));

    function end(code: number | undefined, said: string): void {
      if (place.abort.aborted) {
        reject(place.abort.reason);
      } else {
        resolve({ code, output, complaint: said });
      }
    }
  });
}

/** The user's own configuration counts, `safe.directory` above all; which repository is meant follows from the folder alone. */
function withoutGit(environment: GitPlace["environment"]): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !/^git_/i.test(name) || /^git_(?:config_|ceiling_directories$|discovery_)/i.test(name),
  );
  return Object.fromEntries(kept);
}
