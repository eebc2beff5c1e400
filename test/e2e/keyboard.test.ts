import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { faintTexts } from "./contrast";
import { PLAIN_MANIFEST, writeReviewWorkspace } from "./project";
import { startWindows, type Windows } from "./windows";
import { eventually, HIGH_CONTRAST_LOOKS, type Workbench } from "./workbench";

const FOCUS = "Custody: Focus on Findings View";

describe("the side bar, used without a mouse and heard through a screen reader", function () {
  this.timeout(120_000);
  let windows: Windows;

  before(async () => {
    windows = await startWindows("keyboard");
  });

  after(() => windows?.end());

  for (const [look, theme] of HIGH_CONTRAST_LOOKS) {
    describe(`in the ${look} theme`, () => {
      let workbench: Workbench;
      let side: Locator;
      const press = (key: string) => workbench.page.keyboard.press(key);

      before(async () => {
        const settings = { "workbench.colorTheme": theme, "git.enabled": true };
        workbench = await windows.openOn(await writeReviewWorkspace(), settings);
        side = workbench.page.locator(".part.sidebar");
      });

      after(() => windows.closeAll());

      afterEach(async function () {
        if (this.currentTest?.isFailed()) {
          await workbench?.picture(`failed-keyboard-${look}`);
        }
      });

      /** Presses a key until the line that the keys are on says so; a key that a window does not hear is pressed once more. */
      async function go(key: string, says: RegExp): Promise<void> {
        const heard: string[] = [];
        while (!says.test(await workbench.heard())) {
          heard.push(await workbench.heard());
          assert.ok(heard.length < 30, `${key} should lead to a line that says ${says}; heard: ${heard.join(" | ")}`);
          await press(key);
          await eventually(async () => (await workbench.heard()) !== heard.at(-1), 1000);
        }
      }

      const hears = async (says: RegExp) =>
        assert.ok(await eventually(async () => says.test(await workbench.heard())), await workbench.heard());

      it("is reached by a command, and says level, package, score and reason of each line", async () => {
        await workbench.commandByKeys(FOCUS);
        await side.getByRole("treeitem", { name: "At Risk, 1" }).waitFor();
        // What stood there while it was checked had the focus, and took it away with it.
        await workbench.commandByKeys(FOCUS);
        await hears(/^Findings$/);
        await go("ArrowDown", /^At Risk, 1$/);
        await go("ArrowDown", /^handed-over 2\.1\.0, at risk, score 0, .*brought-along/);
        await press("ArrowRight");
        await side
          .getByRole("treeitem", { name: /^Reason: / })
          .first()
          .waitFor();
        await go("ArrowDown", /^Reason: .* Rule: [a-z-]+$/);
        await go("ArrowDown", /^What to do: /);
        await go("ArrowDown", /^It stands in package-lock\.json, too, on line \d+$/);
        await go("ArrowDown", /^To Look At, 1$/);
        await workbench.picture(`keyboard-${look}`);
      });

      it("has only texts that stand out", async () => {
        assert.deepEqual(await faintTexts(side), []);
      });

      it("opens the line with Enter", async () => {
        await go("ArrowUp", /^handed-over 2\.1\.0, /);
        await press("Enter");
        await workbench.page.locator('.tab.active[data-resource-name="package.json"]').waitFor();
        await workbench.page.locator('[id="status.editor.selection"]').filter({ hasText: "Ln 6, Col 10" }).waitFor();
      });

      it("opens the menu of a package, and copies its report from there", async () => {
        await workbench.commandByKeys(FOCUS);
        await hears(/^handed-over 2\.1\.0, /);
        await press("Shift+F10");
        await workbench.page.getByRole("menuitem", { name: "Copy Report" }).waitFor();
        await workbench.picture(`keyboard-menu-${look}`);
        await go("ArrowDown", /^Copy Report/);
        await press("Enter");
        await workbench.page.locator(".statusbar-item").filter({ hasText: "the report is on the clipboard" }).waitFor();
        const copied = await workbench.page.evaluate<string>("navigator.clipboard.readText()");
        assert.match(copied, /^Custody [\d.]+ on handed-over@2\.1\.0/);
      });

      it("rolls back by the key that asks for fixes everywhere", async () => {
        await workbench.commandByKeys(FOCUS);
        await hears(/^handed-over 2\.1\.0, /);
        await press("Control+.");
        const list = workbench.page.locator(".action-widget:not(.action-list-submenu-panel)");
        await list.locator(".monaco-list-row").filter({ hasText: "Roll back handed-over to 2.0.4" }).waitFor();
        await go("ArrowDown", /Roll back handed-over to 2\.0\.4/);
        await workbench.picture(`keyboard-fixes-${look}`);
        await press("Enter");
        await workbench.line('"2.0.4"').waitFor();
        await press("Control+Z");
        const before = PLAIN_MANIFEST.split("\n")
          .find((line) => line.includes("handed-over"))
          ?.trim();
        await workbench.line(`${before}`.replace(/^.*: */, "").replace(",", "")).waitFor();
      });

      it("says of each change of a review what has become of what, and how it is judged", async () => {
        await workbench.commandByKeys("Custody: Review Lockfile Changes");
        await workbench.page
          .locator(".quick-input-list .monaco-list-row.focused")
          .filter({ hasText: "HEAD" })
          .waitFor();
        await press("Enter");
        await side.getByText("1 change since HEAD").waitFor();
        await workbench.commandByKeys("Custody: Focus on Changes View");
        await go("ArrowDown", /^handed-over, upgraded 2\.0\.4 → 2\.1\.0, at risk, .*brought-along/);
        await workbench.picture(`keyboard-review-${look}`);
        assert.deepEqual(await faintTexts(side), []);
        await press("Enter");
        await workbench.page.locator('.tab.active[data-resource-name="package-lock.json"]').waitFor();
      });
    });
  }
});
