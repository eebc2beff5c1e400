import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Lockfile } from "../../server/src/core/model";
import { formatOf } from "../../server/src/core/parse/formats";
import { shortestPaths } from "../../server/src/core/resolve/paths";
import { isKeyOf } from "../support/lockfileKey";
import { createRandom } from "../support/random";

const ROOT = resolve(import.meta.dirname, "../../../shared/corpus/lockfiles");

interface Recorded {
  readonly folder: string;
  readonly text: string;
  readonly lockfile: Lockfile;
  readonly parse: (text: string) => Lockfile;
  /** Lines of name, version and source, as npm's own parser read them. */
  readonly expected: readonly string[];
}

/** The recorded lockfiles whose formats are read here. */
function readRecorded(): readonly Recorded[] {
  return readdirSync(ROOT).flatMap((folder) => {
    const path = resolve(ROOT, folder);
    if (!existsSync(resolve(path, "expected.tsv"))) {
      return [];
    }
    const file = readdirSync(path).find((name) => name !== "expected.tsv") ?? "";
    const format = formatOf(file);
    if (format?.kind !== "lockfile") {
      return [];
    }
    const text = readFileSync(resolve(path, file), "utf8");
    const expected = readFileSync(resolve(path, "expected.tsv"), "utf8").trimEnd().split("\n");
    return [{ folder, text, lockfile: format.parse(text), parse: format.parse, expected }];
  });
}

describe("recorded lockfiles", () => {
  let recorded: readonly Recorded[] = [];

  before(() => {
    if (!existsSync(ROOT)) {
      return;
    }
    recorded = readRecorded();
    assert.ok(recorded.length >= 3, "the corpus has lockfiles of npm");
  });

  beforeEach(function () {
    if (recorded.length === 0) {
      this.skip();
    }
  });

  it("hold the packages that the package manager's own parser reads, and nothing is complained about", () => {
    for (const { folder, lockfile, expected } of recorded) {
      const found = new Set(lockfile.packages.map(({ name, version, source }) => [name, version, source].join("\t")));
      assert.deepEqual([...found].sort(), [...new Set(expected)].sort(), folder);
      assert.deepEqual(lockfile.problems, [], folder);
      assert.ok(folder.startsWith(lockfile.kind), `${folder} is ${lockfile.kind}`);
    }
  });

  it("have each entry at its key, in the order of the text, each id once", () => {
    for (const { folder, text, lockfile } of recorded) {
      let last = -1;
      for (const entry of lockfile.packages) {
        const { start, end } = entry.span;
        assert.ok(isKeyOf(entry, text.slice(start, end)), `${folder}: ${entry.id} at ${text.slice(start, end)}`);
        assert.match(text.slice(start - 1, start) + text.slice(end, end + 2), /^(?:["\s]"?|''):/, folder);
        assert.ok(start > last, folder);
        last = start;
      }
      assert.equal(new Set(lockfile.packages.map(({ id }) => id)).size, lockfile.packages.length, folder);
    }
  });

  it("say why each package is here, by one way at least", () => {
    for (const { folder, lockfile } of recorded) {
      const importers = new Set(
        lockfile.importers.map(({ name, path }) => name ?? path.slice(path.lastIndexOf("/") + 1)),
      );
      if (lockfile.kind === "yarn-v1") {
        // It names no importer, so that somebody without a name asks for what is direct.
        importers.add("");
      }
      for (const { id, name, direct } of lockfile.packages) {
        const paths = shortestPaths(lockfile, id, 5);
        assert.ok(paths.length > 0, `${folder}: nobody asks for ${id}`);
        assert.ok(
          paths.every((path) => importers.has(path[0] ?? "") && path.at(-1) === name),
          `${folder}: ${id}`,
        );
        assert.equal(paths[0]?.length === 2, direct, `${folder}: ${id}`);
      }
    }
  });

  it("keep their places under random damage", () => {
    const random = createRandom(41);
    for (const { folder, text, lockfile, parse } of recorded) {
      const losses: number[] = [];
      for (let round = 0; round < 12; round++) {
        let damaged = text;
        for (let hit = 0; hit < 3; hit++) {
          const at = random.below(damaged.length);
          const patch = random.pick(["", "{", "}", '"', ",", ":", "]", "\n", "\\", "<<<<<<<\n"]);
          damaged = damaged.slice(0, at) + patch + damaged.slice(at + random.below(30));
        }
        const { packages, problems } = parse(damaged);
        for (const entry of packages) {
          const key = damaged.slice(entry.span.start, entry.span.end);
          assert.ok(isKeyOf(entry, key) || key.includes("\\"), `${folder}: ${entry.id} at ${key}`);
        }
        for (const { span } of problems) {
          assert.ok(0 <= span.start && span.start <= span.end && span.end <= damaged.length, folder);
        }
        losses.push(lockfile.packages.length - packages.length);
      }
      losses.sort((a, b) => a - b);
      assert.ok(lockfile.kind === "npm-v1" || (losses[6] ?? Number.NaN) <= 6, `${folder} lost ${losses.join()}`);
    }
  });
});
