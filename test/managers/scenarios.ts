import type { ManagerName } from "./obtain";

/** Files by path. */
export type Files = Readonly<Record<string, string>>;

/** What a locked package, told by its name and how its version starts, is to become. */
export interface Wish {
  readonly name: string;
  readonly line: string;
  readonly version: string;
}

/** A small project, and what is wished of one of its locked packages. */
export interface Scenario extends Wish {
  readonly title: string;
  readonly files: Files;
  /** Managers that it is for; all where there is nothing said. */
  readonly managers?: RegExp;
  /** Managers that cannot do it → what the sentence says. */
  readonly refused?: { readonly managers: RegExp; readonly because: RegExp };
}

const app = (fields: object): string =>
  `${JSON.stringify({ name: "app", version: "1.0.0", private: true, ...fields }, null, 2)}\n`;
const member = (fields: object): string => `${JSON.stringify({ name: "a", version: "1.0.0", ...fields }, null, 2)}\n`;

const TWO_LINES = { minimatch: "3.0.5", filelist: "1.0.4" };

/** Those that know workspaces by a field of the root's manifest. */
const FIELD = /^(?!pnpm)/;
const PNPM_WORKSPACE = { "pnpm-workspace.yaml": "packages:\n  - packages/*\n" };

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  plain: {
    title: "a transitive package with one version",
    files: { "package.json": app({ dependencies: { minimatch: "3.0.5" } }) },
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  lines: {
    title: "one of two lines of versions",
    files: { "package.json": app({ dependencies: TWO_LINES }) },
    name: "brace-expansion",
    line: "1.",
    version: "1.1.12",
    refused: { managers: /^bun-1\.3/, because: /Bun before 1\.4/ },
  },
  "lines-deep": {
    title: "one of two lines, below another package",
    files: { "package.json": app({ dependencies: TWO_LINES }) },
    name: "brace-expansion",
    line: "2.",
    version: "2.0.2",
    refused: { managers: /^bun-1\.3/, because: /Bun before 1\.4/ },
  },
  beyond: {
    title: "a version that the one who asks does not admit",
    files: { "package.json": app({ dependencies: TWO_LINES }) },
    name: "brace-expansion",
    line: "1.",
    version: "1.1.6",
    refused: { managers: /^bun-1\.3/, because: /Bun before 1\.4/ },
  },
  direct: {
    title: "a package that only the root asks for",
    files: { "package.json": app({ dependencies: { "balanced-match": "^1.0.0" } }) },
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "direct-too": {
    title: "a package that the root and others ask for",
    files: { "package.json": app({ dependencies: { "balanced-match": "^1.0.0", minimatch: "3.0.5" } }) },
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "direct-beyond": {
    title: "a package that the root and others ask for, at a version that the others do not admit",
    files: { "package.json": app({ dependencies: { "brace-expansion": "^1.1.0", minimatch: "3.0.5" } }) },
    name: "brace-expansion",
    line: "1.",
    version: "1.1.6",
  },
  "direct-other-line": {
    title: "a package that the root asks for in another line",
    files: { "package.json": app({ dependencies: { "brace-expansion": "^2.0.0", minimatch: "3.0.5" } }) },
    name: "brace-expansion",
    line: "1.",
    version: "1.1.12",
    refused: { managers: /^bun-1\.3/, because: /Bun before 1\.4/ },
  },
  existing: {
    title: "an override that stands already",
    files: {
      "package.json": app({
        dependencies: { minimatch: "3.0.5" },
        overrides: { "balanced-match": "1.0.1" },
      }),
    },
    managers: /^(npm|bun)/,
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "existing-resolution": {
    title: "a resolution that stands already",
    files: {
      "package.json": app({ dependencies: { minimatch: "3.0.5" }, resolutions: { "balanced-match": "1.0.1" } }),
    },
    managers: /^(yarn|bun)/,
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "existing-others": {
    title: "overrides of other packages, which stay",
    files: {
      "package.json": app({ dependencies: { minimatch: "3.0.5" }, resolutions: { "concat-map": "0.0.1" } }),
    },
    managers: /^(yarn|bun|pnpm-(8|9|10))/,
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "existing-pnpm": {
    title: "an override in package.json that stands already",
    files: {
      "package.json": app({ dependencies: TWO_LINES, pnpm: { overrides: { "brace-expansion@^1": "1.1.13" } } }),
    },
    managers: /^pnpm-(8|9|10)/,
    name: "brace-expansion",
    line: "1.",
    version: "1.1.12",
  },
  "existing-yaml": {
    title: "an override in pnpm-workspace.yaml that stands already",
    files: {
      "package.json": app({ dependencies: TWO_LINES }),
      "pnpm-workspace.yaml":
        "overrides:\n  # see the minutes\n  'brace-expansion@1': 1.1.13 # for now\n  concat-map: 0.0.1\n",
    },
    managers: /^pnpm-(10|11|12)/,
    name: "brace-expansion",
    line: "1.",
    version: "1.1.12",
  },
  "existing-flow": {
    title: "overrides on one line of pnpm-workspace.yaml",
    files: {
      "package.json": app({ dependencies: TWO_LINES }),
      "pnpm-workspace.yaml": "overrides: {concat-map: 0.0.1}\n",
    },
    managers: /^pnpm-(10|11|12)/,
    name: "brace-expansion",
    line: "1.",
    version: "1.1.12",
  },
  members: {
    title: "a package below a workspace member",
    files: {
      "package.json": app({ workspaces: ["packages/*"] }),
      "packages/a/package.json": member({ dependencies: { minimatch: "3.0.5" } }),
    },
    managers: FIELD,
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "members-pnpm": {
    title: "a package below a workspace member of pnpm",
    files: {
      "package.json": app({}),
      ...PNPM_WORKSPACE,
      "packages/a/package.json": member({ dependencies: { minimatch: "3.0.5" } }),
    },
    managers: /^pnpm/,
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "members-lines": {
    title: "one of two lines, below a workspace member",
    files: {
      "package.json": app({ workspaces: ["packages/*"], dependencies: { filelist: "1.0.4" } }),
      "packages/a/package.json": member({ dependencies: { minimatch: "3.0.5" } }),
    },
    managers: FIELD,
    name: "brace-expansion",
    line: "1.",
    version: "1.1.12",
    refused: {
      managers: /^(npm-(8|9|10)$|bun-1\.3|yarn-1)/,
      because: /npm before 11|Bun before 1\.4|no override can tell apart/,
    },
  },
  "members-direct": {
    title: "a package that a workspace member and others ask for",
    files: {
      "package.json": app({ workspaces: ["packages/*"], dependencies: { filelist: "1.0.4" } }),
      "packages/a/package.json": member({ dependencies: { "balanced-match": "^1.0.0" } }),
    },
    managers: FIELD,
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "members-only": {
    title: "a package that two importers ask for, and nobody else",
    files: {
      "package.json": app({ workspaces: ["packages/*"], devDependencies: { "balanced-match": "^1.0.0" } }),
      "packages/a/package.json": member({ dependencies: { "balanced-match": "^1.0.1" } }),
    },
    managers: FIELD,
    name: "balanced-match",
    line: "1.",
    version: "1.0.1",
  },
  peer: {
    title: "a package that the root asks for as a peer",
    files: {
      "package.json": app({ dependencies: { minimatch: "3.0.5" }, peerDependencies: { "balanced-match": "^1.0.0" } }),
    },
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
    refused: { managers: /^npm/, because: /as a peer/ },
  },
  scoped: {
    title: "a package with a scope",
    files: { "package.json": app({ dependencies: { "@isaacs/brace-expansion": "5.0.0" } }) },
    name: "@isaacs/balanced-match",
    line: "4.",
    version: "4.0.0",
  },
  alias: {
    title: "a package that is asked for by an alias too",
    files: { "package.json": app({ dependencies: { "@isaacs/cliui": "8.0.2" } }) },
    name: "string-width",
    line: "4.",
    version: "4.2.2",
    refused: { managers: /^bun/, because: /under another name/ },
  },
  "catalog-pnpm": {
    title: "a package that a catalog gives a version",
    files: {
      "package.json": app({ dependencies: { "balanced-match": "catalog:" } }),
      "pnpm-workspace.yaml": "packages:\n  - packages/*\ncatalog:\n  balanced-match: ^1.0.0\n",
    },
    managers: /^pnpm-(9|10|11|12)/,
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "catalog-yarn": {
    title: "a package that a catalog of Yarn gives a version",
    files: {
      "package.json": app({ dependencies: { "balanced-match": "catalog:" } }),
      ".yarnrc.yml": "catalog:\n  balanced-match: ^1.0.0\n",
    },
    managers: /^yarn-4/,
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
  "catalog-bun": {
    title: "a package that a catalog of Bun gives a version",
    files: {
      "package.json": app({
        workspaces: { packages: ["packages/*"], catalog: { "balanced-match": "^1.0.0" } },
        dependencies: { "balanced-match": "catalog:" },
      }),
    },
    managers: /^bun-1\.[34]/,
    name: "balanced-match",
    line: "1.",
    version: "1.0.0",
  },
};

export function isFor({ managers }: Scenario, manager: ManagerName): boolean {
  return managers === undefined || managers.test(manager);
}
