import type { EditorNetwork } from "../core/editorNetwork";
import { relativePath } from "../core/filePath";
import type { NetworkFacts } from "../core/networkFacts";
import type { OpenText } from "../core/openTexts";
import type { Organization } from "../core/policy/rulesInForce";
import type { TrustService } from "../core/service";
import type { RegistryIsMirror, World } from "../core/world";
import { toPath } from "./paths";

/** What a folder's world depends on. A world is built anew when any of it changes. */
export interface FolderOptions {
  /** Undefined for documents outside every workspace folder. */
  readonly root: string | undefined;
  /** The root is that of the walkthrough's sample, which answers for itself. */
  readonly isSample: boolean;
  /** Registries and the like that project files name may be used. */
  readonly trusted: boolean;
  /** Source id → base address, from the machine's settings. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Whether a default registry other than npm's own mirrors the public one, from the machine's settings. */
  readonly registryIsMirror: RegistryIsMirror;
  /** How the editor is set to reach the network. */
  readonly network: EditorNetwork;
  /** The editor puts requests that find no other way. */
  readonly canFetch: boolean;
  /** Where the organisation's policy is, from the machine's settings; "" for none. */
  readonly organizationPolicy: string;
  /** How large the cache on disk may become; undefined: as usual. */
  readonly cacheMaxSizeMB: number | undefined;
  /** What was answered before is asked again; undefined: as usual. */
  readonly freshSince: number | undefined;
}

/** One workspace folder: its judgement, and its files. */
export interface Workspace extends Pick<World, "breathe"> {
  readonly service: TrustService;
  /** The text of a file; undefined where there is none. */
  readFile(path: string): Promise<string | undefined>;
  /** The organisation's policy as far as it is known; left out where none is named. Never throws. */
  organization?(offline: boolean): Promise<Organization>;
  /** The package manager is set to run no install scripts. */
  readonly ignoresScripts: boolean;
  /** A clock of its own, where it has one: the sample's stands still. */
  readonly now?: () => number;
  /** What this machine's configuration says of who is asked and how; left out where that is not known. */
  networkFacts?(): Promise<NetworkFacts>;
  /** The files outside of the folder that say who is asked and how; none of them has to be there. */
  readonly configFiles: readonly string[];
  /** Whether who is asked, and how, is said otherwise by now; with `isNews` it is looked at once more for certain. */
  isOutdated(isNews: boolean): boolean;
}

/** `openText` gives what stands in the editor instead of a file. */
export type CreateWorkspace = (options: FolderOptions, openText: (path: string) => OpenText | undefined) => Workspace;

export interface Folders {
  replace(uris: readonly string[]): void;
  change(added: readonly string[], removed: readonly string[]): void;
  /** Where the walkthrough's sample stands; it is no folder of the workspace. */
  setSample(uri: string | undefined): void;
  /** The paths of the workspace's folders. */
  roots(): readonly string[];
  /** The world of the innermost folder around `path`. */
  around(path: string, how: Omit<FolderOptions, "root" | "isSample" | "freshSince">): Workspace;
  /** Files of configuration may have changed: worlds to which that makes a difference are forgotten. */
  lookAgain(): void;
  /** Forgets every world, and with it every answer in memory; from a moment on, what is kept elsewhere counts no more. */
  reset(freshSince?: number): void;
}

/** One world for each workspace folder: npm's configuration, and so the registry, can differ between them. */
export function createFolders(create: (options: FolderOptions) => Workspace): Folders {
  let roots: readonly string[] = [];
  let sample: string | undefined;
  let since: number | undefined;
  const worlds = new Map<string | undefined, { readonly key: string; readonly workspace: Workspace }>();

  return {
    replace(uris) {
      roots = uris.flatMap((uri) => toPath(uri) ?? []);
    },

    change(added, removed) {
      const gone = new Set(removed.map(toPath));
      roots = [...roots.filter((root) => !gone.has(root)), ...added.flatMap((uri) => toPath(uri) ?? [])];
      for (const root of gone) {
        worlds.delete(root);
      }
    },

    setSample(uri) {
      sample = uri === undefined ? undefined : toPath(uri);
    },

    roots: () => roots,

    around(path, how) {
      const root = [...roots, ...(sample === undefined ? [] : [sample])]
        .filter((candidate) => relativePath(candidate, path) !== undefined)
        .reduce<string | undefined>(
          (best, at) => (best === undefined || at.length > best.length ? at : best),
          undefined,
        );
      const key = JSON.stringify(how);
      const known = worlds.get(root);
      if (known?.key === key && !known.workspace.isOutdated(false)) {
        return known.workspace;
      }
      const isSample = root !== undefined && root === sample;
      const workspace = create({ root, isSample, freshSince: since, ...how });
      worlds.set(root, { key, workspace });
      return workspace;
    },

    lookAgain() {
      for (const [root, { workspace }] of worlds) {
        if (workspace.isOutdated(true)) {
          worlds.delete(root);
        }
      }
    },

    reset(freshSince) {
      since = freshSince ?? since;
      worlds.clear();
    },
  };
}
