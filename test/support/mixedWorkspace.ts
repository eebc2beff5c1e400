/** Names and versions of a workspace in which every kind of source occurs, behind npm and behind pnpm. */

const VERSION = "1.9.0";

const tarball = (host: string, name: string): string =>
  `https://${host}/${name}/-/${name.split("/").at(-1)}-${VERSION}.tgz`;

/** As npm writes it. `registry` is the host of the default registry. */
export function npmWorkspace(registry: string): Readonly<Record<string, string>> {
  const root = {
    name: "own-app",
    version: "1.0.0",
    workspaces: ["packages/*"],
    dependencies: {
      "open-direct": "^1.0.0",
      "open-unlocked": "^1.0.0",
      "own-missing": "^1.0.0",
      "own-host": "^1.0.0",
      "own-diverted": "^1.0.0",
      "own-git": "github:acme/own-git",
      "own-file": "file:vendor/own-file.tgz",
      "own-url": "https://files.example/own-url.tgz",
      "own-member": "*",
      "@team/plan": "^1.0.0",
      "@team/unlocked": "^1.0.0",
      "@acme/secret": "^1.0.0",
      "@proj/tool": "^1.0.0",
      "aka-open": "npm:open-aliased@^1.0.0",
      "aka-team": "npm:@team/aliased@^1.0.0",
      lodahs: "^1.0.0",
    },
    devDependencies: { "@acme/unlocked": "^1.0.0" },
    overrides: { "open-overridden": VERSION, "own-overridden": "github:acme/own-overridden" },
  };
  const locked: Readonly<Record<string, unknown>> = {
    "": root,
    "packages/member": { name: "own-member", version: "1.0.0", dependencies: { "open-member": "^1.0.0" } },
    "node_modules/own-member": { resolved: "packages/member", link: true },
    ...entries(registry, ["open-direct", "open-trans", "open-member", "open-overridden", "own-missing", "lodahs"]),
    ...entries(registry, ["@acme/secret", "@acme/trans", "@proj/tool"]),
    ...entries("team.example", ["@team/plan", "@team/trans"]),
    ...entries("files.example", ["own-host", "own-host-trans"]),
    "node_modules/own-diverted": { version: VERSION, resolved: "git+ssh://git@git.example/own-diverted.git#0123456" },
    "node_modules/own-git": { version: VERSION, resolved: "git+ssh://git@git.example/own-git.git#0123456" },
    "node_modules/own-overridden": {
      version: VERSION,
      resolved: "git+ssh://git@git.example/own-overridden.git#0123456",
    },
    "node_modules/own-file": { version: VERSION, resolved: "file:vendor/own-file.tgz" },
    "node_modules/own-url": { version: VERSION, resolved: "https://files.example/own-url.tgz" },
    "node_modules/aka-open": { name: "open-aliased", version: VERSION, resolved: tarball(registry, "open-aliased") },
    "node_modules/aka-team": {
      name: "@team/aliased",
      version: VERSION,
      resolved: tarball("team.example", "@team/aliased"),
    },
  };
  return {
    "package.json": text(root),
    "packages/member/package.json": text({
      name: "own-member",
      version: "1.0.0",
      dependencies: { "open-member": "^1.0.0" },
    }),
    "package-lock.json": text({ name: "own-app", version: "1.0.0", lockfileVersion: 3, packages: locked }),
    ".npmrc": "@proj:registry=https://proj.example/\n",
    "custody.json": text({ privateScopes: ["@acme"] }),
  };
}

function entries(host: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    names.map((name) => [
      `node_modules/${name}`,
      { version: VERSION, resolved: tarball(host, name), integrity: "sha512-AA==" },
    ]),
  );
}

/** As pnpm writes it: catalogs, a link, and an entry with an address of its own. */
export function pnpmWorkspace(): Readonly<Record<string, string>> {
  const integrity = "resolution: {integrity: sha512-AA==}";
  return {
    "package.json": text({
      name: "own-app",
      dependencies: {
        "open-catalog": "catalog:",
        "@team/catalog": "catalog:",
        "own-linked": "link:../own-linked",
        "own-member": "workspace:*",
        "own-host": "^1.0.0",
      },
    }),
    "pnpm-workspace.yaml": `packages: [packages/*]
catalog:
  open-catalog: ^1.0.0
  open-unused: ^1.0.0
  '@team/catalog': ^1.0.0
  '@team/unused': ^1.0.0
overrides:
  open-overridden: ${VERSION}
`,
    "packages/member/package.json": text({ name: "own-member", version: "1.0.0" }),
    "custody.json": text({ privateScopes: ["@acme"] }),
    "pnpm-lock.yaml": `lockfileVersion: '9.0'

catalogs:
  default:
    '@team/catalog':
      specifier: ^1.0.0
      version: ${VERSION}
    open-catalog:
      specifier: ^1.0.0
      version: ${VERSION}

importers:

  .:
    dependencies:
      '@team/catalog':
        specifier: 'catalog:'
        version: ${VERSION}
      open-catalog:
        specifier: 'catalog:'
        version: ${VERSION}
      own-host:
        specifier: ^1.0.0
        version: ${VERSION}
      own-linked:
        specifier: link:../own-linked
        version: link:../own-linked
      own-member:
        specifier: workspace:*
        version: link:packages/member

  packages/member: {}

packages:

  '@team/catalog@${VERSION}':
    ${integrity}

  open-catalog@${VERSION}:
    ${integrity}

  open-overridden@${VERSION}:
    ${integrity}

  own-host@${VERSION}:
    resolution: {integrity: sha512-AA==, tarball: https://files.example/own-host-${VERSION}.tgz}

snapshots:

  '@team/catalog@${VERSION}': {}

  open-catalog@${VERSION}:
    dependencies:
      open-overridden: ${VERSION}

  open-overridden@${VERSION}: {}

  own-host@${VERSION}: {}
`,
  };
}

function text(json: unknown): string {
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
