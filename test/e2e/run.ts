import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";
import { SERVER as CERTIFICATE } from "../support/certificates";
import { loopback } from "../support/loopback";
import { summary } from "../support/tally";
import { chooseHost, type Host, serverHost } from "./chooseHost";
import { exitOnSignals } from "./host";
import {
  PLAIN_MANIFEST,
  writeLargeWorkspace,
  writePnpmWorkspace,
  writeWeakWorkspace,
  writeWideWorkspace,
  writeWorkspace,
} from "./project";
import type { Results } from "./results";
import { runMocha } from "./runMocha";
import { writeTwoFolders } from "./twoFolders";
import { packageExtension } from "./vsix";
import { startWorld } from "./world";

const ROOT = resolve(import.meta.dirname, "../..");
const OUT = join(ROOT, "out/e2e");
const VSIX = join(ROOT, "out/custody.vsix");

/**
 * `npm run test:e2e`, after a build: one suite in the extension host of a real VS Code with the extension as it stands
 * in this folder, one with the extension packaged and installed; then the workbench, driven as a person would. After
 * `--`, words narrow it to the steps whose titles hold one of them.
 */
async function main(): Promise<void> {
  exitOnSignals();
  process.chdir(ROOT);
  await bundleSuites();
  const host = await chooseHost(say);
  const here = import.meta.dirname;
  const steps: Readonly<Record<string, () => Promise<Results>>> = {
    "the extension in development": () => runSuite(host, "editor.test.js", { extension: ROOT }),
    "a large lockfile": () => runSuite(host, "large.test.js", { extension: ROOT, workspace: writeLargeWorkspace }),
    "the settings": () =>
      runSuite(host, "settings.test.js", { extension: ROOT, workspace: () => writeWorkspace(PLAIN_MANIFEST) }),
    typing: () => runSuite(host, "typing.test.js", { extension: ROOT, workspace: writeWideWorkspace }),
    "a workspace of pnpm": () =>
      runSuite(host, "workspace.test.js", { extension: ROOT, workspace: writePnpmWorkspace }),
    "a name and a weakness": () => runSuite(host, "fixes.test.js", { extension: ROOT, workspace: writeWeakWorkspace }),
    "two folders": () => runSuite(host, "multiRoot.test.js", { extension: ROOT, workspace: writeTwoFolders }),
    "another machine": () => runRemote(),
    "the extension packaged and installed": () => runPackaged(host),
    "a registry of one's own": () => runMocha([join(here, "verdaccio.test.ts")]),
    "another editor": () => runMocha([join(here, "neovim.test.ts")]),
    "the package": () => runMocha([join(here, "package.test.ts")]),
    "the policy": () => runMocha([join(here, "policy.test.ts")]),
    "a machine set up": () => runMocha([join(here, "machine.test.ts")]),
    "the first minutes": () => runMocha([join(here, "walk.test.ts")]),
    "the list of findings": () => runMocha([join(here, "findings.test.ts")]),
    "an empty list": () => runMocha([join(here, "welcome.test.ts")]),
    "two folders, as a person has them": () => runMocha([join(here, "multiRoot.test.ts")]),
    "another machine, seen from this one": () => runMocha([join(here, "remote.test.ts")]),
    "the keyboard": () => runMocha([join(here, "keyboard.test.ts")]),
    "the offers": () => runMocha([join(here, "offers.test.ts")]),
    "a review": () => runMocha([join(here, "review.test.ts")]),
    "no colours": () => runMocha([join(here, "colours.test.ts")]),
    "the workbench": () => runMocha([join(here, "workbench.test.ts")]),
  };
  const results: Results[] = [];
  for (const [title, run] of Object.entries(steps)) {
    if (isWanted(title)) {
      results.push(await step(title, run));
    }
  }
  conclude(results.length > 0 ? results : [failure("a step is named so", `None of: ${Object.keys(steps).join("; ")}`)]);
}

function isWanted(title: string): boolean {
  const words = process.argv.slice(2);
  return words.length === 0 || words.some((word) => title.includes(word));
}

/** Whatever happens to one step, the others are run; one that breaks is a failure with its reason. */
async function step(title: string, run: () => Promise<Results>): Promise<Results> {
  const began = Date.now();
  const results = await run().catch((error: unknown) => failure(title, explain(error)));
  const { passed, failed } = results;
  say(
    `  ${title}: ${passed.length} of ${passed.length + failed.length} in ${Math.round((Date.now() - began) / 1000)} s`,
  );
  return results;
}

/** In a folder without an extension, so that the installed one is the only one. */
async function runPackaged(host: Host): Promise<Results> {
  await packageExtension(VSIX);
  const bare = join(OUT, "bare");
  await mkdir(bare, { recursive: true });
  await writeFile(
    join(bare, "package.json"),
    JSON.stringify({ name: "bare", publisher: "custody-test", version: "0.0.1", engines: { vscode: "*" } }),
  );
  const extensionsDir = await mkdtemp(join(tmpdir(), "custody-extensions-"));
  try {
    await host.install(VSIX, extensionsDir);
    return await runSuite(host, "packaged.test.js", { extension: bare, extensionsDir });
  } finally {
    await rm(extensionsDir, { recursive: true, force: true });
  }
}

/**
 * Always VS Code's server, whose window is a browser: what an extension sees in Remote. The registry has a certificate
 * that the server's machine does not know.
 */
async function runRemote(): Promise<Results> {
  const front = await loopback((_, response) => response.writeHead(500).end(), CERTIFICATE);
  try {
    return await runSuite(await serverHost(say), "remote.test.js", {
      extension: ROOT,
      env({ CUSTODY_ENDPOINT_REGISTRY = "" }) {
        const { origin, pathname } = new URL(CUSTODY_ENDPOINT_REGISTRY);
        return { CUSTODY_ENDPOINT_REGISTRY: front.url + pathname, CUSTODY_E2E_BEHIND: origin };
      },
    });
  } finally {
    await front.close();
  }
}

/** Runs one file of the suite in a window of its own, with its own project, home and stand-in services. */
async function runSuite(
  host: Host,
  file: string,
  where: {
    readonly extension: string;
    readonly extensionsDir?: string;
    readonly workspace?: () => Promise<string>;
    /** What the stand-in services are called instead. */
    env?(services: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  },
): Promise<Results> {
  const [replica, workspace, home] = await Promise.all([
    startWorld(),
    (where.workspace ?? writeWorkspace)(),
    mkdtemp(join(tmpdir(), "custody-home-")),
  ]);
  const place = join(home, "results.json");
  const measures = join(home, "measures.txt");
  try {
    const { extension, extensionsDir } = where;
    const { code, log } = await host.run({
      extension,
      ...(extensionsDir === undefined ? {} : { extensionsDir }),
      testsPath: join(OUT, "index.js"),
      workspace,
      env: {
        ...withoutNpm(),
        ...replica.environment(),
        ...where.env?.(replica.environment()),
        HOME: home,
        CUSTODY_E2E_FILES: file,
        CUSTODY_E2E_RESULTS: place,
        CUSTODY_E2E_MEASURES: measures,
        CUSTODY_E2E_CHECKOUT: ROOT,
      },
    });
    const text = await readFile(place, "utf8").catch(() => undefined);
    for (const line of (await readFile(measures, "utf8").catch(() => "")).split("\n").filter(Boolean)) {
      say(`    ${line}`);
    }
    return text === undefined
      ? failure(`${file} runs in VS Code`, `It ended with ${code} and no results.\n${log}`)
      : (JSON.parse(text) as Results);
  } finally {
    await replica.close();
    await rm(dirname(workspace), { recursive: true, force: true });
    await rm(home, { recursive: true, force: true });
  }
}

/** The tests see the registry that they started, not the one that this machine's npm is configured for. */
function withoutNpm(): Record<string, undefined> {
  return Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^npm_/i.test(name))
      .map((name) => [name, undefined]),
  );
}

async function bundleSuites(): Promise<void> {
  const suite = join(import.meta.dirname, "suite");
  await build({
    entryPoints: [
      "index.ts",
      "editor.test.ts",
      "large.test.ts",
      "settings.test.ts",
      "typing.test.ts",
      "workspace.test.ts",
      "fixes.test.ts",
      "multiRoot.test.ts",
      "remote.test.ts",
      "packaged.test.ts",
    ].map((file) => join(suite, file)),
    outdir: OUT,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
  });
}

function failure(title: string, reason: string): Results {
  return { passed: [], failed: [{ title, reason }], skipped: [] };
}

function conclude(all: readonly Results[]): void {
  for (const { title, reason } of all.flatMap(({ failed }) => failed)) {
    say(`failed: ${title}\n${reason.replace(/^/gm, "    ")}`);
  }
  for (const title of all.flatMap(({ skipped }) => skipped)) {
    say(`skipped: ${title}`);
  }
  const count = (key: keyof Results): number => all.reduce((sum, results) => sum + results[key].length, 0);
  const tally = { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
  say(summary(tally));
  process.exitCode = tally.failed === 0 ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function explain(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => conclude([failure("a real VS Code can be had", explain(error))]));
