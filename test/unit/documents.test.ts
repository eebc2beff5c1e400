import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { contributes, dependencies, devDependencies, scripts } from "../../package.json";

const read = (file: string): string => readFileSync(file, "utf8");

describe("the documents", () => {
  it("give the reason of every dependency, and of nothing else", () => {
    const rows = read("CONTRIBUTING.md").matchAll(/^\| ([^|]+) \| [^|]+ \|$/gm);
    const named = [...rows]
      .flatMap(([, cell = ""]) => cell.trim().split(/,\s*/))
      .filter((cell) => /^[@a-z]/.test(cell));
    const used = [...Object.keys(dependencies), ...Object.keys(devDependencies)];
    assert.deepEqual(
      named.filter((name) => name !== "at run time (bundled)" && name !== "to develop").sort(),
      used.sort(),
    );
  });

  it("name only scripts that exist", () => {
    const text = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"].map(read).join("\n");
    const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name = ""]) => name);
    assert.deepEqual(
      named.filter((name) => !Object.hasOwn(scripts, name)),
      [],
    );
  });

  it("name only settings and environment variables that there are", () => {
    const settings = Object.keys(contributes.configuration.properties);
    const source = globSync("server/src/**/*.ts").map(read).join("\n");
    const services = ["REGISTRY", "OSV", "DEPSDEV", "SCORECARD"].map((service) => `CUSTODY_ENDPOINT_${service}`);
    const wrong = ["README.md", ...globSync("docs/**/*.md")].flatMap((file) => {
      const text = read(file);
      const named = [...text.matchAll(/[`"](custody\.[a-zA-Z.]+)[`"]/g)].map(([, name = ""]) => name);
      const variables = [...text.matchAll(/\bCUSTODY_[A-Z_]*[A-Z]\b/g)].map(([name]) => name);
      return [
        ...named.filter((name) => !settings.includes(name) && !/^custody\.(?:json|sarif|md|custody|js)$/.test(name)),
        ...variables.filter((name) => !services.includes(name) && !new RegExp(`\\b${name}\\b`).test(source)),
      ].map((name) => `${file}: ${name}`);
    });
    assert.deepEqual(wrong, []);
  });

  it("link only to files that exist", () => {
    const files = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md", ...globSync("docs/**/*.md")];
    const broken = files.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
        .map(([, target = ""]) => join(dirname(file), target))
        .filter((target) => !existsSync(target))
        .map((target) => `${file}: ${target}`),
    );
    assert.deepEqual(broken, []);
  });

  it("name files of the source that exist", () => {
    const named = [...read("ARCHITECTURE.md").matchAll(/`((?:server|client|test|docs)\/[\w./-]+\.(?:ts|md))`/g)];
    assert.deepEqual(
      named.map(([, file = ""]) => file).filter((file) => !existsSync(file)),
      [],
    );
  });
});
