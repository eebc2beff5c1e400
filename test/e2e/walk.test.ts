import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { faintTexts } from "./contrast";
import { PLAIN_MANIFEST, writeReviewWorkspace, writeWorkspace } from "./project";
import { startWindows, type Windows } from "./windows";
import { eventually, LOOKS, type Workbench } from "./workbench";

/** What a screen reader is told of the report: nothing is left to colours or pictures alone. */
const REPORT_AS_HEARD = [
  /heading "Custody: an-app" \[level=1\]/,
  /region "Overview"/,
  /img "[^"]*1 at risk/,
  /searchbox "Filter"/,
  /checkbox "at risk" \[checked\]/,
  /cell "at risk"\s+- cell "0"\s+- cell "handed-over"\s+- cell "2\.1\.0"/,
];

/** Nobody listens there. */
const NOWHERE = "http://127.0.0.1:9";

describe("the first minutes with the extension", function () {
  this.timeout(120_000);
  let windows: Windows;
  let workbench: Workbench;

  before(async () => {
    windows = await startWindows("walk");
  });

  after(() => windows?.end());

  afterEach(async function () {
    if (this.currentTest?.isFailed()) {
      await workbench?.picture("failed-walk");
    }
    await windows.closeAll();
  });

  for (const [look, theme] of [...LOOKS, ["high-contrast", "Default High Contrast"]] as const) {
    it(`lead from a finding to its evidence, a fix, an acceptance, the report and a review (${look})`, async () => {
      const workspace = await writeReviewWorkspace();
      workbench = await windows.openOn(workspace, { "workbench.colorTheme": theme, "git.enabled": true });
      const { page } = workbench;
      const picture = (step: string) => workbench.picture(`walk-${step}-${look}`);

      await workbench.openFile("package.json");
      const finding = (await workbench.problems()).locator(".monaco-list-row").filter({ hasText: "handed-over 2.1.0" });
      await finding.first().waitFor();
      await picture("1-problems");

      await workbench.hoverOn("handed-over", { isDrawn: true });
      await picture("2-hover");
      await page.mouse.move(5, 5);

      const fixes = await workbench.quickFixes("^2.0.0");
      await fixes.locator(".monaco-list-row").filter({ hasText: "Roll back handed-over to 2.0.4" }).click();
      await workbench.line('"2.0.4"').waitFor();
      await page.keyboard.press("Control+S");
      await picture("3-rolled-back");

      await workbench.openFile("package-lock.json");
      await workbench.line("node_modules/brought-along").waitFor();
      await page.locator(".squiggly-warning").first().waitFor();
      const choices = await workbench.quickFixes("node_modules/brought-along");
      await choices.locator(".monaco-list-row").filter({ hasText: "Accept brought-along 1.0.0" }).click();
      const box = page.locator(".quick-input-widget");
      await box.filter({ hasText: "(1 of 2)" }).waitFor();
      await box.locator("input").fill("read it line by line");
      await page.keyboard.press("Enter");
      await box.filter({ hasText: "(2 of 2)" }).waitFor();
      await picture("4-accept");
      await page.keyboard.press("Enter");
      const policy = () => readFile(join(workspace, "custody.json"), "utf8").catch(() => "");
      assert.ok(await eventually(async () => (await policy()).includes("read it line by line")));

      await workbench.command("Custody: Show Report");
      const report = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
      await report.getByText("1 accepted").first().waitFor();
      await picture("5-report");
      assert.deepEqual(await faintTexts(report.locator("body")), [], "every text stands out");
      const heard = await report.locator("main").ariaSnapshot();
      for (const said of REPORT_AS_HEARD) {
        assert.match(heard, said);
      }
      await page.locator('.tab[data-resource-name="package.json"]').click();
      await workbench.command("Custody: Review Lockfile Changes");
      await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "HEAD" }).first().click();
      await report.getByText("upgraded handed-over 2.0.4 → 2.1.0").waitFor();
      await picture("6-review");
      assert.deepEqual(await faintTexts(report.locator("body")), [], "every text stands out");
      assert.equal(await page.locator(".notification-toast").count(), 0, "nothing pops up on success");
    });
  }

  it("say so where all is clear, and since when", async () => {
    const manifest = '{\n  "name": "calm",\n  "dependencies": {\n    "quiet-one": "^1.0.0"\n  }\n}\n';
    workbench = await windows.openOn(await writeWorkspace(manifest));
    await workbench.openFile("package.json");
    await saysInStatus(/Custody: all clear/, /checked/);
    await workbench.picture("first-clear");
  });

  it("say without a lockfile what today's install would take", async () => {
    const manifest = '{\n  "name": "new",\n  "dependencies": {\n    "handed-over": "^2.0.0"\n  }\n}\n';
    workbench = await windows.openOn(await writeWorkspace(manifest, ["package-lock.json"]));
    await workbench.openFile("package.json");
    await workbench.hoverOn("handed-over", {
      says: /Nothing is locked or installed: it would resolve to [\d.]+ today/,
    });
    await workbench.picture("first-no-lockfile");
  });

  it("say without a network what was not checked, and that it will be", async () => {
    const nowhere = Object.fromEntries(
      ["REGISTRY", "OSV", "DEPSDEV", "SCORECARD"].map((id) => [`CUSTODY_ENDPOINT_${id}`, NOWHERE]),
    );
    workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST), {}, () => nowhere);
    await workbench.openFile("package.json");
    await saysInStatus(/Custody: 2 unchecked/, /no network|no answer/);
    await workbench.hoverOn("quiet-one", { says: "not checked" });
    await workbench.picture("first-no-network");
    assert.equal(await workbench.page.locator(".squiggly-error, .squiggly-warning").count(), 0);
  });

  it("say what to do in a folder without a manifest", async () => {
    workbench = await windows.openOn(await writeWorkspace("", ["package.json", "package-lock.json"]));
    await workbench.command("Custody: Show Report");
    const page = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
    await page.getByText(/^What is read: package\.json/).waitFor();
    await workbench.picture("first-empty");
  });

  it("begin without a wait: what activation took stands beside the other extensions'", async () => {
    workbench = await windows.openOn(await writeWorkspace(PLAIN_MANIFEST));
    await workbench.openFile("package.json");
    await workbench.page.locator(".squiggly-error").first().waitFor();
    await workbench.command("Developer: Show Running Extensions");
    const row = workbench.page.locator(".runtime-extensions-editor .extension").filter({ hasText: "Custody" });
    const took = /Activation:\s*(\d+)\s*ms/.exec(await row.first().innerText());
    await workbench.picture("first-activation");
    assert.ok(took, await row.first().innerText());
    process.stdout.write(`    activation: ${took[1]} ms, as VS Code counts it\n`);
  });

  async function saysInStatus(...texts: readonly RegExp[]): Promise<void> {
    const status = async (): Promise<boolean> => {
      await workbench.languageStatus();
      const all = (await workbench.page.locator(".hover-language-status").allInnerTexts()).join("\n");
      await workbench.page.mouse.move(640, 300);
      return texts.every((text) => text.test(all));
    };
    assert.ok(await eventually(status), `the language status says ${texts.join(" and ")}`);
    await workbench.languageStatus();
  }
});
