import assert from "node:assert/strict";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Loopback, loopback } from "../support/loopback";
import { PLAIN_MANIFEST, writeReviewWorkspace, writeWorkspace } from "./project";
import { VIRTUAL_WORKSPACE, writeVirtualExtension } from "./virtual";
import { startWindows, type Windows } from "./windows";
import { eventually, type Workbench } from "./workbench";

const THEME = { "workbench.colorTheme": "Default Dark Modern" };

/** The window has nothing but a browser; files, git and Custody are on the server: as in Remote SSH, WSL and Dev Containers. */
describe("another machine's files, in a window of this one", function () {
  this.timeout(120_000);
  let windows: Windows;
  let workbench: Workbench;
  const closeAll = () => windows.closeAll();

  before(async () => {
    windows = await startWindows("remote");
  });

  after(() => windows?.end());

  afterEach(async function () {
    if (this.currentTest?.isFailed()) {
      await workbench?.picture(`failed-remote-${this.currentTest.title.slice(0, 20).replaceAll(" ", "-")}`);
    }
  });

  describe("that is trusted", () => {
    let workspace: string;
    const page = () => workbench.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");

    before(async () => {
      workspace = await writeWorkspace(PLAIN_MANIFEST);
      workbench = await windows.openOn(workspace, THEME);
    });

    after(closeAll);

    it("opens a rule's page, which only the other machine has, from a hover", async () => {
      await workbench.openFile("package.json");
      await workbench.page.locator(".squiggly-error").first().waitFor();
      const shown = await workbench.hoverOn("^2.0.0", { says: /install-script-added/ });
      await shown.locator("a").filter({ hasText: "install-script-added" }).first().click();
      await workbench.page.locator('.tab.active[data-resource-name="install-script-added.md"]').waitFor();
      await workbench.command("View: Close All Editors");
    });

    it("draws the report without a file of either machine", async () => {
      const asked: string[] = [];
      workbench.page.on("request", (request) => asked.push(request.url()));
      await workbench.command("Custody: Show Report");
      await page().getByText("1 at risk").first().waitFor();
      const own = asked.filter((url) => /custody[^/]*\/(dist|docs|media)\//.test(decodeURIComponent(url)));
      assert.deepEqual(own, []);
      const outside = await page().locator("link, img, script[src], iframe, object").count();
      assert.equal(outside, 0);
    });

    it("exports it to where the project is", async () => {
      await page().getByRole("button", { name: "Export JSON" }).click();
      const box = workbench.page.locator(".quick-input-widget");
      const target = join(workspace, "custody-report.json");
      const isOffered = async () => (await box.locator("input").inputValue()) === target;
      assert.ok(await eventually(isOffered), "the folder of the project is offered, as the other machine calls it");
      await workbench.picture("remote-export");
      await workbench.page.keyboard.press("Enter");
      const written = () => readFile(target, "utf8").catch(() => "");
      assert.ok(await eventually(async () => (await written()).endsWith("}\n")));
      const { root, summary } = JSON.parse(await written());
      assert.deepEqual([root, summary.error], [workspace, 1]);
    });
  });

  describe("in Restricted Mode", () => {
    let own: Loopback;

    before(async () => {
      own = await loopback((_, response) => response.writeHead(404, { "content-type": "application/json" }).end("{}"));
      const workspace = await writeReviewWorkspace();
      await writeFile(
        join(workspace, "package.json"),
        PLAIN_MANIFEST.replace('"quiet-one"', '"@own/part": "1.0.0",\n\t\t"quiet-one"'),
      );
      await appendFile(join(workspace, ".npmrc"), `@own:registry=${own.url}/\n`);
      workbench = await windows.openOn(workspace, {
        ...THEME,
        "git.enabled": true,
        "security.workspace.trust.enabled": true,
        "security.workspace.trust.startupPrompt": "never",
      });
    });

    after(async () => {
      await closeAll();
      await own.close();
    });

    it("judges all the same, but asks no registry that the project names, and not git", async () => {
      await workbench.page.getByText("Restricted Mode").first().waitFor();
      const side = await workbench.findings();
      await side.getByRole("treeitem", { name: /^handed-over 2\.1\.0, at risk/ }).waitFor();
      assert.deepEqual(own.requests, []);
      await workbench.openFile("package.json");
      await side.getByRole("button", { name: "Review Lockfile Changes" }).first().click();
      await workbench.notification("Git is not asked in Restricted Mode. Trust the workspace to review");
      await workbench.picture("remote-restricted");
    });

    it("does both once the workspace is trusted", async () => {
      await workbench.hideNotifications();
      await workbench.command("Workspaces: Manage Workspace Trust");
      await workbench.page.getByRole("button", { name: "Trust", exact: true }).click();
      assert.ok(await eventually(async () => own.requests.some(({ path }) => /^\/@own(%2f|\/)part$/i.test(path))));
      await workbench.openFile("package.json");
      await workbench.command("Custody: Review Lockfile Changes");
      await workbench.page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "HEAD" }).first().click();
      const side = await workbench.findings();
      await side.getByRole("treeitem", { name: /^handed-over, upgraded 2\.0\.4 → 2\.1\.0/ }).waitFor();
    });
  });

  describe("that no disk has", () => {
    before(async () => {
      workbench = await windows.openVirtual(VIRTUAL_WORKSPACE, await writeVirtualExtension());
    });

    after(closeAll);

    it("is left alone, and the extension's page says why", async () => {
      const { page } = workbench;
      await page.keyboard.press("Control+Shift+X");
      await page.locator(".extensions-viewlet .monaco-list-row").filter({ hasText: "Custody" }).first().click();
      const why =
        "Custody reads manifests, lockfiles and node_modules from disk, which a virtual workspace does not have.";
      await page.locator(".extension-editor").getByText(why).first().waitFor();
      await workbench.picture("remote-virtual");
    });
  });
});
