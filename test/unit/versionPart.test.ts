import assert from "node:assert/strict";
import { formatOf } from "../../server/src/core/parse/formats";
import { versionPart } from "../../server/src/core/versionPart";

describe("versionPart", () => {
  const npm = (key: string, version: string) => `{"lockfileVersion":3,"packages":{"${key}":{"version":"${version}"}}}`;
  const pnpm = (version: string, key: string) =>
    `lockfileVersion: ${version}\n\npackages:\n\n  ${key}:\n    resolution: {integrity: sha512-AA==}\n`;
  const yarn = (key: string) => `# yarn lockfile v1\n\n\n${key}:\n  version "1.2.0"\n  integrity sha512-AA==\n`;
  const cases: readonly { title: string; file: string; text: string; part: string }[] = [
    { title: "pnpm 9's", file: "pnpm-lock.yaml", text: pnpm("'9.0'", "a@1.2.0"), part: "1.2.0" },
    {
      title: "pnpm's of a scope, in quotes",
      file: "pnpm-lock.yaml",
      text: pnpm("'9.0'", "'@s/a@1.2.0'"),
      part: "1.2.0",
    },
    { title: "pnpm 6's, with peers", file: "pnpm-lock.yaml", text: pnpm("'6.0'", "/a@1.2.0(b@3.0.0)"), part: "1.2.0" },
    { title: "pnpm 5's", file: "pnpm-lock.yaml", text: pnpm("5.4", "/@s/a/1.2.0"), part: "1.2.0" },
    { title: "Yarn 1's", file: "yarn.lock", text: yarn("a@^1.0.0"), part: "^1.0.0" },
    { title: "Yarn 1's of a scope", file: "yarn.lock", text: yarn('"@s/a@>= 1 < 2"'), part: ">= 1 < 2" },
    { title: "the first of several of Yarn 1", file: "yarn.lock", text: yarn("a@^1.0.0, a@^1.1.0"), part: "^1.0.0" },
    { title: "an alias's of Yarn 1", file: "yarn.lock", text: yarn('"b@npm:a@^1.0.0"'), part: "npm:a@^1.0.0" },
    {
      title: "Yarn 4's",
      file: "yarn.lock",
      text: '__metadata:\n  version: 8\n\n"a@npm:^1.0.0, a@npm:^1.1.0":\n  version: 1.2.0\n  resolution: "a@npm:1.2.0"\n',
      part: "npm:^1.0.0",
    },
    {
      title: "npm's whole key",
      file: "package-lock.json",
      text: npm("node_modules/a", "1.2.0"),
      part: "node_modules/a",
    },
    {
      title: "npm's whole key though it ends like a version",
      file: "package-lock.json",
      text: npm("node_modules/a-1.2.0", "1.2.0"),
      part: "node_modules/a-1.2.0",
    },
    {
      title: "Bun's whole key",
      file: "bun.lock",
      text: '{ "lockfileVersion": 1, "workspaces": { "": {} }, "packages": { "a": ["a@1.2.0", "", {}, "sha512-AA=="] } }',
      part: "a",
    },
  ];
  for (const { title, file, text, part } of cases) {
    it(`is ${title}`, () => {
      const format = formatOf(`/app/${file}`);
      assert.ok(format?.kind === "lockfile");
      const [locked = assert.fail()] = format.parse(text).packages;
      const { start, end } = versionPart(locked);
      assert.equal(text.slice(start, end), part);
    });
  }
});
