import type { Locator } from "playwright-core";
import type { Replica } from "../replica/replica";
import { PLAIN_MANIFEST, writeReviewWorkspace, writeWorkspace } from "./project";
import { startWindows, type Windows } from "./windows";
import { LOOKS, type Workbench } from "./workbench";
import { startWorld } from "./world";

describe("the list of findings, used as a person would", function () {
  this.timeout(120_000);
  let windows: Windows;
  const closeAll = () => windows.closeAll();

  before(async () => {
    windows = await startWindows("findings");
  });

  after(() => windows?.end());

  for (const [look, theme] of LOOKS) {
    describe(`in the ${look} theme`, () => {
      let workbench: Workbench;
      let side: Locator;

      before(async () => {
        workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST), { "workbench.colorTheme": theme });
      });

      after(closeAll);

      afterEach(async function () {
        if (this.currentTest?.isFailed()) {
          await workbench?.picture(`failed-findings-${look}`);
        }
      });

      const line = (name: string | RegExp) => side.getByRole("treeitem", { name }).first();

      it("tells on its icon how many there are, and lists them by level, in words", async () => {
        const badge = workbench.page
          .locator(".activitybar .action-item")
          .filter({ has: workbench.page.locator('[aria-label^="Custody"]') });
        await badge.locator(".badge-content").filter({ hasText: /^\d+$/ }).waitFor();
        side = await workbench.findings();
        await line("At Risk, 1").waitFor();
        await line(/^handed-over 2\.1\.0, at risk, score \d+, /).waitFor();
        await workbench.picture(`findings-${look}`);
      });

      it("shows why, and what to do", async () => {
        await line(/^handed-over 2\.1\.0/).click();
        await workbench.page.keyboard.press("ArrowRight");
        await line(/install-script-added/).waitFor();
        await workbench.picture(`findings-open-${look}`);
      });

      it("leads to the line", async () => {
        await workbench.page.locator('.tab.active[data-resource-name="package.json"]').waitFor();
        await workbench.page.locator('[id="status.editor.selection"]').filter({ hasText: "Ln 6, Col 10" }).waitFor();
      });

      it("offers in its menu what can be done about a package, and rolls back", async () => {
        await line(/^handed-over 2\.1\.0/).click({ button: "right" });
        const item = workbench.page.getByRole("menuitem", { name: "Roll Back or Override" });
        await item.waitFor();
        await workbench.picture(`findings-menu-${look}`);
        await item.click();
        await workbench.line('"2.0.4"').waitFor();
      });
    });
  }

  describe("while the registry does not answer", () => {
    let world: Replica;

    before(async () => {
      world = await startWorld();
      world.fault("registry", { kind: "hang" });
    });

    after(async () => {
      await closeAll();
      await world.close();
    });

    it("tells how far the check is, stops it when told to, and takes it up again", async () => {
      const theme = { "workbench.colorTheme": "Default Dark Modern" };
      const workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST), theme, () => world.environment());
      const progress = await workbench.notification("checking 0 of 3 packages");
      await workbench.findings();
      await workbench.page
        .locator(".part.sidebar")
        .getByText("Still checking: nothing has been found by now.")
        .waitFor();
      await workbench.picture("findings-progress");
      await workbench.openFile("package.json");
      await workbench.languageStatus();
      const status = workbench.page.locator(".hover-language-status");
      await status.filter({ hasText: "Custody: checking 0 of 2" }).waitFor();
      await workbench.picture("status-checking");
      await workbench.page.mouse.move(640, 300);
      await progress.getByRole("button", { name: "Cancel" }).click();
      const side = await workbench.findings();
      await side.getByText("The check was stopped before it was through").waitFor();
      await workbench.picture("findings-stopped");
      world.heal();
      await side.getByRole("button", { name: "Check Again" }).last().click();
      await side.getByRole("treeitem", { name: "At Risk, 1" }).waitFor();
    });
  });

  describe("where nobody opens a file, and only a lockfile is there", () => {
    after(closeAll);

    it("begins by itself", async () => {
      const workbench = await windows.openOn(await writeWorkspace("", ["package.json"]));
      const side = await workbench.findings();
      await side.getByRole("treeitem", { name: /^handed-over 2\.1\.0/ }).waitFor();
    });
  });

  describe("with a change that is not committed yet", () => {
    after(closeAll);

    it("lists below the findings what a review has come to", async () => {
      const workbench = await windows.openOn(await writeReviewWorkspace(), {
        "workbench.colorTheme": "Default Dark Modern",
        "git.enabled": true,
      });
      await workbench.openFile("package.json");
      const side = await workbench.findings();
      await side.getByRole("treeitem", { name: /^handed-over/ }).waitFor();
      await workbench.command("Custody: Review Lockfile Changes");
      await workbench.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "HEAD" }).first().click();
      const change = side.getByRole("treeitem", { name: /^handed-over, upgraded 2\.0\.4 → 2\.1\.0, at risk, / });
      await change.waitFor();
      await workbench.picture("findings-review");
      await change.click();
      await workbench.page.locator('.tab.active[data-resource-name="package-lock.json"]').waitFor();
      await side.getByRole("button", { name: "Close Review" }).click();
      await change.waitFor({ state: "hidden" });
    });
  });
});
