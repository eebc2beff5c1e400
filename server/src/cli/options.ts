/** An option of the command line, as help and the parser see it. */
export interface OptionSpec {
  /** What stands for its value in help; undefined: it takes none. */
  readonly value?: string;
  readonly help: string;
}

/** Every option once. Which command takes which stands in `COMMANDS`. */
export const OPTIONS = {
  format: { value: "FORMAT", help: "how the result is printed" },
  base: { value: "REF", help: "compare with where HEAD and REF part: a branch, a tag, HEAD^1 (default: HEAD)" },
  "fail-on": { value: "LEVEL", help: "exit with 1 from this level on: error (default), warning, info or never" },
  "fail-on-unchecked": { help: "exit with 1 as well where something could not be checked" },
  offline: { help: "ask nothing of the network; what only a source could tell is unchecked" },
  deep: { help: "read the registry document of every locked package, not only where history can matter" },
  all: { help: "list the packages that are clear, too" },
  "as-of": { value: "ISO", help: "judge as of this moment, such as 2026-03-31 or 2026-03-31T00:30:00Z (UTC)" },
  fetched: { value: "ISO", help: "when the document was fetched; undated facts count only at that moment" },
  created: { value: "NAME=ISO", help: "first publication of a dependency (repeatable)" },
  beside: { value: "FILE@VERSION", help: "another package locked in the same workspace (repeatable)" },
  at: { value: "ISO", help: "one line a document: its newest stable version at this moment" },
  endpoint: { value: "ID=URL", help: "address of registry, osv, depsdev or scorecard (repeatable)" },
  registry: { value: "URL", help: "the same as --endpoint registry=URL" },
  "registry-is-mirror": {
    value: "yes|no",
    help: "whether your default registry serves public packages only, as a mirror does",
  },
  policy: {
    value: "FILE|URL",
    help: "your organisation's policy; the custody.json of a repository may only tighten it",
  },
  "trust-project": { help: "use the registries that project files name; they are ignored otherwise" },
  output: { value: "FILE", help: "write the result to FILE instead of standard output" },
  quiet: { help: "no progress and no notes on standard error; what went wrong is still said" },
  help: { help: "show this" },
  version: { help: "show the version" },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof OPTIONS;

/** Taken by every command. */
export const COMMON: readonly OptionName[] = [
  "endpoint",
  "registry",
  "registry-is-mirror",
  "policy",
  "trust-project",
  "output",
  "quiet",
  "help",
  "version",
];

/** A command, as help and the parser see it. */
export interface CommandSpec {
  readonly usage: string;
  readonly summary: string;
  readonly options: readonly OptionName[];
  /** The first is the default. */
  readonly formats: readonly string[];
  /** How many arguments it takes, and what they are. */
  readonly least: number;
  readonly most: number;
  readonly expects: string;
  readonly exits: readonly string[];
}

const FOUND = "0  nothing at or above error";
const AT_ERROR = "1  the release is at error";
const CHECKED = [
  "0  nothing at or above --fail-on",
  "1  something is; or something is unchecked and --fail-on-unchecked was given",
] as const;
const NOT_READ = "3  nothing at all could be judged, or a file could be read only half-way (what was read is judged)";
const WRONG = "2  wrong use, or a file that is not what was expected";

/** Every command once, in the order of help. */
export const COMMANDS = {
  check: {
    usage: "[PATH]",
    summary: "judge all that PATH (a folder or a file; default: here) declares and locks",
    options: ["format", "fail-on", "fail-on-unchecked", "offline", "deep", "all", "as-of"],
    formats: ["text", "json", "sarif", "github", "markdown", "html"],
    least: 0,
    most: 1,
    expects: "at most one PATH",
    exits: [...CHECKED, WRONG, NOT_READ],
  },
  review: {
    usage: "[PATH]",
    summary: "judge what has changed in lockfiles and manifests since a commit",
    options: ["base", "format", "fail-on", "fail-on-unchecked", "offline", "deep", "all", "as-of"],
    formats: ["text", "json", "sarif", "github", "markdown"],
    least: 0,
    most: 1,
    expects: "at most one PATH",
    exits: [...CHECKED, "2  wrong use, no git, or no such commit here", NOT_READ],
  },
  explain: {
    usage: "NAME[@VERSION]",
    summary: "tell all that is known about one release: who holds it, what changed, what is open",
    options: ["format", "offline", "as-of"],
    formats: ["text", "json"],
    least: 1,
    most: 1,
    expects: "one package, as NAME or NAME@VERSION",
    exits: [FOUND, AT_ERROR, WRONG, "3  nothing at all could be judged"],
  },
  inspect: {
    usage: "FILE",
    summary: "list what a manifest or lockfile declares, with its place in the file; no network",
    options: ["format"],
    formats: ["text", "json"],
    least: 1,
    most: 1,
    expects: "one FILE",
    exits: ["0  all of it was read", WRONG, "3  the file could be read only half-way (what was read is listed)"],
  },
  judge: {
    usage: "PACKUMENT.json VERSION",
    summary: "judge one release from a stored registry document; no network",
    options: ["format", "as-of", "fetched", "created", "beside"],
    formats: ["text", "json"],
    least: 2,
    most: 2,
    expects: "a registry document and a VERSION",
    exits: [FOUND, AT_ERROR, WRONG],
  },
  replay: {
    usage: "PACKUMENT.json...",
    summary: "what would have been said an hour after each release, one line each; no network",
    options: ["format", "at"],
    formats: ["jsonl"],
    least: 1,
    most: Number.POSITIVE_INFINITY,
    expects: "one registry document or more",
    exits: [
      "0  every document was replayed, whatever it showed",
      "2  wrong use, or a document could not be used; the others are replayed all the same",
    ],
  },
  doctor: {
    usage: "[PATH]",
    summary: "tell what decides who is asked in PATH (default: here), and whether everybody answers",
    options: ["format"],
    formats: ["text", "json"],
    least: 0,
    most: 1,
    expects: "at most one PATH",
    exits: [
      "0  every source answers",
      "1  one does not, or a registry may not be asked",
      "2  wrong use",
      "3  no source answers at all",
    ],
  },
  cache: {
    usage: "[clear]",
    summary: "tell what is kept of earlier answers, and where; with clear, take it away",
    options: ["format"],
    formats: ["text", "json"],
    least: 0,
    most: 1,
    expects: 'nothing, "show" or "clear"',
    exits: ["0  told, or cleared", "2  wrong use, or the cache could not be cleared"],
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof COMMANDS;

export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];

export function isCommandName(text: string): text is CommandName {
  return Object.hasOwn(COMMANDS, text);
}

export function isOptionName(text: string): text is OptionName {
  return Object.hasOwn(OPTIONS, text);
}
