import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { commitBefore, PLAIN_MANIFEST, writePnpmWorkspace, writeWorkspace } from "./project";

/** The folder of npm, and that of pnpm, as they are called in the window. */
export const NPM_FOLDER = "an-app";
export const PNPM_FOLDER = "the-whole";

/** npm's folder lives with what came along; pnpm's does not want to hear of one rule. */
const POLICIES = {
  [NPM_FOLDER]: {
    accept: [
      {
        package: "brought-along@1.0.0",
        rules: ["package-young", "release-young", "young-dependency-added"],
        reason: "read line by line",
        until: "2026-05-01",
      },
    ],
  },
  [PNPM_FOLDER]: { levels: { "trust-downgraded": "off" } },
};

const SETTINGS = {
  [NPM_FOLDER]: { "custody.levels": { "young-dependency-added": "off" } },
  [PNPM_FOLDER]: {},
};

/**
 * A `.code-workspace` of two projects that have nothing to do with each other: package managers, lockfiles, settings and
 * policies of their own, and the same release in question in both. Gives its path; all of it stands in one temporary folder.
 */
export async function writeTwoFolders(): Promise<string> {
  const around = await mkdtemp(join(tmpdir(), "custody-"));
  for (const written of await Promise.all([writeWorkspace(PLAIN_MANIFEST), writePnpmWorkspace()])) {
    const name = basename(written);
    const folder = join(around, name);
    await rename(written, folder);
    await rm(dirname(written), { recursive: true });
    await mkdir(join(folder, ".vscode"), { recursive: true });
    await writeFile(join(folder, ".vscode/settings.json"), JSON.stringify(SETTINGS[name as keyof typeof SETTINGS]));
    await writeFile(
      join(folder, "custody.json"),
      `${JSON.stringify(POLICIES[name as keyof typeof POLICIES], null, 2)}\n`,
    );
  }
  const workspace = join(around, "both.code-workspace");
  await writeFolders(workspace, [NPM_FOLDER, PNPM_FOLDER]);
  return workspace;
}

/** The same, each folder in a repository of its own, whose last commit has the release before. */
export async function writeTwoRepositories(): Promise<string> {
  const workspace = await writeTwoFolders();
  const inside = (folder: string): string => join(dirname(workspace), folder);
  await commitBefore(inside(NPM_FOLDER), "package-lock.json", [['"version": "2.1.0"', '"version": "2.0.4"']]);
  await commitBefore(inside(PNPM_FOLDER), "pnpm-lock.yaml", [["2.1.0", "2.0.4"]]);
  return workspace;
}

/** Says which folders the window has, as people do who edit the file. */
export async function writeFolders(workspace: string, folders: readonly string[]): Promise<void> {
  await writeFile(workspace, JSON.stringify({ folders: folders.map((path) => ({ path })), settings: {} }));
}
