import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PLAIN_MANIFEST, writeCalmWorkspace, writeOtherWorkspace, writeWorkspace } from "./project";
import { startWindows, type Windows } from "./windows";
import type { Workbench } from "./workbench";

const THEME = { "workbench.colorTheme": "Default Light Modern" };
const BARE = '{ "name": "bare-app", "private": true }\n';
const CALM = '{ "name": "calm-app", "private": true, "dependencies": { "quiet-one": "^1.0.0" } }\n';

describe("the list of findings where there is nothing to list", function () {
  this.timeout(120_000);
  let windows: Windows;
  let workbench: Workbench | undefined;

  before(async () => {
    windows = await startWindows("welcome");
  });

  after(() => windows?.end());

  afterEach(async function () {
    if (this.currentTest?.isFailed()) {
      await workbench?.picture("failed-welcome");
    }
    workbench = undefined;
    await windows.closeAll();
  });

  const cases: readonly {
    readonly where: string;
    readonly write: () => Promise<string>;
    readonly settings?: Readonly<Record<string, unknown>>;
    readonly says: string;
    readonly offers: readonly string[];
  }[] = [
    {
      where: "there is nothing to judge",
      write: writeOtherWorkspace,
      says: "There is no package.json or lockfile in this workspace",
      offers: ["Check Again"],
    },
    {
      where: "nothing is asked for",
      write: () => writeWorkspace(BARE, ["package-lock.json"]),
      says: "No manifest or lockfile in this workspace asks for a package",
      offers: [],
    },
    {
      where: "all is clear",
      write: writeCalmWorkspace,
      says: "Nothing was found: every dependency was checked and is clear.",
      offers: ["Show Report", "Review Lockfile Changes"],
    },
    {
      where: "all is clear as far as can be told without a lockfile",
      write: () => writeWorkspace(CALM, ["package-lock.json"]),
      says: "There is no lockfile, so judged is what is installed",
      offers: ["Show Report"],
    },
    {
      where: "it is switched off",
      write: () => writeWorkspace(PLAIN_MANIFEST),
      settings: { "custody.enable": false },
      says: "Custody is switched off here, so nothing is judged.",
      offers: ["Open the Setting"],
    },
  ];
  for (const { where, write, settings = {}, says, offers } of cases) {
    it(`says so, and what to do, where ${where}`, async () => {
      workbench = await windows.openOn(await write(), { ...THEME, ...settings });
      await saysAndOffers(workbench, says, offers);
      await workbench.picture(`welcome-${where.replaceAll(" ", "-")}`);
    });
  }

  it("asks for a folder where none is open, and opens the sample", async () => {
    workbench = await windows.openEmpty();
    await saysAndOffers(workbench, "Open the folder of a project", ["Open Folder", "Open the Sample"]);
    await workbench.picture("welcome-no-folder");
    await workbench.page.locator(".part.sidebar").getByRole("button", { name: "Open the Sample" }).click();
    await workbench
      .line("sample-dates")
      .filter({ hasText: /at.risk.\d+/ })
      .waitFor();
  });

  it("says where nobody is asked that this is what is known here", async () => {
    const workspace = await writeCalmWorkspace();
    const settings = join(workspace, ".vscode/settings.json");
    await mkdir(join(workspace, ".vscode"));
    await writeFile(settings, '{ "custody.offline": false }\n');
    const cache = join(dirname(workspace), "cache");
    workbench = await windows.openOn(workspace, THEME, () => ({ CUSTODY_CACHE: cache }));
    await saysAndOffers(workbench, "Nothing was found: every dependency was checked and is clear.", []);
    await workbench.openFile("settings.json");
    await workbench.line("custody.offline").click();
    await workbench.page.keyboard.press("Control+A");
    await workbench.page.keyboard.insertText('{ "custody.offline": true }\n');
    await workbench.page.keyboard.press("Control+S");
    await saysAndOffers(workbench, "You are offline, so nobody was asked anew.", ["Open the Setting"]);
    await workbench.picture("welcome-offline");
  });

  it("says of the server that has stopped, in the status too, and starts it again", async () => {
    workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST), THEME);
    await workbench.openFile("package.json");
    await workbench.page.locator(".squiggly-error").first().waitFor();
    const side = await workbench.findings();
    const stopped = side.getByText("language server has stopped, so nothing is checked");
    const atRisk = side.getByRole("treeitem", { name: "At Risk, 1" });
    // VS Code's client starts it again four times before it gives up. One that falls before it has begun counts otherwise.
    for (let times = 1; times <= 5; times++) {
      await atRisk.waitFor();
      assert.equal(await windows.crash(), 1);
      await atRisk.waitFor({ state: "hidden" });
    }
    await stopped.waitFor();
    await workbench.languageStatus();
    const status = workbench.page.locator(".hover-language-status");
    await status
      .filter({ hasText: /Custody: not running.*nothing is checked.*Restart/ })
      .first()
      .waitFor();
    await workbench.picture("welcome-stopped");
    await workbench.page.mouse.move(640, 300);
    await side.getByRole("button", { name: "Restart Server" }).click();
    await atRisk.waitFor();
  });

  async function saysAndOffers({ page, findings }: Workbench, says: string, offers: readonly string[]): Promise<void> {
    const side = await findings();
    await side.getByText(says).waitFor();
    for (const name of offers) {
      await side.locator(".welcome-view").getByRole("button", { name }).waitFor();
    }
    assert.equal(await page.locator(".notification-toast").count(), 0);
  }
});
