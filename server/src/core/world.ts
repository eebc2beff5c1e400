/** Which service is asked about packages; the ids of `check`'s `sources` and of `unchecked`. */
export type SourceId = "registry" | "osv" | "depsdev" | "attestations" | "scorecard";

/** Fields of a JSON value, by their keys; "*" stands for each key that is not named. */
export interface Fields {
  readonly [key: string]: Fields | "all";
}

/** One question over HTTP. Bodies are JSON. */
export interface HttpRequest {
  /** "policy": that of the user's organisation. */
  readonly source: SourceId | "policy";
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** All that is read of the answer: whatever else stands in it may be left out of `json`, which must not be changed. */
  readonly reads?: Fields;
}

/**
 * What came back: any status with its JSON, or why there is none.
 *
 * `bytes` are those that came over the wire. `attempts` tells how often the request was sent (once, where it is left
 * out): several times after retries, not at all where the host has just proved to be out of reach.
 * `json` is undefined where the body of a non-2xx answer is not JSON (deps.dev's 404 is plain text). A 2xx body
 * that is not JSON, too large, cut short or late is `failed`: a few words for people that name the host.
 * `validator` is the answer's ETag, or its Last-Modified where it has none; see `core/lookup/validator.ts`.
 */
export type HttpAnswer =
  | {
      readonly status: number;
      readonly json: unknown;
      readonly bytes: number;
      readonly attempts?: number;
      readonly validator?: string;
    }
  | {
      readonly failed: string;
      readonly attempts?: number;
      /** `offline`: as if there were no network at all; `answer`: the host is well, and this answer would come again. */
      readonly extent?: "offline" | "answer";
    };

/** Where a package's registry is, and how it is asked, from the user's npm configuration. */
export interface RegistryAddress {
  /** Ends with a slash. */
  readonly url: string;
  /** Authorization and the like; only for this registry's host. */
  readonly headers: Readonly<Record<string, string>>;
  /** The name must be asked of nobody but its own registry. */
  readonly isPrivate: boolean;
  /** Other hosts whose tarball addresses npm reads as this registry's, as it does its own default's behind a mirror. */
  readonly alsoHosts?: readonly string[];
  /** Why not even its own registry may be asked; then nobody is. */
  readonly withheld?: string;
  /** A default registry other than npm's own: it may serve private packages beside public ones. */
  readonly servesBoth?: boolean;
  /** What to do where the registry lets nobody in: credentials are named for it that cannot be used. */
  readonly loginHint?: string;
  /** Its packages are made up: nothing is at any address of theirs, so that nobody is sent there. */
  readonly isInvented?: true;
  /** Tells apart whose credentials are in the headers, without the secret in them. Left out where there are none. */
  readonly owner?: string;
}

/** A kind of answers that outlive the process. */
export type AnswerKind =
  | "histories"
  | "advisories"
  | "records"
  | "versions"
  | "provenances"
  | "served"
  | "scorecards"
  | "unknown"
  | "policies";

/** Where answers stand: those of one service, as one owner's credentials get them, are on no other shelf. */
export interface Shelf {
  readonly kind: AnswerKind;
  /** The number of the form that its texts have; a text of another form is not there. */
  readonly schema: number;
  /** The address of the service. */
  readonly url: string;
  /** "" where no credentials were sent. */
  readonly owner: string;
}

/** An answer as it is kept: whole, or not at all. */
export interface StoredAnswer {
  /** When the source said so; milliseconds since 1970. */
  readonly asOf: number;
  readonly validator?: string;
  /** In the form of the shelf's schema. */
  readonly text: string;
}

/**
 * Answers that outlive this process and are shared with others on this machine. Nothing here throws: what cannot be read
 * is not there, and what cannot be written is forgotten with the process.
 */
export interface Store {
  /** What is kept under the keys, as far as something is. */
  read(shelf: Shelf, keys: readonly string[]): Promise<ReadonlyMap<string, StoredAnswer>>;
  /** Keeps an answer instead of the one before; on disk a moment later. */
  write(shelf: Shelf, key: string, answer: StoredAnswer): void;
  /** What is kept with this validator still held at that moment. */
  confirm(shelf: Shelf, key: string, validator: string, asOf: number): void;
}

/** Whether a registry that may serve both kinds is a mirror of the public one; "ask": nobody has said yet. */
export type RegistryIsMirror = "ask" | "yes" | "no";

/** Tells that a file has changed, without its text. */
export interface FileStamp {
  /** Equal stamps of one path mean the same text. */
  readonly id: string;
  /** Milliseconds since 1970, as the file system has it. */
  readonly modifiedAt: number;
}

/** A file of the user's own, or the machine's, with settings of package managers. */
export interface OwnSettings {
  /** The name of the project's file that is written in the same way: `.npmrc`, `pnpm-workspace.yaml`. */
  readonly form: string;
  /** What to call it in a sentence: a path, or "the environment". */
  readonly file: string;
  readonly text: string;
  /** Stands before the project's files; others stand behind them. */
  readonly isEnvironment?: true;
}

/** Everything the core needs from outside. Tests pass a world in memory; `platform/` builds the real one. */
export interface World {
  now(): number;
  /** The text of a file; undefined where there is none or it cannot be read. */
  readFile(path: string): Promise<string | undefined>;
  /** Undefined where there is no such file. One that cannot be read may have a stamp. */
  stampOf(path: string): Promise<FileStamp | undefined>;
  /** The names of the folders inside a folder, in no order; none where there is no such folder. */
  foldersIn(path: string): Promise<readonly string[]>;
  /** Sends one request. Never throws but `abort.reason`. */
  send(request: HttpRequest, abort: AbortSignal): Promise<HttpAnswer>;
  /** Makes ready what the first request would wait for. Left out: nothing is to be made. */
  prepareToSend?(): Promise<unknown>;
  /** The registry for a name. */
  registry(name: string): RegistryAddress;
  /** What the user says of registries that serve both kinds; "ask" where it is left out. */
  readonly registryIsMirror?: RegistryIsMirror;
  /**
   * Asked between the parts of long work: a promise where others (a keystroke, an answer) should have their turn first,
   * undefined while there is time.
   */
  breathe(): Promise<void> | undefined;
  /** Left out: answers end with the process. */
  readonly store?: Store;
  /** Somebody wants everything asked again that was answered before this moment; undefined: nobody does. */
  readonly freshSince?: number;
  /**
   * What the user or the machine has set for package managers, as it stands now; in the order in which it holds. Left out:
   * nothing.
   */
  ownSettings?(): readonly OwnSettings[];
  /** Base addresses without a trailing slash. */
  readonly endpoints: {
    readonly osv: string;
    readonly depsdev: string;
    /** OpenSSF Scorecard; undefined: deps.dev is asked for its scores. */
    readonly scorecard?: string;
  };
}

/** A source that gives no answer, at one of its hosts. */
export interface Outage {
  readonly id: SourceId;
  readonly host: string;
  /** When the first question got no answer, in milliseconds since 1970. */
  readonly since: number;
  /** What came instead, the last time, in words that name the host. */
  readonly reason: string;
  /** The host cannot even be found: as if there were no network. */
  readonly looksOffline: boolean;
}

/** Requests and bytes of one source since the start; `hits` were answered from memory. */
export interface SourceStats {
  readonly id: SourceId;
  readonly requests: number;
  readonly bytes: number;
  readonly failed: number;
  readonly hits: number;
}
