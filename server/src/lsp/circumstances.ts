import { LRUCache } from "lru-cache";
import { parentOf } from "../core/filePath";
import { applyPolicy, type Policy } from "../core/policy";
import type { LockedVersions } from "../core/policy/lockedBelow";
import {
  type Dropped,
  type RulesAbove,
  type RulesInForce,
  rulesAbove,
  rulesInForce,
  type Said,
} from "../core/policy/rulesInForce";
import type { CheckOptions, TrustService } from "../core/service";
import { DEFAULT_SETTINGS, type Patience, type Settings, withPatience } from "../core/settings";
import type { Configuration, Configurations } from "./configuration";
import type { FolderOptions, Folders, Workspace } from "./folders";
import { toPath } from "./paths";

/** The circumstances under which one document is judged. */
export interface Circumstances extends Workspace {
  readonly path: string;
  readonly configuration: Configuration;
  /** The user's settings and the package manager's own age, as far as they count; the service applies the policy to them. */
  readonly settings: Settings;
  /** The organisation's and the repository's, as far as each counts. */
  readonly policy: Policy | undefined;
  readonly policyPath: string | undefined;
  /** Where the organisation's policy is, as it was named; undefined for none. */
  readonly organizationSource: string | undefined;
  /** The document is the very file that the organisation's policy is read from. */
  readonly isOrganizationPolicy: boolean;
  /** What a review goes by beside the policies that it compares. */
  readonly above: RulesAbove;
  /** What of a repository's policy would not be applied here. */
  droppedOf(repository: Policy): readonly Dropped[];
  /** What people should know of the organisation's policy. */
  readonly notice: string | undefined;
  /** Somebody, the policy included, asked for a minimum release age. */
  readonly ageIsSet: boolean;
}

/** How what is open is judged, and what a folder holds: now, and no deeper than a level can hang on. */
export function toCheckOptions({ configuration, settings, policy }: Circumstances): CheckOptions {
  return { asOf: undefined, deep: false, offline: configuration.offline, settings, policy };
}

export interface CircumstancesSource {
  /** Undefined for documents that are not files. */
  of(uri: string): Promise<Circumstances | undefined>;
  /** All that is locked where a policy holds; undefined where that cannot be told. */
  lockedBelow(policy: Circumstances): Promise<LockedVersions | undefined>;
  /** Policies, and what they are about, are read again. */
  forgetPolicies(): void;
}

/** A half-typed policy is many. */
const MOST_POLICIES = 50;

/** Finds out what holds for a document. Settings and policies keep their identity: verdicts are remembered by it. */
export function createCircumstances(
  folders: Folders,
  configurations: Configurations,
  editor: () => Pick<FolderOptions, "network" | "canFetch"> & { readonly trusted: boolean | undefined },
): CircumstancesSource {
  const policies = new Map<string, ReturnType<TrustService["policy"]>>();
  const lockedIn = new Map<string, Promise<LockedVersions | undefined>>();
  const bySaying = new LRUCache<string, Policy>({ max: MOST_POLICIES });
  const inForce = new Map<string, { readonly said: Said; readonly rules: RulesInForce }>();
  const patiences = new Map<string, Promise<Patience | undefined>>();
  const gated = new WeakMap<Settings, Map<string, Settings>>();

  return {
    async of(uri) {
      const path = toPath(uri);
      if (path === undefined) {
        return undefined;
      }
      const configuration = await configurations.of(uri);
      const { endpoints, registryIsMirror, organizationPolicy, cacheMaxSizeMB } = configuration;
      const { trusted, ...network } = editor();
      const how = {
        ...network,
        trusted: trusted === true,
        endpoints,
        registryIsMirror,
        organizationPolicy,
        cacheMaxSizeMB,
      };
      const workspace = folders.around(path, how);
      const folder = parentOf(path) ?? "/";
      const [organization, found, patience] = await Promise.all([
        workspace.organization?.(configuration.offline),
        policyOf(folder, workspace),
        patienceIn(folder, workspace),
      ]);
      // Where a repository holds the organisation's policy, that file is no policy of its own.
      const organizationPath = organization?.source.replaceAll("\\", "/");
      const own = found?.path === organizationPath ? undefined : found;
      const isUsable = trusted !== false || patience?.isOwn === true;
      const gated = withGate(configuration.settings, isUsable ? patience : atLeastDefault(patience));
      const said: Said = {
        settings: gated,
        organization,
        repository: own?.policy,
        isRestricted: trusted === false,
      };
      const { settings, policy } = rulesFor(folder, said);
      const ageIsSet = applyPolicy(settings, policy).minimumReleaseAgeIsSet;
      return {
        ...workspace,
        path,
        configuration,
        settings,
        policy,
        policyPath: found?.path,
        organizationSource: organization?.source,
        isOrganizationPolicy: path === organizationPath,
        ageIsSet,
        notice: organization?.notice,
        above: rulesAbove(said),
        droppedOf: (other) => rulesInForce({ ...said, repository: other }).dropped,
      };
    },

    lockedBelow({ path, service }) {
      const folder = parentOf(path) ?? "/";
      const locked = lockedIn.get(folder) ?? service.lockedBelow(folder);
      lockedIn.set(folder, locked);
      return locked;
    },

    forgetPolicies() {
      policies.clear();
      patiences.clear();
      lockedIn.clear();
    },
  };

  /** The same objects as long as nobody says anything else. */
  function rulesFor(folder: string, said: Said): RulesInForce {
    const known = inForce.get(folder);
    if (known !== undefined && isSame(known.said, said)) {
      return known.rules;
    }
    const rules = rulesInForce(said);
    inForce.set(folder, { said, rules });
    return rules;
  }

  function policyOf(folder: string, { service }: Workspace): ReturnType<TrustService["policy"]> {
    let policy = policies.get(folder);
    if (policy === undefined) {
      policy = service
        .policy(folder)
        .then((found) => found && { path: found.path, policy: sameAsBefore(found.policy) });
      policies.set(folder, policy);
    }
    return policy;
  }

  /** A policy that says what an earlier one said is that one: what was judged by it stands. */
  function sameAsBefore(policy: Policy): Policy {
    const { problems: _, accept, ...rest } = policy;
    const saying = JSON.stringify([rest, accept.map(({ span: _, ...entry }) => entry)]);
    const known = bySaying.get(saying) ?? policy;
    bySaying.set(saying, known);
    return known;
  }

  function patienceIn(folder: string, { service }: Workspace): Promise<Patience | undefined> {
    const patience = patiences.get(folder) ?? service.patience(folder);
    patiences.set(folder, patience);
    return patience;
  }

  /** Settings keep their identity: verdicts are remembered by it. */
  function withGate(settings: Settings, patience: Patience | undefined): Settings {
    if (patience === undefined) {
      return settings;
    }
    const byGate = gated.get(settings) ?? new Map<string, Settings>();
    gated.set(settings, byGate);
    const key = `${patience.ms} ${patience.isSet}`;
    const result = byGate.get(key) ?? withPatience(settings, patience);
    byGate.set(key, result);
    return result;
  }
}

/** What the files of a workspace that is not trusted ask for may only tighten. */
function atLeastDefault(patience: Patience | undefined): Patience | undefined {
  return patience !== undefined && patience.ms >= DEFAULT_SETTINGS.minimumReleaseAgeMs ? patience : undefined;
}

function isSame(one: Said, other: Said): boolean {
  return (
    one.settings === other.settings &&
    one.organization?.policy === other.organization?.policy &&
    (one.organization === undefined) === (other.organization === undefined) &&
    one.repository === other.repository &&
    one.isRestricted === other.isRestricted
  );
}
