import type { CacheAccess } from "../core/cacheContents";
import type { NetworkFacts } from "../core/networkFacts";
import type { Organization } from "../core/policy/rulesInForce";
import type { TrustService } from "../core/service";
import type { RegistryIsMirror } from "../core/world";
import type { GitBase } from "../platform/git/gitBase";
import type { Endpoints } from "./endpoints";

export type ExitCode = 0 | 1 | 2 | 3;

/** What a service needs to know about the outside before it is built. */
export interface ServiceOptions {
  readonly projectDirectory: string | undefined;
  readonly trustProject: boolean;
  readonly endpoints: Endpoints;
  /** Left out: nobody has said. */
  readonly registryIsMirror?: RegistryIsMirror;
  /** Where the organisation's policy is asked for; left out: nowhere. */
  readonly policyAddress?: URL | undefined;
  /** The moment that is asked about; undefined: now. */
  readonly asOf: number | undefined;
}

/** Who judges, and what the machine's npm configuration says of it. */
export interface Backend {
  readonly service: TrustService;
  /** The policy at an address; offline, the one that was kept. Never throws. */
  organization(source: string, isOffline: boolean): Promise<Organization>;
  /** What decides who is asked and how. */
  network(): Promise<NetworkFacts>;
  /** What npm's configuration names and is not used, and why. */
  readonly warnings: readonly { readonly file: string; readonly key: string; readonly message: string }[];
}

/** The terminal, the environment and the clock, as commands see them. Tests pass one in memory. */
export interface Io {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** The version of Node, and where it runs: `24.21.0 on linux`. */
  readonly runtime: string;
  now(): number;
  /** Standard output. Resolves when more may be written; false once nobody reads any more. */
  write(text: string): Promise<boolean>;
  /** Standard error. */
  say(text: string): void;
  /** Whether standard output, or standard error, is a terminal. */
  readonly terminal: { readonly output: boolean; readonly messages: boolean; readonly columns: number };
  readonly abort: AbortSignal;
  /** What git says stood in the repository of a folder where HEAD and a reference part; a sentence says why there is nothing. */
  openBase(folder: string, ref: string): Promise<GitBase | { readonly failed: string }>;
  /** `onTrouble` is told, in a sentence, that answers cannot be kept on disk. */
  openBackend(options: ServiceOptions, onTrouble: (sentence: string) => void): Promise<Backend>;
  /** What is kept on disk. */
  openCache(): Promise<CacheAccess>;
}
