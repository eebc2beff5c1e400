import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { CodeActionRequest, HoverRequest } from "vscode-languageserver/node";
import type { BaseFiles } from "../../server/src/core/baseFiles";
import { createTrustService } from "../../server/src/core/service";
import { readSettings } from "../../server/src/core/settings";
import type { HttpAnswer, HttpRequest, RegistryIsMirror, World } from "../../server/src/core/world";
import { npmDefaultRegistry } from "../../server/src/platform/config/npmDefaults";
import { nodeWorld } from "../../server/src/platform/nodeWorld";
import { askedFor } from "../support/lookupWorld";
import { startClient, workspaceOf } from "../support/lspClient";
import { npmWorkspace, pnpmWorkspace } from "../support/mixedWorkspace";
import { daysAgo, NOW, ok, packumentOf } from "../support/world";

/** The host of npm's own default registry, which this project does not write down. */
const PUBLIC = new URL(npmDefaultRegistry()).host;

/**
 * Where a name went, by door: R the default registry, O OSV, D deps.dev, T the team's own registry, P the one that the
 * project names. A name in nobody's line goes nowhere.
 */
type Went = Readonly<Record<string, string>>;

interface Circumstances {
  /** The user's default registry; npm's own where it is left out. */
  readonly registry?: string;
  readonly mirror?: RegistryIsMirror;
  /** Asked instead of the public registry. */
  readonly endpoint?: string;
  readonly trusted?: boolean;
}

interface Case extends Circumstances {
  readonly title: string;
  readonly workspace: "npm" | "pnpm";
  readonly went: Went;
}

const OPEN = [
  ...[
    "open-direct",
    "open-unlocked",
    "open-trans",
    "open-member",
    "open-overridden",
    "open-aliased",
    "lodahs",
    "lodash",
  ],
];
const TEAM = ["@team/plan", "@team/trans", "@team/unlocked", "@team/aliased"];
const ELSEWHERE = ["own-host", "own-host-trans", "own-diverted"];
const TEAM_CATALOG = ["@team/catalog", "@team/trans"];
const OWN = ["@acme/secret", "@acme/trans", "@acme/unlocked"];
const all = (names: readonly string[], where: string): Went => Object.fromEntries(names.map((name) => [name, where]));

const cases: readonly Case[] = [
  {
    title: "npm's own registry",
    workspace: "npm",
    went: { ...all(OPEN, "DOR"), lodash: "R", ...all(TEAM, "T"), ...all(OWN, "R"), "own-missing": "DOR" },
  },
  {
    title: "npm's own registry, in a project that is trusted",
    workspace: "npm",
    trusted: true,
    went: {
      ...all(OPEN, "DOR"),
      lodash: "R",
      ...all(TEAM, "T"),
      ...all(OWN, "R"),
      "own-missing": "DOR",
      ...all(["@proj/tool", "@proj/trans"], "P"),
    },
  },
  {
    title: "a registry that nobody has said anything of",
    workspace: "npm",
    registry: "corp.example",
    went: {
      ...all(OPEN, "R"),
      ...all(TEAM, "T"),
      ...all(OWN, "R"),
      "own-missing": "R",
    },
  },
  {
    title: "a mirror",
    workspace: "npm",
    registry: "corp.example",
    mirror: "yes",
    went: {
      ...all(OPEN, "DOR"),
      lodash: "R",
      ...all(TEAM, "T"),
      ...all(OWN, "R"),
      "own-missing": "DOR",
    },
  },
  {
    title: "a registry that is no mirror",
    workspace: "npm",
    registry: "corp.example",
    mirror: "no",
    went: {
      ...all(OPEN, "R"),
      ...all(TEAM, "T"),
      ...all(OWN, "R"),
      "own-missing": "R",
      ...all(ELSEWHERE, "R"),
    },
  },
  {
    title: "an address that stands in for the public registry",
    workspace: "npm",
    endpoint: "cache.example",
    went: {
      ...all(OPEN, "DOR"),
      lodash: "R",
      ...all(TEAM, "T"),
      ...all(OWN, "R"),
      "own-missing": "DOR",
    },
  },
  {
    title: "an address that stands in for the public registry, and is said to be no mirror",
    workspace: "npm",
    endpoint: "cache.example",
    mirror: "no",
    went: { ...all(OPEN, "R"), ...all(TEAM, "T"), ...all(OWN, "R"), "own-missing": "R", ...all(ELSEWHERE, "R") },
  },
  {
    title: "npm's own registry, behind pnpm",
    workspace: "pnpm",
    went: { ...all(["open-catalog", "open-overridden"], "DOR"), "open-trans": "R", ...all(TEAM_CATALOG, "T") },
  },
  {
    title: "a registry that nobody has said anything of, behind pnpm",
    workspace: "pnpm",
    registry: "corp.example",
    went: { ...all(["open-catalog", "open-overridden", "open-trans"], "R"), ...all(TEAM_CATALOG, "T") },
  },
];

const never = new AbortController().signal;

describe("what leaves the machine", () => {
  let folder = "";
  const saved = { ...process.env };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "custody-outgoing-"));
  });
  afterEach(async () => {
    process.env = { ...saved };
    await rm(folder, { recursive: true, force: true });
  });

  for (const { title, workspace, went, ...circumstances } of cases) {
    it(`is what the table says, with ${title}`, async () => {
      const { world, sent } = await open(workspace, circumstances);
      const app = join(folder, "app");
      const undecided = await throughAllDoors(app, world, workspace);
      assert.deepEqual(where(sent, circumstances.endpoint ?? circumstances.registry ?? PUBLIC), sortedByName(went));
      assertCredentialsStay(sent);
      assert.ok(
        sent.some(({ source, url }) => source === "registry" && /\/1\.9\.0$/.test(url)),
        "a registry is asked for one release, too",
      );
      const { registry, mirror = "ask" } = circumstances;
      assert.deepEqual(undecided, mirror === "ask" && registry !== undefined ? [registry] : [], "what the editor asks");
    });
  }

  it("is nothing of a name that its registry does not know, once that has said so", async () => {
    const { world, sent } = await open("npm", {});
    const service = createTrustService(world);
    const app = join(folder, "app");
    await service.check(app, options(), never);
    assert.equal(where(sent, PUBLIC)["own-missing"], "DOR");
    sent.length = 0;
    await service.check(app, { ...options(), deep: true, asOf: NOW }, never);
    await service.explain("own-missing", "1.9.0", options(), never, { path: app });
    assert.ok(["", "R"].includes(where(sent, PUBLIC)["own-missing"] ?? ""));
  });

  async function open(kind: Case["workspace"], { registry, mirror = "ask", endpoint, trusted = false }: Circumstances) {
    const app = join(folder, "app");
    const files = kind === "npm" ? npmWorkspace(registry ?? PUBLIC) : pnpmWorkspace();
    const npmrc = [
      ...(registry === undefined ? [] : [`registry=https://${registry}/`, `//${registry}/:_authToken=corp-token`]),
      "@team:registry=https://team.example/",
      "//team.example/:_authToken=team-token",
      "",
    ];
    await write(join(folder, "user.npmrc"), npmrc.join("\n"));
    for (const [name, text] of Object.entries(files)) {
      await write(join(app, name), text);
    }
    process.env = {
      ...withoutNpm(saved),
      npm_config_userconfig: join(folder, "user.npmrc"),
      npm_config_globalconfig: join(folder, "none"),
    };
    const sent: HttpRequest[] = [];
    const real = nodeWorld({
      projectDirectory: app,
      trustProject: trusted,
      endpoints: endpoint === undefined ? {} : { registry: `https://${endpoint}/` },
      registryIsMirror: mirror,
      now: () => NOW,
    });
    const world: World = {
      ...real,
      async send(request) {
        sent.push(request);
        return answer(request);
      },
    };
    return { world, sent };
  }

  /** The command line's, the editor's on every file, hovers and fixes on every line, the deep one, and a review. */
  async function throughAllDoors(app: string, world: World, kind: Case["workspace"]): Promise<readonly string[]> {
    await createTrustService(world).check(app, await policed(world, app), never);
    await createTrustService(world).check(app, { ...(await policed(world, app)), deep: true }, never);
    await reviewAll(app, world);
    const client = await startClient(() => workspaceOf(createTrustService(world)), {
      folders: [pathToFileURL(app).href],
      settings: () => ({}),
    });
    const names =
      kind === "npm"
        ? ["package.json", "package-lock.json"]
        : ["package.json", "pnpm-workspace.yaml", "pnpm-lock.yaml"];
    for (const name of names) {
      const uri = pathToFileURL(join(app, name)).href;
      const text = (await world.readFile(join(app, name))) ?? assert.fail(name);
      await client.open(text, uri);
      await client.diagnostics(uri);
      for (const [line, content] of text.split("\n").entries()) {
        const position = { line, character: content.search(/\S/) + 2 };
        await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
        await client.connection.sendRequest(CodeActionRequest.type, {
          textDocument: { uri },
          range: { start: position, end: position },
          context: { diagnostics: [] },
        });
      }
    }
    client.dispose();
    return [...new Set(client.statuses.flatMap((status) => status.undecided))];
  }

  /** Of a change that brought all but the policy, of one that brought another version of all, and of one that brought another checksum. */
  async function reviewAll(app: string, world: World): Promise<void> {
    const policy = join(app, "custody.json");
    const rules = await world.readFile(policy);
    const bases: readonly BaseFiles[] = [
      { readFile: async (path) => (path === policy ? rules : undefined) },
      { readFile: async (path) => (path === policy ? rules : olderOf(await world.readFile(path))) },
      { readFile: async (path) => (path === policy ? rules : otherwiseLocked(await world.readFile(path))) },
    ];
    for (const base of bases) {
      const { packages, changes } = await createTrustService(world).review(app, base, options(), never);
      assert.ok(packages.length > 0 && changes.length > 0, "something is reviewed");
    }
  }

  async function policed(world: World, app: string) {
    const found = await createTrustService(world).policy(app);
    return { ...options(), policy: found?.policy };
  }
});

/** The same files with another checksum for all. */
function otherwiseLocked(text: string | undefined): string | undefined {
  return text?.replaceAll(/sha512-[\w+/]+/g, "sha512-AAAA");
}

/** The same files with an older version of all. */
function olderOf(text: string | undefined): string | undefined {
  return text?.replaceAll("1.9.0", "1.8.0");
}

function options() {
  return { asOf: undefined, deep: false, offline: false, settings: readSettings({}, assert.fail), policy: undefined };
}

/** Every document is recent and names a repository and provenance, so that every question that there is gets asked. */
function answer(request: HttpRequest): HttpAnswer {
  const { host, pathname } = new URL(request.url);
  switch (request.source) {
    case "registry": {
      const name = decodeURIComponent(pathname.slice(1));
      return name.startsWith("own-missing") ? { status: 404, json: {}, bytes: 2 } : ok(documentOf(name, host));
    }
    case "attestations":
      return { status: 404, json: {}, bytes: 2 };
    case "osv":
      return request.method === "POST"
        ? ok({ results: askedFor(request).map(() => ({ vulns: [{ id: "GHSA-1", modified: "" }] })) })
        : ok({ id: "GHSA-1", affected: [] });
    default:
      return request.url.endsWith("versionbatch")
        ? ok({
            responses: askedFor(request).map(() => ({ version: { publishedAt: new Date(daysAgo(2)).toISOString() } })),
          })
        : ok({ responses: [] });
  }
}

function documentOf(name: string, host: string): unknown {
  const repository = {
    type: "git",
    url: `git+https://github.com/${name.replace(/^@/, "").replace("/", "-")}/repository.git`,
  };
  const more = (version: string) => ({
    repository,
    ...(version === "1.9.0"
      ? { scripts: { postinstall: "node x.js" }, dependencies: { [addedBy(name)]: "^1.0.0" } }
      : {}),
    dist: {
      tarball: `https://${host}/${name}/-/${version}.tgz`,
      attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } },
    },
  });
  const releases = Array.from({ length: 10 }, (_, i) => ({
    version: `1.${i}.0`,
    daysAgo: i === 9 ? 2 : 900 - i * 30,
    by: i === 9 ? "mallory" : "ann",
    more: more(`1.${i}.0`),
  }));
  // A look-alike without a past of its own: the package that it may be mistaken for is looked at, too.
  return packumentOf(name, name === "lodahs" ? releases.slice(-1) : releases);
}

/** A release adds a dependency of its own kind: a private package one that is private. */
function addedBy(name: string): string {
  return name.startsWith("@")
    ? `${name.slice(0, name.indexOf("/"))}/trans`
    : name.startsWith("own-")
      ? "own-host"
      : "open-trans";
}

/** By name, the letters of those who heard of it, in whichever way: address, body, or repository. */
function where(sent: readonly HttpRequest[], registry: string): Went {
  const letters: Record<string, string> = {
    [registry]: "R",
    "api.osv.dev": "O",
    "api.deps.dev": "D",
    "team.example": "T",
    "proj.example": "P",
  };
  const heard = new Map<string, Set<string>>();
  for (const request of sent) {
    const { host, pathname, search } = new URL(request.url);
    const said = decodeURIComponent(`${pathname}${search} ${JSON.stringify(request.body) ?? ""}`);
    for (const [name] of said.matchAll(
      /(?:@(?:team|acme|proj)\/[\w-]+|\b(?:open|own)-[\w-]+|\b(?:team|acme|proj)-[\w-]+|\blodahs\b|\blodash\b)/g,
    )) {
      const whom = heard.get(name) ?? new Set();
      heard.set(name, whom.add(letters[host] ?? host));
    }
  }
  return sortedByName(Object.fromEntries([...heard].map(([name, whom]) => [name, [...whom].sort().join("")])));
}

function sortedByName(went: Went): Went {
  return Object.fromEntries(Object.entries(went).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function assertCredentialsStay(sent: readonly HttpRequest[]): void {
  for (const { url, headers } of sent) {
    const { host } = new URL(url);
    const token =
      host === "team.example" ? "Bearer team-token" : host === "corp.example" ? "Bearer corp-token" : undefined;
    assert.equal(headers.authorization, token, url);
  }
}

function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([key]) => !/^(npm|pnpm)_config_/i.test(key)));
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
