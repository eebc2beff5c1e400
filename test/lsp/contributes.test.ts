import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { rules } from "../../server/src/core/assess/rules/index";
import { parseDuration } from "../../server/src/core/duration";
import { DEFAULT_SETTINGS, readSettings } from "../../server/src/core/settings";
import { JUDGED_FILES } from "../../server/src/lsp/protocol";

interface Setting {
  readonly scope: string;
  readonly default: unknown;
  readonly pattern?: string;
  readonly propertyNames?: { readonly enum: readonly string[] };
}

interface Package {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly commands: readonly { readonly command: string }[];
    readonly menus: { readonly commandPalette: readonly { readonly command: string; readonly when: string }[] };
  };
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
    readonly virtualWorkspaces: { readonly supported: boolean; readonly description: string };
  };
}

const ROOT = resolve(import.meta.dirname, "../..");

describe("what package.json tells VS Code", () => {
  const { activationEvents, contributes, capabilities }: Package = JSON.parse(
    readFileSync(resolve(ROOT, "package.json"), "utf8"),
  );
  const settings = contributes.configuration.properties;

  it("has the defaults that the server uses where nothing is set", () => {
    const defaults = Object.fromEntries(
      Object.entries(settings).map(([key, setting]) => [key.replace("custody.", ""), setting.default]),
    );
    const complaints: string[] = [];
    assert.deepEqual(
      readSettings(defaults, (message) => complaints.push(message)),
      DEFAULT_SETTINGS,
    );
    assert.deepEqual(complaints, []);
  });

  it("wakes for every judged file that is opened on its own, by the language that VS Code gives it", () => {
    const languages = new Map([
      [".json", "json"],
      [".lock", undefined],
      [".lockb", undefined],
      [".yaml", "yaml"],
      [".yml", "yaml"],
    ]);
    for (const name of JUDGED_FILES) {
      const ending = name.slice(name.lastIndexOf("."));
      assert.ok(languages.has(ending), `${name} has an ending that nobody thought of`);
      const language = languages.get(ending);
      assert.ok(language === undefined || activationEvents.includes(`onLanguage:${language}`), name);
    }
    assert.ok(activationEvents.includes("onLanguage:jsonc"), "bun.lock");
    assert.ok(activationEvents.includes("workspaceContains:package.json"), "yarn.lock has no language, but a manifest");
  });

  it("keeps from workspaces what only the machine may say", () => {
    const scopes = Object.fromEntries(Object.entries(settings).map(([key, { scope }]) => [key, scope]));
    assert.deepEqual(scopes, {
      "custody.enable": "resource",
      "custody.levels": "resource",
      "custody.minimumReleaseAge": "resource",
      "custody.recentTransfer": "resource",
      "custody.inlayHints": "window",
      "custody.codeLens": "window",
      "custody.importHovers": "window",
      "custody.offline": "window",
      "custody.privateScopes": "resource",
      "custody.cache.maxSizeMB": "machine",
      "custody.endpoints": "machine",
      "custody.organizationPolicy": "machine",
      "custody.registryIsMirror": "machine",
    });
  });

  it("takes for a duration exactly what the server takes", () => {
    const texts = [
      "0",
      "3 days",
      "1 day",
      "90 minutes",
      "2 weeks",
      "12 hour",
      "3days",
      "a week",
      "-1 days",
      "1.5 days",
      "3 months",
      "1234567 days",
      "",
    ];
    for (const key of ["custody.minimumReleaseAge", "custody.recentTransfer"]) {
      const pattern = new RegExp(settings[key]?.pattern ?? assert.fail(key));
      for (const text of texts) {
        assert.equal(pattern.test(text), parseDuration(text) !== undefined, `${key}: "${text}"`);
      }
    }
  });

  it("knows every rule by its id", () => {
    assert.deepEqual(settings["custody.levels"]?.propertyNames?.enum, rules.map(({ id }) => id).toSorted());
  });

  it("lists the commands that the client registers", () => {
    const source = readFileSync(resolve(ROOT, "client/src/commands.ts"), "utf8");
    const registered = [...source.matchAll(/: "(custody\.\w+)"/g)].map(([, id]) => id);
    assert.deepEqual(contributes.commands.map(({ command }) => command).toSorted(), registered.toSorted());
  });

  it("offers in the command palette only what can work there", () => {
    const names = JUDGED_FILES.join("|").replaceAll(".", "\\.");
    const onLine = `resourceScheme == file && resourceFilename =~ /^(${names})$/`;
    const inFolder = "workspaceFolderCount != 0";
    const ofLists = ["fix", "mend", "accept", "copy"].map((what) => `custody.${what}Finding`);
    ofLists.push("custody.showFindingRule");
    const limited: Readonly<Record<string, string>> = {
      "custody.accept": onLine,
      "custody.copyReport": onLine,
      "custody.showReport": inFolder,
      "custody.reviewChanges": `${inFolder} && isWorkspaceTrusted`,
      "custody.openManifest": inFolder,
      "custody.checkConnection": inFolder,
      "custody.closeReview": "custody.hasReview",
      ...Object.fromEntries(ofLists.map((command) => [command, "false"])),
    };
    const anywhere = [
      ...["custody.recheck", "custody.restartServer", "custody.showOutput", "custody.showCache", "custody.clearCache"],
      ...["custody.sayWhatRegistryServes", "custody.openSample", "custody.showSampleFinding"],
    ];
    const said = Object.fromEntries(contributes.menus.commandPalette.map(({ command, when }) => [command, when]));
    assert.deepEqual(said, limited);
    assert.deepEqual(
      contributes.commands.map(({ command }) => command).toSorted(),
      [...anywhere, ...Object.keys(limited)].sort(),
    );
  });

  it("says what Restricted Mode and virtual workspaces mean", () => {
    assert.equal(capabilities.untrustedWorkspaces.supported, "limited");
    for (const key of capabilities.untrustedWorkspaces.restrictedConfigurations) {
      assert.ok(key in settings, key);
    }
    assert.equal(capabilities.virtualWorkspaces.supported, false);
    const nls: Readonly<Record<string, string>> = JSON.parse(readFileSync(resolve(ROOT, "package.nls.json"), "utf8"));
    assert.match(nls[capabilities.virtualWorkspaces.description.replaceAll("%", "")] ?? "", /\.$/);
  });
});
