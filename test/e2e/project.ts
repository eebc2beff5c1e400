import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bigPnpmLockfile } from "../support/bigPnpmLockfile";

/** As people write it: tabs, blanks that no formatter would leave, and a comment that npm would refuse and we keep. */
export const MANIFEST = `{
\t"name": "an-app",
\t"version": "1.0.0",
\t"private": true,
\t"dependencies": {
\t\t"handed-over"  :  "^2.0.0", // the reason is in the wiki
\t\t"quiet-one": "^1.0.0"
\t}
}
`;

const LOCKFILE = {
  name: "an-app",
  version: "1.0.0",
  lockfileVersion: 3,
  requires: true,
  packages: {
    "": { name: "an-app", version: "1.0.0", dependencies: { "handed-over": "^2.0.0", "quiet-one": "^1.0.0" } },
    "node_modules/brought-along": { version: "1.0.0", hasInstallScript: true },
    "node_modules/handed-over": {
      version: "2.1.0",
      hasInstallScript: true,
      dependencies: { "brought-along": "^1.0.0" },
    },
    "node_modules/quiet-one": { version: "1.2.0" },
  },
};

/** The same as npm takes it. */
export const PLAIN_MANIFEST = MANIFEST.replace(/ \/\/.*/, "");

/** One that has nothing to find. */
export async function writeCalmWorkspace(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "custody-")), "calm-app");
  await mkdir(folder);
  const dependencies = { "quiet-one": "^1.0.0" };
  const packages = { "": { name: "calm-app", dependencies }, "node_modules/quiet-one": { version: "1.2.1" } };
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "calm-app", private: true, dependencies }));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  return folder;
}

/** One without anything of npm. */
export async function writeOtherWorkspace(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "custody-")), "no-app");
  await mkdir(folder);
  await writeFile(join(folder, "notes.txt"), "Nothing to install here.\n");
  return folder;
}

/** The same in a repository, whose last commit has the release before. */
export async function writeReviewWorkspace(): Promise<string> {
  const folder = await writeWorkspace(PLAIN_MANIFEST);
  await commitBefore(folder, "package-lock.json", [['"version": "2.1.0"', '"version": "2.0.4"']]);
  return folder;
}

/** Makes a repository of a folder, in whose only commit some texts of a file were others. */
export async function commitBefore(
  folder: string,
  file: string,
  changes: readonly (readonly [now: string, before: string])[],
): Promise<void> {
  const path = join(folder, file);
  const text = await readFile(path, "utf8");
  await writeFile(
    path,
    changes.reduce((all, [now, before]) => all.replaceAll(now, before), text),
  );
  execFileSync("git", ["init", "-q"], { cwd: folder });
  commitAll(folder);
  await writeFile(path, text);
}

/** Commits what stands in a repository. */
export function commitAll(folder: string): void {
  const who = ["-c", "user.name=test", "-c", "user.email=test@mail.example", "-c", "commit.gpgsign=false"];
  for (const args of [
    ["add", "."],
    [...who, "commit", "-q", "-m", "as it stands"],
  ]) {
    execFileSync("git", args, { cwd: folder });
  }
}

const SOURCE = `import { hand } from "handed-over/lib";
import { quiet } from "./quiet-one";

export const words = [hand, quiet].map((word) => word("handed-over"));
`;

/** What whoever wrote a repository would like to decide: where everything is asked, and through whom. */
const HOSTILE_SETTINGS = {
  "custody.endpoints": { registry: "http://evil.example", osv: "http://evil.example" },
  "custody.registryIsMirror": "yes",
  "http.proxy": "http://evil.example",
  "http.proxyStrictSSL": false,
};

/**
 * Writes the suite's project into a folder of its own, the only one in a temporary folder, so that a run may change it.
 * `without` leaves files out that nobody new has yet.
 */
export async function writeWorkspace(
  manifest = MANIFEST,
  without: readonly ("package.json" | "package-lock.json")[] = [],
): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "custody-")), "an-app");
  await mkdir(folder);
  const files = { "package.json": manifest, "package-lock.json": `${JSON.stringify(LOCKFILE, null, 2)}\n` };
  for (const [name, text] of Object.entries(files)) {
    if (!without.some((one) => one === name)) {
      await writeFile(join(folder, name), text);
    }
  }
  await writeFile(join(folder, "index.ts"), SOURCE);
  await mkdir(join(folder, ".vscode"));
  await writeFile(join(folder, ".vscode", "settings.json"), JSON.stringify(HOSTILE_SETTINGS));
  return folder;
}

/** What is to be mended in it: a name that was not meant, and a weakness that is mended in the next release. */
export const WEAK_MANIFEST = `{
  "name": "a-weak-app",
  "private": true,
  "dependencies": {
    "expresss": "^1.0.0",
    "weak-one": "~1.0.0"
  }
}
`;

export async function writeWeakWorkspace(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "custody-")), "a-weak-app");
  await mkdir(folder);
  const { dependencies } = JSON.parse(WEAK_MANIFEST);
  const packages = {
    "": { name: "a-weak-app", dependencies },
    "node_modules/expresss": { version: "1.0.0" },
    "node_modules/weak-one": { version: "1.0.0" },
  };
  await writeFile(join(folder, "package.json"), WEAK_MANIFEST);
  await writeFile(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  return folder;
}

const QUIET = { name: "quiet-one", version: "1.2.1" };
/** Packages that no source knows anything about, some before and most behind the one in question. */
const UNKNOWN = Array.from({ length: 3860 }, (_, index) => ({
  name: `${index < 900 ? "a" : "z"}-part-of-a-whole-${index}`,
  version: `1.${index % 30}.0`,
}));

/**
 * A project of which one quiet package is asked for and thousands are locked, one of them taken over. The comment in its
 * manifest is pointed out, which shows that the server is there.
 */
export async function writeLargeWorkspace(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "custody-")), "a-large-app");
  await mkdir(folder);
  const packages = [QUIET, { name: "handed-over", version: "2.1.0" }, ...UNKNOWN];
  const manifest = { name: "a-large-app", private: true, dependencies: { [QUIET.name]: `^${QUIET.version}` } };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)} // large on purpose\n`);
  await writeFile(join(folder, "pnpm-lock.yaml"), bigPnpmLockfile(packages, [{ path: ".", dependencies: [QUIET] }], 1));
  return folder;
}

/** By hand, with a comment and a catalog. */
export const PNPM_WORKSPACE = "packages:\n  - packages/*\n\n# one version for all\ncatalog:\n  quiet-one: ^1.0.0\n";

const PNPM_LOCKFILE = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

catalogs:
  default:
    quiet-one:
      specifier: ^1.0.0
      version: 1.2.0

importers:

  .: {}

  packages/one:
    dependencies:
      carrier:
        specifier: ^1.0.0
        version: 1.1.0
      quiet-one:
        specifier: 'catalog:'
        version: 1.2.0

packages:

  brought-along@1.0.0:
    resolution: {integrity: sha512-AA==}

  carrier@1.1.0:
    resolution: {integrity: sha512-AA==}

  handed-over@2.1.0:
    resolution: {integrity: sha512-AA==}

  quiet-one@1.2.0:
    resolution: {integrity: sha512-AA==}

snapshots:

  brought-along@1.0.0: {}

  carrier@1.1.0:
    dependencies:
      handed-over: 2.1.0

  handed-over@2.1.0:
    dependencies:
      brought-along: 1.0.0

  quiet-one@1.2.0: {}
`;

/** A workspace of pnpm with one member, which takes one version from a catalog and has the package in question behind another. */
export async function writePnpmWorkspace(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "custody-")), "the-whole");
  await mkdir(join(folder, "packages/one"), { recursive: true });
  const root = { name: "the-whole", private: true, packageManager: "pnpm@11.28.11" };
  const member = { name: "@whole/one", dependencies: { carrier: "^1.0.0", "quiet-one": "catalog:" } };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(root, null, 2)}\n`);
  await writeFile(join(folder, "packages/one/package.json"), `${JSON.stringify(member, null, 2)}\n`);
  await writeFile(join(folder, "pnpm-workspace.yaml"), PNPM_WORKSPACE);
  await writeFile(join(folder, "pnpm-lock.yaml"), PNPM_LOCKFILE);
  return folder;
}

/** Three hundred direct dependencies, the one in question among them. */
export async function writeWideWorkspace(): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "custody-")), "a-wide-app");
  await mkdir(folder);
  const packages = [{ name: "handed-over", version: "2.1.0" }, QUIET, ...UNKNOWN.slice(0, 298)];
  const dependencies = Object.fromEntries(packages.map(({ name, version }) => [name, `^${version}`]));
  const locked = packages.map(({ name, version }) => [`node_modules/${name}`, { version }]);
  const root = { name: "a-wide-app", version: "1.0.0", dependencies };
  const lockfile = { ...root, lockfileVersion: 3, packages: { "": root, ...Object.fromEntries(locked) } };
  await writeFile(join(folder, "package.json"), `${JSON.stringify(root, null, 2)}\n`);
  await writeFile(join(folder, "package-lock.json"), `${JSON.stringify(lockfile, null, 2)}\n`);
  return folder;
}
