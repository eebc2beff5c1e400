import assert from "node:assert/strict";
import { createProjects } from "../../server/src/core/project";
import { findProjectRoots } from "../../server/src/core/projectRoots";
import { fakeWorld } from "../support/world";

const MANIFEST = "{}";
const LOCKFILE = '{ "lockfileVersion": 3, "packages": {} }';
const ROOT_OF_MEMBERS = '{ "workspaces": ["packages/*"] }';

describe("findProjectRoots", () => {
  const cases: readonly {
    title: string;
    files: Readonly<Record<string, string>>;
    roots: readonly string[];
    isOthers?: (path: string) => boolean;
  }[] = [
    { title: "nothing in an empty folder", files: {}, roots: [] },
    { title: "a manifest, locked or not", files: { "/app/package.json": MANIFEST }, roots: ["/app"] },
    { title: "a lockfile without a manifest", files: { "/app/yarn.lock": "" }, roots: ["/app"] },
    {
      title: "several side by side, in a folder that is none",
      files: { "/app/web/package.json": MANIFEST, "/app/server/api/package.json": MANIFEST },
      roots: ["/app/web", "/app/server/api"],
    },
    {
      title: "none more than two folders down",
      files: {
        "/app/a/b/package.json": MANIFEST,
        "/app/a/b/c/package.json": MANIFEST,
        "/app/x/y/z/package.json": MANIFEST,
      },
      roots: ["/app/a/b"],
    },
    {
      title: "the root of a workspace, and not its members",
      files: {
        "/app/package.json": ROOT_OF_MEMBERS,
        "/app/package-lock.json": LOCKFILE,
        "/app/packages/one/package.json": MANIFEST,
      },
      roots: ["/app"],
    },
    {
      title: "one inside another where it is locked by itself",
      files: {
        "/app/package.json": MANIFEST,
        "/app/docs/package.json": MANIFEST,
        "/app/docs/package-lock.json": LOCKFILE,
      },
      roots: ["/app", "/app/docs"],
    },
    {
      title: "one inside another where something is installed",
      files: {
        "/app/package.json": MANIFEST,
        "/app/docs/package.json": MANIFEST,
        "/app/docs/node_modules/a/package.json": MANIFEST,
      },
      roots: ["/app", "/app/docs"],
    },
    {
      title: "no example inside another that nobody has installed",
      files: { "/app/package.json": MANIFEST, "/app/examples/package.json": MANIFEST },
      roots: ["/app"],
    },
    {
      title: "nothing that is installed, or hidden",
      files: { "/app/node_modules/a/package.json": MANIFEST, "/app/.cache/package.json": MANIFEST },
      roots: [],
    },
    {
      title: "nothing of a folder that is another's",
      files: { "/app/package.json": MANIFEST, "/app/inner/package.json": MANIFEST, "/app/inner/yarn.lock": "" },
      isOthers: (path) => path === "/app/inner",
      roots: ["/app"],
    },
  ];
  for (const { title, files, roots, isOthers } of cases) {
    it(`finds ${title}`, async () => {
      const world = fakeWorld({ files });
      assert.deepEqual(await findProjectRoots(world, createProjects(world), "/app", isOthers), roots);
    });
  }
});
