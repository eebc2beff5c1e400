import assert from "node:assert/strict";
import { addedDependencies } from "../../server/src/core/assess/questions";
import { at, history } from "../support/evidence";

const before = { right: "^1.0.0", up: "npm:real@1" };

function added(dependencies: Readonly<Record<string, string>>, asOf = "2026-01-01"): readonly string[] {
  const rows = {
    name: "left",
    releases: [
      { version: "1.0.0", at: "2025-01-01", dependencies: before },
      { version: "1.1.0", at: "2025-02-01", dependencies },
    ],
  };
  return addedDependencies(history(rows), "1.1.0", at(asOf));
}

describe("addedDependencies", () => {
  const rows: readonly {
    title: string;
    dependencies: Readonly<Record<string, string>>;
    expected: readonly string[];
  }[] = [
    { title: "none for the same ones", dependencies: before, expected: [] },
    { title: "none for one that went", dependencies: {}, expected: [] },
    { title: "the new one", dependencies: { ...before, fresh: "latest" }, expected: ["fresh"] },
    { title: "the real name behind an alias", dependencies: { right: "npm:@ann/fresh@^2" }, expected: ["@ann/fresh"] },
    {
      title: "none that no registry is asked for",
      dependencies: {
        a: "github:x/y",
        b: "file:../b",
        c: "https://files.example/c.tgz",
        d: "x/y#main",
        e: "workspace:*",
      },
      expected: [],
    },
  ];
  for (const { title, dependencies, expected } of rows) {
    it(`names ${title}`, () => assert.deepEqual(added(dependencies), expected));
  }

  it("names none of a release that is not there yet, or not at all", () => {
    assert.deepEqual(added({ fresh: "1" }, "2025-01-15"), []);
    assert.deepEqual(addedDependencies(history({ name: "left", releases: [] }), "1.0.0", 0), []);
  });

  it("names none of the first release", () => {
    const first = { name: "left", releases: [{ version: "1.0.0", at: "2025-01-01", dependencies: { right: "1" } }] };
    assert.deepEqual(addedDependencies(history(first), "1.0.0", at("2026-01-01")), []);
  });
});
