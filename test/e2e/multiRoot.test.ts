import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Locator } from "playwright-core";
import { NPM_FOLDER, PNPM_FOLDER, writeFolders, writeTwoRepositories } from "./twoFolders";
import { startWindows, type Windows } from "./windows";
import { eventually, type Workbench } from "./workbench";

const THEME = { "workbench.colorTheme": "Default Dark Modern" };

describe("two folders in one window, used as a person would", function () {
  this.timeout(120_000);
  let windows: Windows;
  let workspace: string;
  let workbench: Workbench;
  let side: Locator;

  before(async () => {
    windows = await startWindows("multi-root");
    workspace = await writeTwoRepositories();
    const empty = "nothing-yet";
    await mkdir(join(dirname(workspace), empty));
    await writeFile(join(dirname(workspace), empty, "notes.txt"), "Nothing to install here.\n");
    await writeFolders(workspace, [empty]);
    workbench = await windows.openOn(workspace, { ...THEME, "git.enabled": true });
  });

  after(async () => {
    await windows?.closeAll();
    await windows?.end();
  });

  afterEach(async function () {
    if (this.currentTest?.isFailed()) {
      await workbench?.picture("failed-two-folders");
    }
  });

  const line = (name: string | RegExp) => side.getByRole("treeitem", { name }).first();
  const inside = (folder: string, name: string) => join(dirname(workspace), folder, name);
  const policyOf = (folder: string) => readFile(inside(folder, "custody.json"), "utf8");
  const row = (text: string) => workbench.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: text });

  it("begins with the first folder that there is anything to judge in, though the window was open before", async () => {
    side = await workbench.findings();
    await side.getByText("There is no package.json or lockfile in this workspace").waitFor();
    await writeFolders(workspace, ["nothing-yet", NPM_FOLDER]);
    await line(/^handed-over 2\.1\.0, at risk/).waitFor();
  });

  it("lists what is found in each, and says in which", async () => {
    await writeFolders(workspace, ["nothing-yet", NPM_FOLDER, PNPM_FOLDER]);
    await line("At Risk, 2").waitFor();
    await line(new RegExp(`^handed-over 2\\.1\\.0, at risk, score \\d+, ${NPM_FOLDER}, `)).waitFor();
    await line(new RegExp(`^handed-over 2\\.1\\.0, at risk, score \\d+, ${PNPM_FOLDER}, `)).waitFor();
    await workbench.picture("two-folders");
  });

  it("leads to the line in the folder that it is about", async () => {
    await line(new RegExp(`^handed-over 2\\.1\\.0, at risk, score \\d+, ${PNPM_FOLDER}, `)).click();
    await workbench.page.locator('.tab.active[data-resource-name="pnpm-lock.yaml"]').waitFor();
  });

  it("accepts a finding in the policy of its own folder", async () => {
    const before = await policyOf(NPM_FOLDER);
    await line(new RegExp(`^brought-along 1\\.0\\.0, .*${PNPM_FOLDER}, `)).click({ button: "right" });
    const item = workbench.page.getByRole("menuitem", { name: /Accept/ });
    await item.waitFor();
    const box = workbench.page.locator(".quick-input-widget");
    const isAsked = async (): Promise<boolean> => {
      // A menu takes no click at the moment at which it opens.
      await item.click({ timeout: 1000 }).catch(() => undefined);
      return box.filter({ hasText: "(1 of 2)" }).isVisible();
    };
    assert.ok(await eventually(isAsked));
    await box.locator("input").fill("of this folder only");
    await workbench.page.keyboard.press("Enter");
    await box.filter({ hasText: "(2 of 2)" }).waitFor();
    await workbench.page.keyboard.press("Enter");
    assert.ok(await eventually(async () => (await policyOf(PNPM_FOLDER)).includes("of this folder only")));
    assert.equal(await policyOf(NPM_FOLDER), before);
  });

  it("asks which folder to review where none is worked in, and judges what has changed in it alone", async () => {
    await workbench.command("View: Close All Editors");
    await workbench.command("Custody: Review Lockfile Changes");
    await row(PNPM_FOLDER).first().click();
    await row("HEAD").first().click();
    const change = side.getByRole("treeitem", { name: /^handed-over, upgraded 2\.0\.4 → 2\.1\.0, at risk, / });
    await change.waitFor();
    assert.equal(await change.count(), 1);
    await workbench.page
      .locator(".tab.active")
      .filter({ hasText: `changes in ${PNPM_FOLDER}` })
      .waitFor();
    await workbench.picture("two-folders-review");
    await change.click();
    await workbench.page.locator('.tab.active[data-resource-name="pnpm-lock.yaml"]').waitFor();
  });

  it("forgets a folder that goes", async () => {
    await writeFolders(workspace, ["nothing-yet", PNPM_FOLDER]);
    await line("At Risk, 1").waitFor();
    await line(/^handed-over 2\.1\.0, at risk/).waitFor();
    assert.equal(await side.getByRole("treeitem", { name: NPM_FOLDER }).count(), 0);
  });
});
