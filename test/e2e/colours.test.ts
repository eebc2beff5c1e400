import assert from "node:assert/strict";
import { faintTexts } from "./contrast";
import { PLAIN_MANIFEST, writeWorkspace } from "./project";
import { startWindows, type Windows } from "./windows";
import { eventually, LOOKS, type Workbench } from "./workbench";

/** The report's colours of the levels, all made one. */
const ONE_COLOUR = `for (const level of ["error", "warning", "info", "clear", "muted"]) {
  document.documentElement.style.setProperty("--" + level, "#808080");
}`;

describe("the window, seen without colours", function () {
  this.timeout(120_000);
  let windows: Windows;

  before(async () => {
    windows = await startWindows("colours");
  });

  after(() => windows?.end());

  for (const [look, theme] of LOOKS) {
    describe(`in the ${look} theme`, () => {
      let workbench: Workbench;

      before(async () => {
        workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST), { "workbench.colorTheme": theme });
        const session = await workbench.page.context().newCDPSession(workbench.page);
        await session.send("Emulation.setEmulatedVisionDeficiency", { type: "achromatopsia" });
      });

      after(() => windows.closeAll());

      afterEach(async function () {
        if (this.currentTest?.isFailed()) {
          await workbench?.picture(`failed-colours-${look}`);
        }
      });

      it("tells the level in words on the line, in its hover, and in the status", async () => {
        await workbench.openFile("package.json");
        await workbench
          .line("handed-over")
          .filter({ hasText: /at.risk.\d+/ })
          .waitFor();
        await workbench.hoverOn("handed-over", { says: "at risk", isDrawn: true });
        await workbench.picture(`colours-hover-${look}`);
        await workbench.languageStatus();
        const status = workbench.page.locator(".hover-language-status");
        await status.filter({ hasText: "Custody: 1 at risk, 1 clear" }).first().waitFor();
        await workbench.page.mouse.move(640, 300);
      });

      it("gives each level of the list a word and a shape of its own", async () => {
        const side = await workbench.findings();
        const icons = await Promise.all(
          ["At Risk, 1", "To Look At, 1"].map(async (name) => {
            const group = side.getByRole("treeitem", { name });
            return (await group.locator(".custom-view-tree-node-item-icon").getAttribute("class")) ?? "";
          }),
        );
        assert.match(icons[0] ?? "", /codicon-error/);
        assert.match(icons[1] ?? "", /codicon-warning/);
        await workbench.picture(`colours-side-${look}`);
      });

      it("tells the levels of the report's strip apart by their patterns", async () => {
        await workbench.command("Custody: Show Report");
        const report = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
        await report.getByText("1 at risk").first().waitFor();
        assert.deepEqual(await faintTexts(report.locator("body")), [], "the word of every level stands out");
        await report.locator("body").evaluate(ONE_COLOUR);
        const swatches = report.locator(".swatch");
        assert.equal(await swatches.count(), 3);
        const areTold = async (): Promise<boolean> => {
          const pictures = await Promise.all((await swatches.all()).map((swatch) => swatch.screenshot()));
          return new Set(pictures.map((picture) => picture.toString("base64"))).size === 3;
        };
        assert.ok(await eventually(areTold), "at risk, to look at and clear look different");
        await workbench.picture(`colours-report-${look}`);
      });
    });
  }
});
