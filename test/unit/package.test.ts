import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import semver from "semver";

interface Package {
  readonly private: boolean;
  readonly files?: readonly string[];
  readonly main: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly engines: { readonly vscode: string; readonly node: string };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
}

describe("package.json", () => {
  const manifest = readJson<Package>("package.json");

  it("is private while its name on the registry is not held", () => {
    assert.equal(manifest.private, true);
  });

  it("compiles against the oldest VS Code that it says it runs in", () => {
    const { packages } = readJson<{ packages: Readonly<Record<string, { version: string }>> }>("package-lock.json");
    const types = packages["node_modules/@types/vscode"]?.version ?? "";
    const oldest = semver.minVersion(manifest.engines.vscode);
    assert.equal(`${semver.major(types)}.${semver.minor(types)}`, `${oldest?.major}.${oldest?.minor}`);
    assert.match(
      manifest.devDependencies["@types/vscode"] ?? "",
      /^~/,
      "a caret would let it grow past engines.vscode",
    );
  });

  it("says what goes into a package in .vscodeignore and .npmignore, since vsce refuses `files` beside the former", () => {
    assert.equal(manifest.files, undefined);
    for (const [file, first] of [
      [".vscodeignore", "**"],
      [".npmignore", "*"],
    ] as const) {
      const rules = lines(file);
      assert.equal(rules[0], first, `${file} names what goes in, not what stays out`);
      assert.ok(rules.includes(file === ".vscodeignore" ? "!dist/server.js" : "!/dist/server.js"));
    }
  });

  it("packages the extension's entry as an editor's extension and the command as an npm package", () => {
    assert.ok(lines(".vscodeignore").includes(`!${manifest.main.replace("./", "")}`));
    for (const entry of Object.values(manifest.bin)) {
      assert.ok(lines(".npmignore").includes(`!/${entry}`));
    }
  });

  it("has a test command that continuous integration runs on a clean checkout, and nothing else", () => {
    const commands = lines(".ci/run").filter((line) => !/^(set|cd) /.test(line));
    assert.deepEqual(commands, [".ci/tools", "npm ci", "npm test"]);
    assert.match(readFileSync(root("README.md"), "utf8"), /npm ci && npm test/);
    assert.ok(existsSync(root("test/run.ts")) && manifest.scripts.test?.includes("test/run.ts"));
  });
});

/** Lines that say something: no comments, no blanks. */
function lines(path: string): readonly string[] {
  return readFileSync(root(path), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(root(path), "utf8")) as T;
}

function root(path: string): string {
  return resolve(import.meta.dirname, "../..", path);
}
