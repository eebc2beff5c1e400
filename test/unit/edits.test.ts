import assert from "node:assert/strict";
import type { Assessment, PackageReport } from "../../server/src/core/model";
import { parsePackageJson } from "../../server/src/core/parse/packageJson";
import {
  pinEdit,
  replaceEdit,
  rollbackEdit,
  type SpecEdit,
  upgradeEdit,
} from "../../server/src/core/present/edits/edits";
import { assessment, evidence, finding, history, release, report } from "../support/service";

const BAD: Assessment = assessment({ level: "error", score: 10 });
const LOOK: Assessment = assessment({ level: "warning", score: 40 });
const BACK = { version: "1.2.3", publishedAt: undefined };

/** Applies the edit to a manifest's only dependency; undefined where none is offered. */
function apply(
  text: string,
  edit: (...of: Parameters<typeof pinEdit>) => SpecEdit | undefined,
  differs: Partial<PackageReport>,
) {
  const [dependency] = parsePackageJson(text).dependencies;
  assert.ok(dependency !== undefined);
  const found = edit(dependency, report(dependency.name, "1.9.0", differs));
  return found && text.slice(0, found.span.start) + found.newText + text.slice(found.span.end);
}

describe("pinEdit", () => {
  const cases: readonly {
    title: string;
    before: string;
    after: string | undefined;
    differs?: Partial<PackageReport>;
  }[] = [
    {
      title: "writes the locked version",
      before: '{"dependencies":{"a":"^1.0.0"}}',
      after: '{"dependencies":{"a":"1.9.0"}}',
    },
    {
      title: "keeps formatting and comments",
      before: '{\n\t"dependencies" : {\r\n  /* why */ "a" : "^1" , // here\n } }',
      after: '{\n\t"dependencies" : {\r\n  /* why */ "a" : "1.9.0" , // here\n } }',
    },
    {
      title: "keeps an alias",
      before: '{"dependencies":{"a":"npm:@s/b@^1"}}',
      after: '{"dependencies":{"a":"npm:@s/b@1.9.0"}}',
    },
    {
      title: "keeps Yarn's protocol before a range",
      before: '{"dependencies":{"a":"npm:^1.0.0"}}',
      after: '{"dependencies":{"a":"npm:1.9.0"}}',
    },
    {
      title: "gives a version to an alias without one",
      before: '{"dependencies":{"a":"npm:b"}}',
      after: '{"dependencies":{"a":"npm:b@1.9.0"}}',
    },
    {
      title: "replaces a tag",
      before: '{"devDependencies":{"a":"latest"}}',
      after: '{"devDependencies":{"a":"1.9.0"}}',
    },
    { title: "fills an empty spec", before: '{"dependencies":{"a":""}}', after: '{"dependencies":{"a":"1.9.0"}}' },
    {
      title: "replaces a spec that is written with escapes",
      before: '{"dependencies":{"a":"\\u005e1.0.0"}}',
      after: '{"dependencies":{"a":"1.9.0"}}',
    },
    { title: "leaves an exact version", before: '{"dependencies":{"a":"1.9.0"}}', after: undefined },
    { title: "leaves an exact version with a sign", before: '{"dependencies":{"a":"=1.9.0"}}', after: undefined },
    { title: "leaves peers", before: '{"peerDependencies":{"a":"^1.0.0"}}', after: undefined },
    { title: "leaves git", before: '{"dependencies":{"a":"github:o/a#v1"}}', after: undefined },
    {
      title: "does not pin a warning",
      before: '{"dependencies":{"a":"^1"}}',
      after: undefined,
      differs: { assessment: LOOK },
    },
    {
      title: "does not pin an error",
      before: '{"dependencies":{"a":"^1"}}',
      after: undefined,
      differs: { assessment: BAD },
    },
    {
      title: "does not pin what is neither locked nor installed",
      before: '{"dependencies":{"a":"^1"}}',
      after: undefined,
      differs: { resolvedBy: "range" },
    },
    {
      title: "writes no version that is none",
      before: '{"dependencies":{"a":"^1"}}',
      after: undefined,
      differs: { subject: { name: "a", version: '1.0.0","x":"' } },
    },
  ];
  for (const { title, before, after, differs = {} } of cases) {
    it(title, () => assert.equal(apply(before, pinEdit, differs), after));
  }

  it("is never preferred, and says where it is not fully checked", () => {
    const [dependency] = parsePackageJson('{"dependencies":{"a":"^1"}}').dependencies;
    assert.ok(dependency !== undefined);
    const edit = pinEdit(dependency, report("a", "1.9.0", { assessment: assessment({ level: "unchecked" }) }));
    assert.deepEqual(
      [edit?.preferred, edit?.title],
      [false, "Pin a to 1.9.0 (locked, not fully checked), then run npm install"],
    );
  });
});

describe("rollbackEdit", () => {
  const cases: readonly {
    title: string;
    before: string;
    after: string | undefined;
    differs: Partial<PackageReport>;
  }[] = [
    {
      title: "names the sound release exactly, whatever the range was",
      before: '{ "dependencies": { "a": "~1.9.0" } }',
      after: '{ "dependencies": { "a": "1.2.3" } }',
      differs: { assessment: BAD, rollback: BACK },
    },
    {
      title: "replaces an exact version too",
      before: '{"dependencies":{"a":"1.9.0"}}',
      after: '{"dependencies":{"a":"1.2.3"}}',
      differs: { assessment: LOOK, rollback: BACK },
    },
    {
      title: "keeps an alias",
      before: '{"dependencies":{"a":"npm:b@>=1 <2"}}',
      after: '{"dependencies":{"a":"npm:b@1.2.3"}}',
      differs: { assessment: BAD, rollback: BACK },
    },
    {
      title: "is absent where nothing earlier is sound",
      before: '{"dependencies":{"a":"^1"}}',
      after: undefined,
      differs: { assessment: BAD, rollback: "none" },
    },
    { title: "is absent where none is needed", before: '{"dependencies":{"a":"^1"}}', after: undefined, differs: {} },
    {
      title: "leaves peers",
      before: '{"peerDependencies":{"a":"^1"}}',
      after: undefined,
      differs: { assessment: BAD, rollback: BACK },
    },
  ];
  for (const { title, before, after, differs } of cases) {
    it(title, () => assert.equal(apply(before, rollbackEdit, differs), after));
  }

  it("is preferred at error only, and names the command that the lockfile waits for", () => {
    const [dependency] = parsePackageJson('{"dependencies":{"a":"^1"}}').dependencies;
    assert.ok(dependency !== undefined);
    const at = (level: Assessment) =>
      rollbackEdit(dependency, report("a", "1.9.0", { assessment: level, rollback: BACK }));
    assert.deepEqual([at(BAD)?.preferred, at(LOOK)?.preferred], [true, false]);
    assert.equal(at(BAD)?.title, "Roll back a to 1.2.3, then run npm install");
    const ofPnpm = report("a", "1.9.0", { assessment: BAD, rollback: BACK, manager: "pnpm" });
    assert.equal(rollbackEdit(dependency, ofPnpm)?.title, "Roll back a to 1.2.3, then run pnpm install");
  });
});

describe("upgradeEdit", () => {
  const weak = finding("vulnerable", "warning", "One advisory, high", {
    family: "state",
    evidence: { fixed: "1.9.1", fixedChecked: true },
  });
  const judged = (findings: readonly ReturnType<typeof finding>[]): Partial<PackageReport> => ({
    assessment: assessment({ level: "warning", score: 30, findings }),
    rollback: BACK,
    openUpgrades: ["^", "~"],
  });
  const silence = finding("release-after-silence", "none", "quiet for years", { family: "when" });
  const newHands = finding("publisher-new", "none", "by bob", { family: "who" });
  const unsure = { ...weak, evidence: { fixed: "1.9.1", fixedChecked: false } };
  const cases: readonly {
    title: string;
    spec: string;
    findings: readonly ReturnType<typeof finding>[];
    forward: string | undefined;
    back: string | undefined;
  }[] = [
    { title: "keeps a caret", spec: "^1.2.0", findings: [weak], forward: "^1.9.1", back: undefined },
    { title: "keeps a tilde", spec: "~1.9.0", findings: [weak, silence], forward: "~1.9.1", back: undefined },
    { title: "stays exact", spec: "1.9.0", findings: [weak], forward: "1.9.1", back: undefined },
    {
      title: "keeps an alias and its caret",
      spec: "npm:b@^1",
      findings: [weak],
      forward: "npm:b@^1.9.1",
      back: undefined,
    },
    { title: "is exact for other ranges", spec: ">=1 <2", findings: [weak], forward: "1.9.1", back: undefined },
    {
      title: "gives way to going back where hands have changed too",
      spec: "^1.2.0",
      findings: [weak, newHands, silence],
      forward: undefined,
      back: "1.2.3",
    },
    {
      title: "is absent where nobody looked at the fixed version",
      spec: "^1",
      findings: [unsure],
      forward: undefined,
      back: undefined,
    },
  ];
  for (const { title, spec, findings, forward, back } of cases) {
    it(title, () => {
      const before = JSON.stringify({ dependencies: { a: spec } });
      const written = (now: string | undefined) => now && JSON.stringify({ dependencies: { a: now } });
      assert.equal(apply(before, upgradeEdit, judged(findings)), written(forward));
      assert.equal(apply(before, rollbackEdit, judged(findings)), written(back));
    });
  }
});

describe("upgradeEdit, where the newest that an operator admits is not sound", () => {
  const weak = finding("vulnerable", "warning", "One advisory, high", {
    evidence: { fixed: "1.9.1", fixedChecked: true },
  });
  for (const [spec, open, after] of [
    ["^1.2.0", ["~"], "1.9.1"],
    ["~1.9.0", ["~"], "~1.9.1"],
    ["^1.2.0", undefined, "1.9.1"],
  ] as const) {
    it(`makes ${after} of ${spec} where ${open ?? "nothing"} is open`, () => {
      const differs = {
        assessment: assessment({ level: "warning", findings: [weak] }),
        ...(open === undefined ? {} : { openUpgrades: open }),
      };
      const text = JSON.stringify({ dependencies: { a: spec } });
      assert.equal(apply(text, upgradeEdit, differs), JSON.stringify({ dependencies: { a: after } }));
    });
  }
});

describe("replaceEdit", () => {
  const LIKE = assessment({
    level: "error",
    findings: [finding("lookalike", "error", "expresss differs", { evidence: { meant: "express" } })],
  });
  const known = (latest: string, sound: string = latest): Partial<PackageReport> => ({
    evidence: {
      ...evidence("expresss", "1.0.0"),
      meant: {
        status: "found" as const,
        value: history("express", [release(latest, 90, "ann")], { distTags: { latest } }),
        asOf: 0,
      },
    },
    replacement: sound,
  });

  /** The manifest after the fix, and the fix's title. */
  function replace(text: string, differs: Partial<PackageReport> = {}, asked: readonly string[] = []) {
    const [dependency] = parsePackageJson(text).dependencies;
    assert.ok(dependency !== undefined);
    const found = replaceEdit(dependency, report("expresss", "1.0.0", { assessment: LIKE, ...differs }), (name) =>
      asked.includes(name),
    );
    return (
      found && [
        found.title,
        found.edits.reduceRight(
          (all, { span, newText }) => all.slice(0, span.start) + newText + all.slice(span.end),
          text,
        ),
      ]
    );
  }

  it("keeps a range that admits the latest release of the package meant", () => {
    assert.deepEqual(replace('{"dependencies":{"expresss":"^5.1.0"}}', known("5.2.1")), [
      "Replace expresss by express ^5.1.0, then run npm install",
      '{"dependencies":{"express":"^5.1.0"}}',
    ]);
  });

  it("asks for the latest release where the range was written for another package", () => {
    assert.deepEqual(replace('{"devDependencies": {"expresss" : "^1.0.0"}}', known("5.2.1")), [
      "Replace expresss by express ^5.2.1, then run npm install",
      '{"devDependencies": {"express" : "^5.2.1"}}',
    ]);
  });

  it("names an earlier release exactly where the latest is not sound, and none where no release is", () => {
    assert.deepEqual(replace('{"dependencies":{"expresss":"^5.0.0"}}', known("5.2.1", "5.2.0")), [
      "Replace expresss by express 5.2.0, then run npm install",
      '{"dependencies":{"express":"5.2.0"}}',
    ]);
    assert.equal(replace('{"dependencies":{"expresss":"^5.0.0"}}', known("5.2.1", "none")), undefined);
  });

  it("asks for any release where none is known, and says so", () => {
    assert.deepEqual(replace('{"dependencies":{"expresss":"^1.0.0"}}'), [
      "Replace expresss by express, any version, then run npm install",
      '{"dependencies":{"express":"*"}}',
    ]);
  });

  it("writes no spec that a registry put into its tags", () => {
    const [, text] = replace('{"dependencies":{"expresss":"^1.0.0"}}', known('1","x":"')) ?? [];
    assert.equal(text, '{"dependencies":{"express":"*"}}');
  });

  for (const [title, text, asked] of [
    ["where the package meant is asked for already", '{"dependencies":{"expresss":"1"}}', ["express"]],
    ["behind an alias", '{"dependencies":{"e":"npm:expresss@1"}}', []],
    ["in an override", '{"overrides":{"expresss":"1.0.0"}}', []],
  ] as const) {
    it(`is not offered ${title}`, () => assert.equal(replace(text, {}, asked), undefined));
  }
});
