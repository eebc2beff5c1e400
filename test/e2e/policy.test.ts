import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PLAIN_MANIFEST, writeWorkspace } from "./project";
import { startWindows, type Windows } from "./windows";
import { eventually, type Workbench } from "./workbench";

const LOOKED_AT = "looked at by the two of us";
const THEME = { "workbench.colorTheme": "Default Dark Modern" };

describe("the policy, written and mended as a person would", function () {
  this.timeout(120_000);
  let windows: Windows;
  let workspace: string;
  let workbench: Workbench;

  before(async () => {
    windows = await startWindows("policy");
    workspace = await writeWorkspace(PLAIN_MANIFEST);
    workbench = await windows.openOn(workspace, THEME);
    await workbench.openFile("package.json");
    await workbench.page.locator(".squiggly-error").first().waitFor();
  });

  after(async () => {
    await windows?.closeAll();
    await windows?.end();
  });

  afterEach(async function () {
    if (this.currentTest?.isFailed()) {
      await workbench?.picture("failed-policy");
    }
  });

  const policy = () => readFile(join(workspace, "custody.json"), "utf8").catch(() => "");
  const squiggles = () => workbench.page.locator(".squiggly-error, .squiggly-warning").count();

  it("copies the report on a finding, and says so out of the way", async () => {
    const list = await workbench.quickFixes("handed-over");
    await list.locator(".monaco-list-row").filter({ hasText: "Copy the report on handed-over 2.1.0" }).waitFor();
    await workbench.picture("fixes");
    await list.locator(".monaco-list-row").filter({ hasText: "Copy the report on handed-over 2.1.0" }).click();
    await workbench.page.locator(".statusbar-item").filter({ hasText: "the report is on the clipboard" }).waitFor();
    const copied = (): Promise<string> => workbench.page.evaluate("navigator.clipboard.readText()");
    assert.match(await copied(), /^Custody [\d.]+ on handed-over@2\.1\.0, 2026-03-10 13:00 UTC\n[\s\S]*bertil/);
  });

  it("accepts a finding: asks why, then until when, and what is wrong with an answer", async () => {
    const list = await workbench.quickFixes("^2.0.0");
    await list.locator(".monaco-list-row").filter({ hasText: "Accept handed-over 2.1.0 in custody.json" }).click();
    const box = workbench.page.locator(".quick-input-widget");
    await box.filter({ hasText: "(1 of 2)" }).waitFor();
    await box.locator("input").fill(LOOKED_AT);
    await workbench.picture("accept-reason");
    await workbench.page.keyboard.press("Enter");
    await box.filter({ hasText: "(2 of 2)" }).waitFor();
    assert.equal(await box.locator("input").inputValue(), "2026-06-08", "90 days ahead");
    await box.locator("input").fill("2026-02-30");
    await box.filter({ hasText: "A day of the calendar, such as 2026-06-08." }).waitFor();
    await workbench.picture("accept-until");
    await box.locator("input").fill("2026-05-01");
    await workbench.page.keyboard.press("Enter");
    assert.ok(await eventually(async () => (await policy()).includes(LOOKED_AT)), "custody.json is made, and saved");
    const [entry] = JSON.parse(await policy()).accept;
    assert.deepEqual([entry.package, entry.until], ["handed-over@2.1.0", "2026-05-01"]);
  });

  it("shows no finding any more, and says why in the hover", async () => {
    assert.ok(await eventually(async () => (await squiggles()) === 0));
    await workbench.hoverOn("handed-over", { says: LOOKED_AT });
    await workbench.picture("accepted");
  });

  it("marks an acceptance that has ended, and extends it", async () => {
    // Quick Open has not heard of the new file yet.
    const explorer = workbench.page.locator(".explorer-folders-view .monaco-list-row");
    await explorer.filter({ hasText: "custody.json" }).dblclick();
    await workbench.line("2026-05-01").waitFor();
    await writeFile(join(workspace, "custody.json"), (await policy()).replace("2026-05-01", "2026-03-01"));
    await workbench.line("2026-03-01").waitFor();
    await workbench.page.locator(".squiggly-warning").first().waitFor();
    await workbench.hoverOn("2026-03-01", { says: "The acceptance of handed-over@2.1.0 ended on 2026-03-01" });
    await workbench.picture("acceptance-ended");
    const list = await workbench.quickFixes("2026-03-01");
    const extend = list.locator(".monaco-list-row").filter({ hasText: "Extend it by 90 days, to 2026-06-08" });
    await extend.waitFor();
    await workbench.picture("acceptance-fixes");
    await extend.click();
    await workbench.line("2026-06-08").waitFor();
    assert.ok(await eventually(async () => (await squiggles()) === 0));
    await workbench.page.keyboard.press("Control+S");
    assert.ok(await eventually(async () => (await policy()).includes("2026-06-08")));
  });

  it("writes the next one into the same file, and one undo takes it back", async () => {
    const before = await policy();
    await workbench.openFile("package-lock.json");
    await workbench.page.locator(".squiggly-error, .squiggly-warning").first().waitFor();
    const list = await workbench.quickFixes("node_modules/brought-along");
    await list.locator(".monaco-list-row").filter({ hasText: "Accept brought-along 1.0.0 in custody.json" }).click();
    const box = workbench.page.locator(".quick-input-widget");
    await box.filter({ hasText: "(1 of 2)" }).waitFor();
    await box.locator("input").fill(LOOKED_AT);
    await workbench.page.keyboard.press("Enter");
    await box.filter({ hasText: "(2 of 2)" }).waitFor();
    await workbench.page.keyboard.press("Enter");
    assert.ok(await eventually(async () => (await policy()).includes('"brought-along@1.0.0"')));
    await workbench.page.locator('.tab[data-resource-name="custody.json"]').click();
    await workbench.line("brought-along@1.0.0").waitFor();
    await workbench.picture("accepted-two");
    await workbench.page.keyboard.press("Control+Z");
    await workbench.page.keyboard.press("Control+S");
    assert.ok(await eventually(async () => (await policy()) === before));
  });

  it("completes keys, rules and levels, each with what it says", async () => {
    const { page } = workbench;
    const suggested = page.locator(".suggest-widget.visible .monaco-list-row");
    await page.locator(".editor-instance .view-line").first().click();
    await page.keyboard.press("End");
    await page.keyboard.type('\n"le');
    await suggested.filter({ hasText: "levels" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await workbench.line('"levels"').waitFor();
    await page.keyboard.type("install-s");
    await suggested.filter({ hasText: "install-script-added" }).first().waitFor();
    await workbench.picture("policy-completed");
  });
});
