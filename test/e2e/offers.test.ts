import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PLAIN_MANIFEST, writeReviewWorkspace, writeWorkspace } from "./project";
import { startWindows, type Windows } from "./windows";
import { eventually, type Workbench } from "./workbench";

const THEME = { "workbench.colorTheme": "Default Dark Modern" };

describe("what the window offers by itself", function () {
  this.timeout(120_000);
  let windows: Windows;
  let workbench: Workbench | undefined;

  before(async () => {
    windows = await startWindows("offers");
  });

  after(() => windows?.end());

  afterEach(async function () {
    if (this.currentTest?.isFailed()) {
      await workbench?.picture("failed-offers");
    }
    workbench = undefined;
    await windows.closeAll();
  });

  it("is, once a lockfile has changed on disk, a review in the status bar, which goes when it is taken", async () => {
    const workspace = await writeReviewWorkspace();
    const lockfile = join(workspace, "package-lock.json");
    const changed = await readFile(lockfile, "utf8");
    await writeFile(lockfile, changed.replace('"version": "2.1.0"', '"version": "2.0.4"'));
    workbench = await windows.openOn(workspace, { ...THEME, "git.enabled": true });
    const { page } = workbench;
    await workbench.openFile("package.json");
    await page.locator(".statusbar-item").filter({ hasText: "master" }).first().waitFor();
    const offer = page.locator(".statusbar-item").filter({ hasText: "Custody: review lockfile changes" });
    await offer.waitFor({ state: "hidden" });
    await writeFile(lockfile, changed);
    await offer.waitFor();
    await workbench.picture("offer-review");
    await offer.click();
    const report = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await report.getByText("upgraded handed-over 2.0.4 → 2.1.0").waitFor();
    await offer.waitFor({ state: "hidden" });
  });

  it("is, where a registry may serve private packages too, a question beside the file, which an answer takes away", async () => {
    const others = () => windows.requests.filter(({ source }) => source !== "registry").length;
    const before = others();
    workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST), THEME, (services) => ({
      CUSTODY_ENDPOINT_REGISTRY: undefined,
      npm_config_registry: services.CUSTODY_ENDPOINT_REGISTRY,
    }));
    const { page } = workbench;
    await workbench.openFile("package.json");
    await page.locator(".squiggly-error").first().waitFor();
    const shown = page.locator(".hover-language-status").filter({ hasText: "What does your registry serve?" });
    await workbench.languageStatus();
    await shown.waitFor();
    assert.equal(others(), before, "nobody else hears of its names before");
    await workbench.picture("offer-registry");
    await shown.getByText("Answer…").click();
    await page
      .locator(".quick-input-title")
      .filter({ hasText: /What does 127\.0\.0\.1:\d+ serve\?/ })
      .waitFor();
    await workbench.picture("offer-registry-answers");
    await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "Public packages only" }).click();
    assert.ok(await eventually(async () => others() > before), "the others are asked then");
    const isAnswered = async (): Promise<boolean> => {
      await workbench?.languageStatus();
      const isAsked = await shown.isVisible();
      await page.mouse.move(640, 300);
      return !isAsked;
    };
    assert.ok(await eventually(isAnswered), "the question goes");
  });

  it("is, about a direct dependency at risk, a page that says what to do now", async () => {
    workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST), THEME);
    const popup = await workbench.notification("A dependency is at risk: handed-over 2.1.0");
    await popup.getByText("What to Do Now", { exact: true }).click();
    await workbench.page.locator(".tab.active").filter({ hasText: "what-to-do-now.md" }).waitFor();
    const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await page.getByRole("heading", { name: "What to do now" }).waitFor();
    await workbench.hideNotifications();
    await workbench.picture("offer-what-to-do");
  });
});
