import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator } from "playwright-core";
import { commitAll, commitBefore, PLAIN_MANIFEST, writeWorkspace } from "./project";
import { startWindows, type Windows } from "./windows";
import { eventually, isSeen, type Workbench } from "./workbench";

/** What the lockfile that is committed last has, and the one before it had. */
const CHANGES = [
  ['"version": "2.1.0"', '"version": "2.0.4"'],
  ['"version": "1.2.0"', '"version": "1.2.1"'],
  ['"node_modules/brought-along": {', '"node_modules/gone-one": {'],
  ['"integrity": "sha512-AA=="', '"integrity": "sha512-BB=="'],
] as const;

/** The kinds of changes, and the worst of them first. */
const LISTED = [
  /^handed-over, upgraded 2\.0\.4 → 2\.1\.0, at risk/,
  /^brought-along, added 1\.0\.0, look/,
  /^carrier, re-resolved 1\.1\.0 \(another checksum\), at risk/,
  /^quiet-one, downgraded 1\.2\.1 → 1\.2\.0/,
  /^gone-one, removed 1\.0\.0/,
];

describe("a review against what a person chooses", function () {
  this.timeout(120_000);
  let windows: Windows;
  let workbench: Workbench;
  let report: FrameLocator;

  before(async () => {
    windows = await startWindows("review");
    const settings = { "workbench.colorTheme": "Default Light Modern", "git.enabled": true };
    workbench = await windows.openOn(await writeTwoCommits(), settings);
    await workbench.openFile("package.json");
    report = workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  });

  after(async () => {
    await windows?.closeAll();
    await windows?.end();
  });

  afterEach(async function () {
    if (this.currentTest?.isFailed()) {
      await workbench?.picture("failed-review");
    }
  });

  it("lists all kinds of changes since a branch, and how each is judged", async () => {
    await compareWith("earlier");
    await report.getByText("5 changes since earlier").first().waitFor();
    const side = await workbench.findings();
    for (const name of LISTED) {
      await side.getByRole("treeitem", { name }).waitFor();
    }
    await workbench.picture("review-branch");
  });

  it("says where a checksum or the policy is another than it was", async () => {
    await report.getByText("carrier 1.1.0 is locked as sha512-AA…, and was as sha512-BB… at the base").waitFor();
    await report.getByText(/^custody.json sets "minimumReleaseAge" to 3 days, which was 7 days at the base/).waitFor();
  });

  it("is sorted and filtered on its page by keys alone", async () => {
    const { page } = workbench;
    const level = report.getByRole("columnheader", { name: "Level" });
    await level.getByRole("button").focus();
    await page.keyboard.press("Enter");
    await report.locator('th[aria-sort="descending"]').filter({ hasText: "Level" }).waitFor();
    await report.getByRole("searchbox", { name: "Filter" }).focus();
    await page.keyboard.type("quiet");
    await report.getByText("1 of 5 shown").waitFor();
    for (const _ of "quiet") {
      await page.keyboard.press("Backspace");
    }
    await report.getByText("5 of 5 shown").waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Space");
    await report.getByText("3 of 5 shown").waitFor();
    await workbench.picture("review-keys");
  });

  it("takes any other commit, too", async () => {
    const { page } = workbench;
    await compareWith("Another commit…");
    await page.locator(".quick-input-widget").filter({ hasText: "A commit, a tag or a branch" }).waitFor();
    await page.keyboard.type("HEAD");
    await page.keyboard.press("Enter");
    const side = await workbench.findings();
    await side.getByText("No package has changed since HEAD").waitFor();
    await report.getByText("No package has changed since HEAD").waitFor();
    await workbench.picture("review-commit");
  });

  /** The list of branches goes where something else takes the focus, as a window that is still laid out may. */
  async function compareWith(base: string): Promise<void> {
    const row = workbench.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: base }).first();
    const isChosen = async (): Promise<boolean> => {
      await workbench.command("Custody: Review Lockfile Changes");
      return (await isSeen(row, 5000)) && row.click({ timeout: 5000 }).then(yes, no);
    };
    assert.ok(await eventually(isChosen), `${base} is among what can be compared with`);
  }
});

const yes = (): boolean => true;
const no = (): boolean => false;

/** A repository of two commits; a branch stands at the first, whose policy was stricter. */
async function writeTwoCommits(): Promise<string> {
  const folder = await writeWorkspace(PLAIN_MANIFEST);
  const path = join(folder, "package-lock.json");
  const lockfile = JSON.parse(await readFile(path, "utf8"));
  lockfile.packages["node_modules/carrier"] = { version: "1.1.0", integrity: "sha512-AA==" };
  await writeFile(path, `${JSON.stringify(lockfile, null, 2)}\n`);
  const policy = join(folder, "custody.json");
  await writeFile(policy, '{ "minimumReleaseAge": "7 days" }\n');
  await commitBefore(folder, "package-lock.json", CHANGES);
  execFileSync("git", ["branch", "earlier"], { cwd: folder });
  await writeFile(policy, '{ "minimumReleaseAge": "3 days" }\n');
  commitAll(folder);
  return folder;
}
