import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Backend, Io, ServiceOptions } from "../../server/src/cli/io";
import { run } from "../../server/src/cli/run";
import type { CacheAccess } from "../../server/src/core/cacheContents";
import type { NetworkFacts } from "../../server/src/core/networkFacts";
import { createOrganization } from "../../server/src/core/policy/organization";
import { REVIEWED_NAMES } from "../../server/src/core/reviewedNames";
import { createTrustService } from "../../server/src/core/service";
import type { World } from "../../server/src/core/world";
import { foldersIn, readTextFile, stampOf } from "../../server/src/platform/files";
import { openGitBase } from "../../server/src/platform/git/gitBase";
import { GIT_ENVIRONMENT } from "./repository";
import { NOW } from "./world";

/** What one run of the command line came to. */
export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface TerminalOptions {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** The outside. Without it, a command that asks for the network fails the test. */
  readonly world?: (options: ServiceOptions) => World;
  readonly terminal?: Partial<Io["terminal"]>;
  /** What is kept on disk. Without it, a command that looks there fails the test. */
  readonly cache?: CacheAccess;
  /** What npm's configuration says. */
  readonly npm?: Partial<Backend>;
  /** How many writes somebody reads before the pipe is closed. */
  readonly readsUntil?: number;
  readonly abort?: AbortSignal;
}

/** A machine on which nobody has configured anything. */
export const NOTHING_CONFIGURED: NetworkFacts = {
  tools: ["npm"],
  registries: [],
  ways: [],
  exceptions: [],
  certificates: {
    authorities: [],
    extra: undefined,
    system: { value: true, by: undefined, count: 0 },
    own: [],
    strictSsl: { value: true, by: undefined },
    strictProxySsl: { value: true, by: undefined },
  },
  gates: [],
  unused: [],
};

/** Runs the command line in this process, with a terminal in memory. */
export async function custody(words: readonly string[], options: TerminalOptions): Promise<Outcome> {
  const { folder, environment = {}, world, terminal, npm, readsUntil = Number.POSITIVE_INFINITY } = options;
  const abort = options.abort ?? new AbortController().signal;
  let out = "";
  let err = "";
  let writes = 0;
  const code = await run(words, {
    environment,
    workingDirectory: folder,
    runtime: "24.0.0 on a test",
    now: () => NOW,
    write: async (text) => {
      writes += 1;
      if (writes <= readsUntil) {
        out += text;
      }
      return writes <= readsUntil;
    },
    say: (text) => {
      err += text;
    },
    terminal: { output: false, messages: false, columns: 0, ...terminal },
    openCache: async () => options.cache ?? assert.fail("this command should not look at the cache"),
    abort,
    openBase: (at, ref) => openGitBase({ folder: at, ref, environment: GIT_ENVIRONMENT, names: REVIEWED_NAMES, abort }),
    openBackend: async (asked) => {
      assert.ok(world !== undefined, "this command should ask nothing of the network");
      const onDisk = { ...world(asked), readFile: readTextFile, stampOf, foldersIn };
      return {
        service: createTrustService(onDisk),
        organization: (source, isOffline) => createOrganization(source, onDisk, undefined).confirmed(isOffline),
        warnings: [],
        network: async () => NOTHING_CONFIGURED,
        ...npm,
      };
    },
  });
  return { code, out, err };
}

/** Runs `work` in a new folder that holds these files, and removes it. */
export async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "custody-cli-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
