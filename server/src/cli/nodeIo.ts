import { createOrganization } from "../core/policy/organization";
import { createPolicyKeeper } from "../core/policy/policyKeeper";
import { REVIEWED_NAMES } from "../core/reviewedNames";
import { createTrustService } from "../core/service";
import type { DiskCache } from "../platform/cache/diskCache";
import type { Io } from "./io";

export interface NodeIo extends Io {
  /** To be awaited before the process ends: writes the answers that are to outlive it. */
  close(): Promise<void>;
}

/** The real terminal. The network and what it needs are loaded only when a command asks for a service. */
export function nodeIo(abort: AbortSignal): NodeIo {
  const { stdout, stderr } = process;
  let open = true;
  let cache: DiskCache | undefined;
  const close = () => {
    open = false;
  };
  // Whoever reads the output may stop reading (`custody replay … | head`): that is no failure of ours.
  stdout.on("error", close);
  stderr.on("error", () => undefined);

  return {
    environment: process.env,
    workingDirectory: process.cwd(),
    runtime: `${process.versions.node} on ${process.platform}`,
    now: () => Date.now(),
    write: (text) =>
      new Promise((resolve) => {
        if (!open) {
          resolve(false);
          return;
        }
        stdout.write(text, (error) => resolve(open && (error === null || error === undefined)));
      }),
    say: (text) => {
      stderr.write(text);
    },
    terminal: {
      output: stdout.isTTY === true,
      messages: stderr.isTTY === true,
      columns: stdout.columns ?? 0,
    },
    abort,
    async openCache() {
      const { createDiskCache } = await import("../platform/cache/diskCache");
      return createDiskCache({ environment: process.env, onTrouble: () => undefined });
    },
    async openBackend({ asOf, ...options }, onTrouble) {
      const [{ nodeWorld }, { createDiskCache, realmOf }] = await Promise.all([
        import("../platform/nodeWorld"),
        import("../platform/cache/diskCache"),
      ]);
      const disk = createDiskCache({ environment: process.env, onTrouble });
      // Where the process is interrupted, what it has heard is kept all the same.
      process.once("exit", () => disk.flush());
      cache = disk;
      const world = nodeWorld({ ...options, store: disk.store(realmOf(options.endpoints, asOf)) });
      // Neither other addresses nor another moment make another policy of it.
      const policies = createPolicyKeeper(disk.store(undefined));
      const { warnings } = world.npmConfig();
      return {
        service: createTrustService(world),
        organization: (source, isOffline) => createOrganization(source, world, policies).confirmed(isOffline),
        warnings,
        network: () => world.networkFacts(),
      };
    },
    async openBase(folder, ref) {
      const { openGitBase } = await import("../platform/git/gitBase");
      return openGitBase({ folder, ref, environment: process.env, names: REVIEWED_NAMES, abort });
    },
    close: async () => cache?.settle(),
  };
}
