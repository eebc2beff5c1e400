import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

interface LockedEntry {
  readonly hasInstallScript?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Every package whose install script npm could run, whether it may, and why. */
const KNOWN: Readonly<Record<string, { readonly allowed: boolean; readonly reason: string }>> = {
  node: { allowed: true, reason: "places the Node 24 that every script of this project runs on" },
  esbuild: { allowed: true, reason: "checks that the binary for this machine is there and starts" },
  "@vscode/vsce-sign": { allowed: false, reason: "places a signing tool, and nothing is signed here" },
};

describe("package-lock.json", () => {
  const { packages } = readJson<{ packages: Readonly<Record<string, LockedEntry>> }>("package-lock.json");
  const installed = Object.entries(packages).filter(([path]) => path !== "");

  it("has no install script but those that are listed here with a reason", () => {
    const scripted = installed.filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => nameOf(path));
    const unknown = scripted.filter((name) => !(name in KNOWN));
    assert.deepEqual(unknown, [], "Read the script; then list the package here, and allow it or not in package.json");
  });

  it("still has every install script that is listed here", () => {
    const scripted = new Set(
      installed.filter(([, entry]) => entry.hasInstallScript === true).map(([path]) => nameOf(path)),
    );
    assert.deepEqual(
      Object.keys(KNOWN).filter((name) => !scripted.has(name)),
      [],
    );
  });

  it("names no address to download from, so that each machine's own registry is used", () => {
    assert.deepEqual(
      installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path),
      [],
    );
  });

  it("has the packages for every platform, without which `npm ci` refuses the lockfile everywhere", () => {
    const locked = new Set(installed.map(([path]) => nameOf(path)));
    const wanted = installed.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies));
    assert.ok(wanted.length > 0);
    assert.deepEqual(
      wanted.filter((name) => !locked.has(name)),
      [],
      "Take a version of which the registry has all of them",
    );
  });

  it("has the hash of every package", () => {
    assert.ok(installed.length > 100);
    assert.deepEqual(
      installed.filter(([, { integrity, link }]) => integrity === undefined && link !== true).map(([path]) => path),
      [],
    );
  });
});

describe("allowScripts of package.json", () => {
  it("allows what is allowed here, and no more", () => {
    const { allowScripts } = readJson<{ allowScripts: Readonly<Record<string, boolean>> }>("package.json");
    assert.deepEqual(
      allowScripts,
      Object.fromEntries(Object.entries(KNOWN).map(([name, { allowed }]) => [name, allowed])),
    );
  });
});

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, "../..", path), "utf8")) as T;
}
