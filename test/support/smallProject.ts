import assert from "node:assert/strict";
import type { Block } from "../../server/src/core/model";
import { createProjects, problemsOf } from "../../server/src/core/project";
import { resolveDependency } from "../../server/src/core/resolution";
import { fakeWorld } from "./world";

export const npmLock = (version: string) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: { "": { dependencies: { a: "^1.0.0" } }, "node_modules/a": { version } },
  });

export const bunLock = (version: string, more = "") => `{
  "lockfileVersion": 1,
  "workspaces": {
    "": { "name": "root", "dependencies": { "a": "^1.0.0" }, },
    ${more}
  },
  "packages": {
    "a": ["a@${version}", "", {}, "sha512-AA=="],

    "one": ["one@workspace:packages/one"],

    "one/a": ["a@1.9.9", "", {}, "sha512-AA=="],
  }
}
`;
export const MEMBER = `"packages/one": { "name": "one", "dependencies": { "a": "^1.0.0", "b": "catalog:" }, },`;

export const yarnClassic = (version: string) => `# yarn lockfile v1


a@^1.0.0:
  version "${version}"
  integrity sha512-AA==
`;

export const yarnBerry = (version: string) => `__metadata:
  version: 8
  cacheKey: 10c0

"a@npm:^1.0.0":
  version: ${version}
  resolution: "a@npm:${version}"
  checksum: 10c0/00
  languageName: node
  linkType: hard

"root@workspace:.":
  version: 0.0.0-use.local
  resolution: "root@workspace:."
  dependencies:
    a: "npm:^1.0.0"
  languageName: unknown
  linkType: soft
`;

export const pnpmLock = (version: string) => `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      a:
        specifier: ^1.0.0
        version: ${version}

packages:

  a@${version}:
    resolution: {integrity: sha512-AA==}

snapshots:

  a@${version}: {}
`;

export const manifest = (more: object = {}) => JSON.stringify({ name: "root", dependencies: { a: "^1.0.0" }, ...more });

/** What "a" of a manifest comes to, and by which lockfile. */
export async function resolveIn(
  files: Readonly<Record<string, string>>,
  path = "/app/package.json",
  key = "a",
  section?: Block,
) {
  const world = fakeWorld({ files });
  const project = await createProjects(world).ofManifest(path, files[path] ?? "");
  const [from] = project.manifests;
  const dependency = from?.manifest.dependencies.find(
    (one) => one.key === key && (section === undefined || one.section === section),
  );
  assert.ok(from !== undefined && dependency !== undefined);
  const resolution = await resolveDependency(world, project, from, dependency);
  return {
    lockfile: project.lockfile?.path,
    version: resolution.kind === "locked" ? resolution.locked.version : resolution.kind,
    note: resolution.kind === "none" ? resolution.open.reason : resolution.note,
    problems: problemsOf(project).map(({ message, file, notice }) => ({ message, file, notice })),
  };
}
