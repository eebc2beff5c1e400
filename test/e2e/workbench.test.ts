import assert from "node:assert/strict";
import {
  PLAIN_MANIFEST,
  writeLargeWorkspace,
  writePnpmWorkspace,
  writeReviewWorkspace,
  writeWorkspace,
} from "./project";
import { startWindows, type Windows } from "./windows";
import { eventually, LOOKS, type Workbench } from "./workbench";

describe("the workbench, driven as a person would", function () {
  this.timeout(120_000);
  let windows: Windows;
  const closeAll = () => windows.closeAll();

  before(async () => {
    windows = await startWindows("workbench");
  });

  after(() => windows?.end());

  for (const [look, theme] of LOOKS) {
    describe(`in the ${look} theme`, () => {
      let workbench: Workbench;

      before(async () => {
        workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST), { "workbench.colorTheme": theme });
      });

      after(closeAll);

      afterEach(async function () {
        if (this.currentTest?.isFailed()) {
          await workbench?.picture(`failed-${look}`);
        }
      });

      it("lists the finding before any file is open", async () => {
        const panel = await workbench.problems();
        await panel.locator(".monaco-list-row").filter({ hasText: "handed-over 2.1.0:" }).waitFor();
        await workbench.picture(`closed-${look}`);
      });

      it("pops up about a direct dependency at risk, and goes to its line", async () => {
        const popup = await workbench.notification("A dependency is at risk: handed-over 2.1.0");
        await workbench.picture(`popup-${look}`);
        await popup.getByText("Show", { exact: true }).click();
        await workbench.page.locator('.tab.active[data-resource-name="package.json"]').waitFor();
        await workbench.hideNotifications();
        // What was shown for a look only gives way to the next file; this makes it stay.
        await workbench.openFile("package.json");
        await workbench.page.locator(".squiggly-error").first().waitFor();
      });

      it("shows who published what when, without scrolling, in a hover on the name", async () => {
        const shown = await workbench.hoverOn("handed-over", { isDrawn: true });
        const picture = shown.locator('img[src^="data:image/svg+xml"]');
        const isSeen = async (): Promise<boolean> => {
          const [outer, inner] = await Promise.all([shown.boundingBox(), picture.boundingBox()]);
          const isDrawn = outer !== null && inner !== null && inner.width > 200 && inner.height > 60;
          return isDrawn && inner.y + inner.height <= outer.y + outer.height;
        };
        assert.ok(await eventually(isSeen), "the picture is drawn within what is seen of the hover");
        await workbench.picture(`hover-${look}`);
      });

      it("says in a hover on the version what is wrong with it", async () => {
        await workbench.hoverOn("^2.0.0", { says: /handed-over 2\.1\.0: .*brought-along/ });
        await workbench.picture(`hover-version-${look}`);
      });

      it("tells a word and the score at the end of the line, and the counts above the block", async () => {
        await workbench
          .line("handed-over")
          .filter({ hasText: /at.risk.\d+/ })
          .waitFor();
        const lens = workbench.page.locator(".codelens-decoration");
        await lens.filter({ hasText: "Custody: 1 at risk · 1 clear" }).waitFor();
        await workbench.picture(`hints-${look}`);
      });

      it("shows the same in a hover on an import", async () => {
        await workbench.openFile("index.ts");
        await workbench.hoverOn("handed-over/lib", { isDrawn: true });
        await workbench.picture(`import-${look}`);
        await workbench.page.locator('.tab[data-resource-name="package.json"]').click();
      });

      it("says beside the language how the file stands, and when that was found out", async () => {
        const status = await workbench.languageStatus();
        const line = workbench.page
          .locator(".hover-language-status")
          .filter({ hasText: "Custody: 1 at risk, 1 clear" });
        await line.filter({ hasText: "checked" }).filter({ hasText: "Check Again" }).waitFor();
        assert.ok(await status.isVisible());
        await workbench.picture(`status-${look}`);
        await workbench.page.mouse.move(640, 300);
      });

      it("lists the finding in the Problems panel", async () => {
        const panel = await workbench.problems();
        await panel.locator(".monaco-list-row").filter({ hasText: "handed-over 2.1.0:" }).waitFor();
        await workbench.picture(`problems-${look}`);
      });

      it("opens a rule's page from its id in the Problems panel", async () => {
        const finding = (await workbench.problems())
          .locator(".monaco-list-row")
          .filter({ hasText: "handed-over 2.1.0:" });
        const rule = finding.locator("a.monaco-link");
        const page = workbench.page.locator(`.tab.active[data-resource-name="${await rule.innerText()}.md"]`);
        await rule.click();
        await page.waitFor();
        await workbench.page.locator('.tab[data-resource-name="package.json"]').click();
      });

      it("shows a report of all that is locked, from which a line is a click away", async () => {
        await workbench.command("Custody: Show Report");
        const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
        await page.getByText("1 at risk").first().waitFor();
        await workbench.picture(`report-${look}`);
        await page.getByRole("searchbox", { name: "Filter" }).fill("quiet");
        await page.getByText("1 of 3 shown").waitFor();
        await page.getByRole("button", { name: /^package\.json:\d+$/ }).click();
        await workbench.page.locator('.tab.active[data-resource-name="package.json"]').waitFor();
        await workbench.command("View: Close All Editor Groups");
        await workbench.openFile("package.json");
        await workbench.page.locator(".squiggly-error").first().waitFor();
      });

      it("offers to roll back under the lightbulb, and does", async () => {
        const list = await workbench.quickFixes("^2.0.0");
        const fix = list.locator(".monaco-list-row").filter({ hasText: "Roll back handed-over to 2.0.4" });
        await fix.waitFor();
        await workbench.picture(`lightbulb-${look}`);
        await fix.click();
        await workbench.line('"2.0.4"').waitFor();
        await workbench.picture(`rolled-back-${look}`);
      });
    });
  }

  describe("for somebody new", () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST), {
        "workbench.colorTheme": "Default Dark Modern",
      });
    });

    after(closeAll);

    it("leads from the walkthrough to a finding in the sample and its evidence", async () => {
      const { page } = workbench;
      await workbench.command("Welcome: Open Walkthrough...");
      const title = page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Who Holds" }).first();
      await title.click();
      const walkthrough = page.locator(".gettingStartedContainer");
      await walkthrough.getByText("Open the Sample", { exact: true }).click();
      await page.locator(".squiggly-error").first().waitFor();
      await workbench
        .line("sample-dates")
        .filter({ hasText: /at.risk.\d+/ })
        .waitFor();
      await workbench.picture("walkthrough-sample");
      await walkthrough.getByText("Read the evidence, and roll back", { exact: true }).click();
      const shown = page.locator(".monaco-editor .monaco-hover:not(.hidden)").filter({ hasText: "sample-dates 4.2.1" });
      const picture = shown.locator('img[src^="data:image/svg+xml"]');
      const isShown = async (): Promise<boolean> => {
        await walkthrough.getByText("Show the Finding", { exact: true }).click();
        return picture.waitFor({ timeout: 8000 }).then(
          () => true,
          () => false,
        );
      };
      assert.ok(await eventually(isShown), "the hover of the finding has its picture");
      await workbench.picture("walkthrough-finding");
    });
  });

  describe("with a change that is not committed yet", () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await windows.openOn(await writeReviewWorkspace(), {
        "workbench.colorTheme": "Default Dark Modern",
        "git.enabled": true,
      });
    });

    after(closeAll);

    it("reviews what has changed in the lockfile since the last commit, worst first", async () => {
      await workbench.openFile("package.json");
      await workbench.page.locator(".squiggly-error").first().waitFor();
      await workbench.command("Custody: Review Lockfile Changes");
      await workbench.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "HEAD" }).first().click();
      const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
      await page.getByText("upgraded handed-over 2.0.4 → 2.1.0").waitFor();
      await page.getByText(/1 change since HEAD/).waitFor();
      await workbench.picture("review");
    });
  });

  describe("in a window that is opened again", () => {
    after(closeAll);

    it("pops up once for each finding", async () => {
      const workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST));
      await workbench.notification("A dependency is at risk: handed-over 2.1.0");
      const again = await workbench.reload("handed-over@2.1.0");
      const panel = await again.problems();
      await panel.locator(".monaco-list-row").filter({ hasText: "handed-over 2.1.0:" }).waitFor();
      await again.page.locator('[id="status.notifications"]').click();
      await again.page.locator(".notifications-center.visible").waitFor();
      assert.equal(await again.page.getByText("A dependency is at risk").count(), 0);
    });
  });

  describe("with a lockfile of thousands of packages", () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await windows.openOn(await writeLargeWorkspace());
    });

    after(closeAll);

    it("goes from the Problems panel to the line, and tells there who holds the package", async () => {
      await workbench.openFile("pnpm-lock.yaml");
      const finding = (await workbench.problems())
        .locator(".monaco-list-row")
        .filter({ hasText: "handed-over 2.1.0:" });
      await finding.click();
      await workbench.line("handed-over@2.1.0").waitFor();
      await workbench.page.locator(".squiggly-error").first().waitFor();
      await workbench.hoverOn("handed-over@2.1.0", { isDrawn: true });
      await workbench.picture("large-lockfile");
    });
  });

  describe("with a workspace of pnpm", () => {
    let workbench: Workbench;

    before(async () => {
      workbench = await windows.openOn(await writePnpmWorkspace(), { "workbench.colorTheme": "Default Dark Modern" });
    });

    after(closeAll);

    it("mends a transitive package from its line in the lockfile, in pnpm-workspace.yaml", async () => {
      await workbench.openFile("pnpm-lock.yaml");
      await workbench.page.locator(".squiggly-error").first().waitFor();
      const list = await workbench.quickFixes("handed-over@2.1.0");
      const fix = list.locator(".monaco-list-row").filter({ hasText: "Override handed-over with 2.0.4" });
      await fix.waitFor();
      await workbench.picture("override-offered");
      await fix.click();
      await workbench.openFile("pnpm-workspace.yaml");
      await workbench.line("overrides:").waitFor();
      await workbench.line("handed-over: 2.0.4").waitFor();
      await workbench.hoverOn("quiet-one");
      await workbench.picture("override-written");
    });

    it("says which release pnpm itself will refuse", async () => {
      await workbench.openFile("pnpm-lock.yaml");
      const notice = (await workbench.problems())
        .locator(".monaco-list-row")
        .filter({ hasText: "The next pnpm install will refuse handed-over 2.1.0, which is locked" });
      await notice.waitFor();
      await workbench.picture("refused-by-pnpm");
    });
  });
});
