import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PLAIN_MANIFEST, writeWorkspace } from "./project";
import { startWindows, type Windows } from "./windows";
import type { Workbench } from "./workbench";

/** What whoever looks after a machine sets on it, for every workspace. */
describe("a machine that is set up for somebody", function () {
  this.timeout(120_000);
  let windows: Windows;
  let workbench: Workbench;

  before(async () => {
    windows = await startWindows("machine");
    const workspace = await writeWorkspace(PLAIN_MANIFEST.replace("{\n\t\t", '{\n\t\t"@inner/thing": "1.0.0",\n\t\t'));
    await writeFile(join(workspace, "custody.json"), '{ "minimumReleaseAge": "1 day" }\n');
    const organization = join(dirname(workspace), "organization.json");
    await writeFile(organization, '{ "minimumReleaseAge": "2000 days" }\n');
    const settings = { "workbench.colorTheme": "Default Light Modern", "custody.privateScopes": ["@inner"] };
    const ofMachine = { "custody.organizationPolicy": organization, "custody.cache.maxSizeMB": 7 };
    const cache = join(dirname(workspace), "cache");
    await mkdir(cache);
    workbench = await windows.openOn(workspace, settings, () => ({ CUSTODY_CACHE: cache }), ofMachine);
    await workbench.openFile("package.json");
    await workbench.page.locator(".squiggly-error").first().waitFor();
  });

  after(() => windows?.end());

  afterEach(async function () {
    if (this.currentTest?.isFailed()) {
      await workbench?.picture("failed-machine");
    }
  });

  it("holds every workspace to the organisation's policy, whatever the repository's own would let through", async () => {
    const problems = await workbench.problems();
    await problems.getByText("Published 3.4 years ago; the minimum release age here is 5.5 years").waitFor();
    await workbench.openFile("custody.json");
    await problems.getByText(/is not applied: the policy of your organisation is stricter/).waitFor();
    await workbench.picture("machine-policy");
  });

  it("tells names of its private scopes to their registry alone", () => {
    const heard = windows.requests.filter(({ path, body }) =>
      /@inner|%40inner/.test(path + JSON.stringify(body ?? "")),
    );
    assert.deepEqual([...new Set(heard.map(({ source }) => source))], ["registry"]);
    const others = windows.requests.filter(({ source }) => source !== "registry");
    assert.ok(others.length > 0, "the others are asked about the rest");
  });

  it("keeps answers within the size that is set", async () => {
    await workbench.command("Custody: Show Cache");
    await workbench.line("at most 7.0 MB").waitFor();
    await workbench.picture("machine-cache");
  });

  it("tells who is asked, through whom and by which rules", async () => {
    await workbench.command("Custody: Check the Connection");
    await workbench.line(/^\s*answers:\sregistry\shttp.*\sasked\sabout\s@inner\/thing/).waitFor();
    await workbench.line(/^\s*answers:\sdeps\.dev\shttp.*\sasked\sabout\shanded-over/).waitFor();
    await workbench.picture("machine-connection");
  });
});
