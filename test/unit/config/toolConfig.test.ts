// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how package managers write a variable
import assert from "node:assert/strict";
import { config, PROJECT, type Setup } from "../../support/configDisk";

interface Case extends Setup {
  readonly title: string;
  readonly name?: string;
  readonly url: string;
  readonly authorization?: string;
  readonly isPrivate?: boolean;
  readonly withheld?: RegExp;
}

function check({ title, name = "x", url, authorization, isPrivate = false, withheld, ...setup }: Case): void {
  it(`knows ${title}`, () => {
    const address = config(setup).registry(name);
    assert.deepEqual(
      { url: address.url, headers: address.headers, isPrivate: address.isPrivate },
      { url, headers: authorization === undefined ? {} : { authorization }, isPrivate },
    );
    assert.match(address.withheld ?? "", withheld ?? /^$/);
  });
}

/** Ten times ten times ten … of the same. */
const BOMB = Array.from({ length: 9 }, (_, i) =>
  i === 0 ? "a0: &a0 [x]" : `a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join()}]`,
).join("\n");

const PUBLIC = "https://registry.example/";
const OWN = "https://own.example/npm/";
const BEARER = "Bearer secret";
const manifest = (manager: string) => JSON.stringify({ name: "app", packageManager: manager });

describe("the configuration of Yarn 2 and newer", () => {
  const yarn = (files: Readonly<Record<string, string>>) => ({ "package.json": manifest("yarn@4.9.1"), ...files });
  const cases: readonly Case[] = [
    {
      title: "the user's registry with its token",
      files: yarn({ "~/.yarnrc.yml": `npmRegistryServer: "${OWN}"\nnpmAuthToken: secret\n` }),
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "the user's token from a variable",
      files: yarn({ "~/.yarnrc.yml": `npmRegistryServer: ${OWN}\nnpmAuthToken: "\${TOKEN:-none}"\n` }),
      environment: { TOKEN: "secret" },
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "the registry and the token of the environment",
      files: yarn({}),
      environment: { YARN_NPM_REGISTRY_SERVER: OWN, YARN_NPM_AUTH_TOKEN: "secret" },
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "a token of the environment for the registry of the user's file",
      files: yarn({ "~/.yarnrc.yml": `npmRegistryServer: ${OWN}\n` }),
      environment: { YARN_NPM_AUTH_TOKEN: "secret" },
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "no token of the user's for a registry that a trusted project names: it was tied to none",
      files: yarn({
        "~/.yarnrc.yml": "npmAuthToken: secret\n",
        ".yarnrc.yml": "npmRegistryServer: https://evil.example/\n",
      }),
      trusted: true,
      url: "https://evil.example/",
    },
    {
      title: "a token that the user has tied to the registry which a trusted project names",
      files: yarn({
        "~/.yarnrc.yml": `npmRegistries:\n  //own.example/npm:\n    npmAuthToken: secret\n`,
        ".yarnrc.yml": `npmRegistryServer: ${OWN}\n`,
      }),
      trusted: true,
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "a name and password in one",
      files: yarn({
        "~/.yarnrc.yml": `npmRegistryServer: ${OWN}\nnpmRegistries:\n  "${OWN}":\n    npmAuthIdent: ann:pass\n`,
      }),
      url: OWN,
      authorization: `Basic ${btoa("ann:pass")}`,
    },
    {
      title: "no password whose variable is not set",
      files: yarn({ "~/.yarnrc.yml": `npmRegistryServer: ${OWN}\nnpmAuthIdent: "ann:\${UNSET}"\n` }),
      url: OWN,
    },
    {
      title: "a scope of the user's with its token",
      files: yarn({
        "~/.yarnrc.yml": `npmScopes:\n  acme:\n    npmRegistryServer: ${OWN}\n    npmAuthToken: secret\n`,
      }),
      name: "@acme/x",
      url: OWN,
      authorization: BEARER,
      isPrivate: true,
    },
    {
      title: "a scope of a trusted project",
      files: yarn({ ".yarnrc.yml": "npmScopes:\n  acme:\n    npmRegistryServer: https://team.example\n" }),
      trusted: true,
      name: "@acme/x",
      url: "https://team.example/",
      isPrivate: true,
    },
    {
      title: "a scope of a project that is not trusted as one that nobody is asked about",
      files: yarn({ ".yarnrc.yml": "npmScopes:\n  acme:\n    npmRegistryServer: https://team.example\n" }),
      name: "@acme/x",
      url: PUBLIC,
      isPrivate: true,
      withheld:
        /"npmScopes.acme.npmRegistryServer" in \/work\/app\/\.yarnrc\.yml is not used: the project is not trusted/,
    },
    {
      title: "a project's registry with a variable, trusted, as one that nobody is asked",
      files: yarn({ ".yarnrc.yml": 'npmRegistryServer: "https://evil.example/${TOKEN}/"\n' }),
      environment: { TOKEN: "secret" },
      trusted: true,
      url: PUBLIC,
      isPrivate: true,
      withheld: /variables are not expanded/,
    },
    {
      title: "a project's token as nothing, trusted or not",
      files: yarn({ ".yarnrc.yml": 'npmRegistryServer: https://evil.example/\nnpmAuthToken: "${TOKEN}"\n' }),
      environment: { TOKEN: "secret" },
      trusted: true,
      url: "https://evil.example/",
    },
    {
      title: "npm's registry where Yarn names none, since somebody meant it to be asked",
      files: yarn({}),
      user: `registry=${OWN}`,
      url: OWN,
    },
    {
      title: "Yarn's before npm's",
      files: yarn({ "~/.yarnrc.yml": `npmRegistryServer: ${OWN}\n` }),
      user: "registry=https://npm.example/",
      url: OWN,
    },
    {
      title: "no default of Yarn's in a project of npm",
      files: { "package-lock.json": "{}", "~/.yarnrc.yml": `npmRegistryServer: ${OWN}\n` },
      url: PUBLIC,
    },
    {
      title: "a scope of the user's Yarn in a project of npm, for it is private whoever installs it",
      files: { "package-lock.json": "{}", "~/.yarnrc.yml": `npmScopes:\n  acme:\n    npmRegistryServer: ${OWN}\n` },
      name: "@acme/x",
      url: OWN,
      isPrivate: true,
    },
    {
      title: "nothing in a file that is no YAML",
      files: yarn({ "~/.yarnrc.yml": "npmRegistryServer: [\n  - : {" }),
      url: PUBLIC,
    },
    {
      title: "nothing in a file of the wrong kind",
      files: yarn({ "~/.yarnrc.yml": "- npmRegistryServer\n" }),
      url: PUBLIC,
    },
    {
      title: "nothing in a file that unfolds without end",
      files: yarn({ ".yarnrc.yml": BOMB }),
      trusted: true,
      url: PUBLIC,
    },
  ];
  cases.forEach(check);

  it("is Yarn's where a lockfile of it lies, without packageManager", () => {
    const files = {
      "yarn.lock": "# generated\n__metadata:\n  version: 8\n",
      "~/.yarnrc.yml": `npmRegistryServer: ${OWN}`,
    };
    assert.deepEqual(config({ files }).tools, ["yarn", "npm"]);
    assert.equal(config({ files }).registry("x").url, OWN);
  });

  it("says which key is not used, as the file spells it", () => {
    const { warnings } = config({
      files: yarn({
        ".yarnrc.yml": "npmRegistryServer: https://t.example\nnpmAuthToken: x\nhttpsProxy: http://evil.example\n",
        "~/.yarnrc.yml": "npmAuthToken: y\n",
      }),
      trusted: true,
    });
    assert.deepEqual(
      warnings.map(({ file, key, message }) => `${file} ${key} ${message}`),
      [
        "/home/ann/.yarnrc.yml npmAuthToken is not used: it belongs to no registry",
        "/work/app/.yarnrc.yml httpsProxy is not used: this is read from your own .npmrc only",
        "/work/app/.yarnrc.yml npmAuthToken is not used: credentials are read from your own .npmrc only",
      ],
    );
  });
});

describe("the configuration of Yarn 1", () => {
  const files = (rest: Readonly<Record<string, string>>) => ({ "yarn.lock": "# yarn lockfile v1\n\n", ...rest });
  const cases: readonly Case[] = [
    {
      title: "the user's registry, in its own manner of writing",
      files: files({ "~/.yarnrc": `# THIS IS AN AUTOGENERATED FILE.\n\nregistry "${OWN}"\nlastUpdateCheck 1\n` }),
      url: OWN,
    },
    {
      title: "a scope, with the token of the user's .npmrc",
      files: files({ "~/.yarnrc": `"@acme:registry" "${OWN}"\n` }),
      user: "//own.example/npm/:_authToken=secret",
      name: "@acme/x",
      url: OWN,
      authorization: BEARER,
      isPrivate: true,
    },
    {
      title: "a trusted project's registry, before the user's .npmrc",
      files: files({ ".yarnrc": "registry https://team.example/\n" }),
      user: "registry=https://npm.example/",
      trusted: true,
      url: "https://team.example/",
    },
    {
      title: "a project's registry, not trusted",
      files: files({ ".yarnrc": "registry https://evil.example/\n" }),
      url: PUBLIC,
    },
    {
      title: "the environment's registry",
      files: files({ "~/.yarnrc": "registry https://other.example/\n" }),
      environment: { YARN_REGISTRY: OWN },
      url: OWN,
    },
  ];
  cases.forEach(check);
});

describe("the configuration of pnpm", () => {
  const files = (rest: Readonly<Record<string, string>>) => ({ "pnpm-lock.yaml": "", ...rest });
  const cases: readonly Case[] = [
    {
      title: "a token in its own file",
      files: files({ "~/.config/pnpm/auth.ini": "//own.example/npm/:_authToken=${TOKEN}\n" }),
      environment: { TOKEN: "secret" },
      user: `registry=${OWN}`,
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "its own file where the configuration has another place",
      files: files({ "/xdg/pnpm/auth.ini": "//own.example/npm/:_authToken=secret\n" }),
      environment: { XDG_CONFIG_HOME: "/xdg" },
      user: `registry=${OWN}`,
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "its own file on a Mac",
      files: files({ "~/Library/Preferences/pnpm/rc": `registry=${OWN}\n` }),
      platform: "darwin",
      url: OWN,
    },
    {
      title: "the user's .npmrc before its global one",
      files: files({ "~/.config/pnpm/rc": "registry=https://other.example/\n" }),
      user: `registry=${OWN}`,
      url: OWN,
    },
    {
      title: "a trusted project's default registry",
      files: files({ "pnpm-workspace.yaml": "registries:\n  default: https://team.example/\n" }),
      trusted: true,
      url: "https://team.example/",
    },
    {
      title: "a trusted project's scope",
      files: files({ "pnpm-workspace.yaml": 'registries:\n  "@acme": https://team.example/\n' }),
      trusted: true,
      name: "@acme/x",
      url: "https://team.example/",
      isPrivate: true,
    },
    {
      title: "scopes under their registry, as newer versions write them",
      files: files({ "pnpm-workspace.yaml": 'registries:\n  https://team.example/:\n    scopes: ["@acme", "@"]\n' }),
      trusted: true,
      name: "@acme/x",
      url: "https://team.example/",
      isPrivate: true,
    },
    {
      title: "the default under its registry",
      files: files({ "pnpm-workspace.yaml": 'registries:\n  https://team.example/:\n    scopes: ["@acme", "@"]\n' }),
      trusted: true,
      url: "https://team.example/",
    },
    {
      title: "no registry of another ecosystem",
      files: files({
        "pnpm-workspace.yaml": 'registries:\n  https://py.example/:\n    ecosystem: pypi\n    scopes: ["@"]\n',
      }),
      trusted: true,
      url: PUBLIC,
    },
    {
      title: "a project's scope, not trusted, as one that nobody is asked about",
      files: files({ "pnpm-workspace.yaml": 'registries:\n  "@acme": https://evil.example/\n' }),
      name: "@acme/x",
      url: PUBLIC,
      isPrivate: true,
      withheld: /"registries.@acme" in \/work\/app\/pnpm-workspace.yaml/,
    },
    {
      title: "what its login writes",
      files: files({
        "~/.config/pnpm/config.yaml": `registries:\n  ${OWN}:\n    scopes: ["@acme"]\n_auth:\n  ${OWN}:\n    "@acme":\n      authToken: secret\n`,
      }),
      name: "@acme/x",
      url: OWN,
      authorization: BEARER,
      isPrivate: true,
    },
    {
      title: "credentials in a variable",
      files: files({}),
      environment: { pnpm_config__auth: `{"${OWN}":{"@":{"authToken":"secret"}}}` },
      user: `registry=${OWN}`,
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "no credentials that a project's file holds",
      files: files({
        "pnpm-workspace.yaml": `registry: https://evil.example/\n_auth:\n  https://evil.example/:\n    "@":\n      authToken: "\${TOKEN}"\n`,
      }),
      environment: { TOKEN: "secret" },
      trusted: true,
      url: "https://evil.example/",
    },
  ];
  cases.forEach(check);
});

describe("the configuration of Bun", () => {
  const files = (rest: Readonly<Record<string, string>>) => ({ "bun.lock": "{}", ...rest });
  const cases: readonly Case[] = [
    {
      title: "the user's registry as text",
      files: files({ "~/.bunfig.toml": `[install]\nregistry = "https://ann:pass@own.example/npm/"\n` }),
      url: OWN,
      authorization: `Basic ${btoa("ann:pass")}`,
    },
    {
      title: "the user's registry as a table, with a token from a variable",
      files: files({ "~/.bunfig.toml": `[install]\nregistry = { url = "${OWN}", token = "$TOKEN" }\n` }),
      environment: { TOKEN: "secret" },
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "no token from a variable that is not set",
      files: files({ "~/.bunfig.toml": `[install]\nregistry = { url = "${OWN}", token = "$TOKEN" }\n` }),
      url: OWN,
    },
    {
      title: "a scope with name and password, with or without its @",
      files: files({
        "~/.bunfig.toml": `[install.scopes]\nacme = { url = "${OWN}", username = "ann", password = "pass" }\n`,
      }),
      name: "@acme/x",
      url: OWN,
      authorization: `Basic ${btoa("ann:pass")}`,
      isPrivate: true,
    },
    {
      title: "a trusted project's registry, before the user's",
      files: files({
        "bunfig.toml": '[install]\nregistry = "https://team.example/"\n',
        "~/.bunfig.toml": `[install]\nregistry = "${OWN}"\n`,
      }),
      trusted: true,
      url: "https://team.example/",
    },
    {
      title: "a project's credentials as nothing",
      files: files({ "bunfig.toml": '[install]\nregistry = { url = "https://evil.example/", token = "$TOKEN" }\n' }),
      environment: { TOKEN: "secret" },
      trusted: true,
      url: "https://evil.example/",
    },
    {
      title: "a project's registry with a variable as one that nobody is asked",
      files: files({ "bunfig.toml": '[install]\nregistry = "https://$TOKEN.evil.example/"\n' }),
      environment: { TOKEN: "secret" },
      trusted: true,
      url: PUBLIC,
      isPrivate: true,
      withheld: /variables are not expanded/,
    },
    {
      title: "the environment's registry and token",
      files: files({}),
      environment: { BUN_CONFIG_REGISTRY: OWN, BUN_CONFIG_TOKEN: "secret" },
      url: OWN,
      authorization: BEARER,
    },
    {
      title: "nothing in a file that is no TOML",
      files: files({ "~/.bunfig.toml": '[install\nregistry = "' }),
      url: PUBLIC,
    },
  ];
  cases.forEach(check);
});

describe("whose configuration decides", () => {
  const cases: readonly { title: string; files: Readonly<Record<string, string>>; tools: readonly string[] }[] = [
    { title: "npm's where nothing says", files: {}, tools: ["npm"] },
    {
      title: "that of packageManager, whatever lockfiles lie about",
      files: { "package.json": manifest("pnpm@10.1.0+sha512.abc"), "yarn.lock": "" },
      tools: ["pnpm", "npm"],
    },
    {
      title: "Yarn 1 by packageManager",
      files: { "package.json": manifest("yarn@1.22.22") },
      tools: ["yarn-classic", "npm"],
    },
    { title: "that of the lockfile", files: { "bun.lockb": "" }, tools: ["bun", "npm"] },
    {
      title: "of two lockfiles both",
      files: { "package-lock.json": "", "pnpm-lock.yaml": "" },
      tools: ["npm", "pnpm"],
    },
    { title: "that of a file of its own", files: { ".yarnrc.yml": "" }, tools: ["yarn", "npm"] },
  ];
  for (const { title, files, tools } of cases) {
    it(`is ${title}`, () => assert.deepEqual(config({ files }).tools, tools));
  }

  it("is said by the nearest folder, within the repository", () => {
    const files = { "packages/a/package.json": "{}", "yarn.lock": "", "/work/pnpm-lock.yaml": "" };
    assert.deepEqual(config({ files, folder: "/work/app/packages/a" }).tools, ["yarn-classic", "npm"]);
  });
});

describe("what to do where a registry lets nobody in", () => {
  const hint = (setup: Setup, name = "x") => config(setup).registry(name).loginHint;

  it("is to put the project's line into one's own .npmrc, with the variable named", () => {
    const project = "@acme:registry=https://team.example/ | //team.example/:_authToken=${NPM_TOKEN}";
    assert.equal(
      hint({ project, trusted: true }, "@acme/x"),
      `"//team.example/:_authToken" in ${PROJECT} takes \${NPM_TOKEN} from the environment, which is not done for a project's file: put the line //team.example/:_authToken=\${NPM_TOKEN} into /home/ann/.npmrc`,
    );
  });

  it("is the same for Yarn's file, and never shows a token", () => {
    const files = {
      "yarn.lock": "__metadata:",
      ".yarnrc.yml": "npmRegistryServer: https://t.example\nnpmAuthToken: s3cret",
    };
    assert.equal(
      hint({ files, trusted: true }),
      '"npmAuthToken" in /work/app/.yarnrc.yml is not used, for credentials are read from your own files only: put the line //t.example/:_authToken=… into /home/ann/.npmrc',
    );
  });

  it("is to set the variable that one's own file names", () => {
    const user = "registry=https://own.example/ | //own.example/:_authToken=${NPM_TOKEN}";
    assert.match(
      hint({ user }) ?? "",
      /takes \$\{NPM_TOKEN\} from the environment, where it is not set: start the editor/,
    );
  });

  it("is nothing where credentials are used, or nobody named any", () => {
    assert.equal(hint({}), undefined);
    const project = "//own.example/:_authToken=${NPM_TOKEN}";
    assert.equal(hint({ user: "registry=https://own.example/ | //own.example/:_authToken=x", project }), undefined);
  });
});
