import { createOrganization } from "../core/policy/organization";
import { REVIEWED_NAMES } from "../core/reviewedNames";
import { createTrustService } from "../core/service";
import type { Io } from "./io";

const DAY = 24 * 60 * 60 * 1000;

/** The real terminal. The network and what it needs are loaded only when a command asks for a service. */
export function nodeIo(abort: AbortSignal): Io {
  const { stdout, stderr } = process;
  let open = true;
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
    async openBackend(options) {
      const { nodeWorld } = await import("../platform/nodeWorld");
      const world = nodeWorld(options);
      const { minimumReleaseAgeDays, warnings } = world.npmConfig();
      return {
        service: createTrustService(world),
        organization: (source, isOffline) => createOrganization(source, world, undefined).confirmed(isOffline),
        minimumReleaseAgeMs: minimumReleaseAgeDays === undefined ? undefined : minimumReleaseAgeDays * DAY,
        warnings,
        network: () => world.networkFacts(),
      };
    },
    async openBase(folder, ref) {
      const { openGitBase } = await import("../platform/git/gitBase");
      return openGitBase({ folder, ref, environment: process.env, names: REVIEWED_NAMES, abort });
    },
  };
}
