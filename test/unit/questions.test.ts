import assert from "node:assert/strict";
import { addedDependencies, isLookalike, meantBy } from "../../server/src/core/assess/questions";
import { at, found, history } from "../support/evidence";

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

describe("meantBy", () => {
  const asOf = at("2025-09-01");
  const since = (date: string, count = 1) =>
    found(
      history({
        name: "expresss",
        releases: Array.from({ length: count }, (_, i) => ({ version: `1.0.${i}`, at: date })),
      }),
    );

  it("names what a look-alike may be mistaken for, while it is not known for long", () => {
    assert.equal(meantBy("expresss", since("2025-08-20"), asOf), "express");
    assert.equal(meantBy("expresss", { status: "absent", asOf }, asOf), "express");
    assert.equal(meantBy("expresss", since("2024-01-01", 5), asOf), undefined);
    assert.equal(meantBy("expresss", since("2022-01-01"), asOf), undefined);
  });

  it("names nothing where the history was not read, or the name is like none", () => {
    assert.equal(meantBy("expresss", undefined, asOf), undefined);
    assert.equal(meantBy("expresss", { status: "unavailable", reason: "offline" }, asOf), undefined);
    assert.equal(meantBy("left-handed-widgets", since("2025-08-20"), asOf), undefined);
  });

  it("lets the history of a locked package be read by its name alone only where that is near", () => {
    assert.deepEqual(["expresss", "@bob/lodash", "express"].map(isLookalike), [true, false, false]);
  });
});
