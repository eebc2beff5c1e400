import assert from "node:assert/strict";
import type { PackageReport } from "../../server/src/core/model";
import { parsePackageJson } from "../../server/src/core/parse/packageJson";
import { pinAllEdits } from "../../server/src/core/present/edits/pinAll";
import { assessment, report } from "../support/service";

/** What pinning all makes of a manifest's text, with its title. */
function pinAll(text: string, differs: Readonly<Record<string, Partial<PackageReport>>> = {}) {
  const lines = parsePackageJson(text).dependencies.map((dependency) => ({
    dependency,
    report: report(dependency.name, "1.9.0", differs[dependency.key]),
  }));
  const found = pinAllEdits(lines);
  const edits = found?.edits.toSorted((one, other) => other.span.start - one.span.start) ?? [];
  const pinned = edits.reduce(
    (all, { span, newText }) => all.slice(0, span.start) + newText + all.slice(span.end),
    text,
  );
  return [found?.title, pinned];
}

const LOOK = { assessment: assessment({ level: "warning" }) };
const RISK = { assessment: assessment({ level: "error" }) };
const UNKNOWN = { assessment: assessment({ level: "unchecked", score: undefined }) };

describe("pinAllEdits", () => {
  it("pins what is sound in every section, and keeps all else as it is written", () => {
    assert.deepEqual(
      pinAll(
        '{\n  "dependencies": { "a": "^1.0.0", /* b */ "b": "npm:@s/b@1" },\n  "devDependencies": { "c": "*" },\n  "peerDependencies": { "d": "^1" }\n}',
        { a: { manager: "pnpm" } },
      ),
      [
        "Pin 3 dependencies to their locked versions, then run pnpm install",
        '{\n  "dependencies": { "a": "1.9.0", /* b */ "b": "npm:@s/b@1.9.0" },\n  "devDependencies": { "c": "1.9.0" },\n  "peerDependencies": { "d": "^1" }\n}',
      ],
    );
  });

  it("leaves out what is at warning or above and what is not checked, and says so", () => {
    assert.deepEqual(
      pinAll('{"dependencies":{"a":"^1","b":"^1","c":"^1","d":"^1"}}', { a: LOOK, b: RISK, c: UNKNOWN }),
      [
        "Pin 1 dependency to its locked version (2 are at warning or above and 1 is not checked, and stay), then run npm install",
        '{"dependencies":{"a":"^1","b":"^1","c":"^1","d":"1.9.0"}}',
      ],
    );
    const [title] = pinAll('{"dependencies":{"a":"^1","d":"^1"}}', { a: LOOK });
    assert.match(title ?? "", /\(1 is at warning or above, and stays\)/);
  });

  it("leaves overrides, and what is pinned or not locked", () => {
    const text = '{"dependencies":{"a":"1.9.0","b":"^1","c":"^1"},"overrides":{"d":"^1"}}';
    assert.deepEqual(pinAll(text, { b: { resolvedBy: "range" }, c: { resolvedBy: "installed" } }), [undefined, text]);
  });
});
