import { baseName, parentOf } from "../core/filePath";
import { applyPolicy, type Policy, parsePolicy } from "../core/policy";
import type { DocumentReport } from "../core/service";
import type { Settings } from "../core/settings";
import type { Analyse } from "./analyses";
import { carryOver, fillIn } from "./carryOver";
import type { Configuration, Configurations } from "./configuration";
import type { Folders, Workspace } from "./folders";
import { toPath } from "./paths";
import type { Log } from "./request";

/** The circumstances under which one document is judged. */
export interface Circumstances extends Workspace {
  readonly path: string;
  readonly configuration: Configuration;
  readonly policy: Policy | undefined;
  /** The user's settings with the policy applied. */
  readonly settings: Settings;
}

export interface CircumstancesSource {
  /** Undefined for documents that are not files. */
  of(uri: string): Promise<Circumstances | undefined>;
  /** Policies are read again. */
  forgetPolicies(): void;
}

/** Finds out what holds for a document. A policy is one object until it is forgotten, since verdicts are remembered by it. */
export function createCircumstances(
  folders: Folders,
  configurations: Configurations,
  isTrusted: () => boolean,
): CircumstancesSource {
  const policies = new Map<string, Promise<Policy | undefined>>();
  const applied = new WeakMap<Settings, Map<Policy, Settings>>();

  return {
    async of(uri) {
      const path = toPath(uri);
      if (path === undefined) {
        return undefined;
      }
      const configuration = await configurations.of(uri);
      const workspace = folders.around(path, { trusted: isTrusted(), endpoints: configuration.endpoints });
      const folder = parentOf(path) ?? "/";
      let policy = policies.get(folder);
      if (policy === undefined) {
        policy = workspace.service.policy(folder).then((found) => found?.policy);
        policies.set(folder, policy);
      }
      const found = await policy;
      return {
        ...workspace,
        path,
        configuration,
        policy: found,
        settings: settingsWith(configuration.settings, found),
      };
    },

    forgetPolicies() {
      policies.clear();
    },
  };

  function settingsWith(settings: Settings, policy: Policy | undefined): Settings {
    if (policy === undefined) {
      return settings;
    }
    const byPolicy = applied.get(settings) ?? new Map<Policy, Settings>();
    applied.set(settings, byPolicy);
    const result = byPolicy.get(policy) ?? applyPolicy(settings, policy);
    byPolicy.set(policy, result);
    return result;
  }
}

/** Judges an open document under its circumstances. A bug ends as a logged line and what was known before. */
export function createAnalyse(circumstances: CircumstancesSource, now: () => number, log: Log): Analyse {
  return async (document, previous, abort, onGlance) => {
    let best = previous;
    const text = document.getText();
    try {
      const found = await circumstances.of(document.uri);
      if (found === undefined || !found.configuration.enable || isInstalled(found.path)) {
        return nothing(now());
      }
      const { path, service, policy, configuration } = found;
      if (baseName(path) === "custody.json") {
        return { ...nothing(now()), problems: parsePolicy(text, now()).problems };
      }
      const current = service.inspect(path, text);
      if (current === undefined) {
        return nothing(now());
      }
      const carried = carryOver(previous ?? nothing(now()), current);
      best = carried;
      onGlance(carried);
      const options = {
        asOf: undefined,
        deep: false,
        offline: configuration.offline,
        settings: configuration.settings,
        policy,
      };
      const report = await service.document(path, text, options, abort, (glance) => {
        best = fillIn(glance, carried);
        onGlance(best);
      });
      return report ?? nothing(now());
    } catch (error) {
      abort.throwIfAborted();
      log.error(`Judging ${document.uri} failed`, error);
      return best ?? nothing(now());
    }
  };
}

/** What is installed is judged where it is asked for: its own manifest is not this workspace's to mend. */
function isInstalled(path: string): boolean {
  return path.includes("/node_modules/");
}

function nothing(asOf: number): DocumentReport {
  return { kind: "manifest", asOf, entries: [], problems: [], pending: 0 };
}
