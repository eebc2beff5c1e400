import assert from "node:assert/strict";
import { readPackument } from "../../server/src/core/lookup/packument";
import type { History, Release } from "../../server/src/core/model";

/** The one release of a document whose single version has these fields. */
function release(fields: Record<string, unknown>, name = "left"): Release {
  const read = readPackument({ name, versions: { "1.0.0": fields } });
  const [only] = read?.releases ?? [];
  assert.ok(only !== undefined);
  return only;
}

function read(document: unknown): History {
  const history = readPackument(document);
  assert.ok(history !== undefined);
  return history;
}

describe("readPackument", () => {
  const others: readonly { title: string; document: unknown }[] = [
    { title: "nothing", document: undefined },
    { title: "null", document: null },
    { title: "a number", document: 42 },
    { title: "a list", document: [{ name: "left", versions: {} }] },
    { title: "an error of the registry", document: { error: "Not found" } },
    { title: "a manifest", document: { name: "left", version: "1.0.0" } },
    { title: "versions that are a list", document: { name: "left", versions: ["1.0.0"] } },
    { title: "a name that is a number", document: { name: 7, versions: {} } },
  ];
  for (const { title, document } of others) {
    it(`is undefined for ${title}`, () => assert.equal(readPackument(document), undefined));
  }

  it("sorts releases by date, the undated last and by version", () => {
    const history = read({
      name: "left",
      time: {
        "2.0.0": "2024-01-01T00:00:00Z",
        "1.0.0": "2024-02-01T00:00:00Z",
        "1.0.1": "soon",
        modified: "2026-01-01",
      },
      versions: { "1.10.0": {}, "1.9.0": {}, "1.0.0": {}, "1.0.1": {}, "2.0.0": {} },
    });
    assert.deepEqual(
      history.releases.map(({ version }) => version),
      ["2.0.0", "1.0.0", "1.0.1", "1.9.0", "1.10.0"],
    );
    assert.equal(history.lastStamp, Date.UTC(2024, 1, 1), "`modified` is no stamp of a release");
  });

  it("takes a stamp without its version for a pulled one, however broken the served ones are", () => {
    const { pulled, releases } = read({
      name: "left",
      time: {
        created: "2024-01-01T00:00:00Z",
        "1.0.0": "2024-01-01T00:00:00Z",
        "1.0.1": "2024-01-02T00:00:00Z",
        "not a version": "2024-01-02T00:00:00Z",
        "1.0.2": "2024-01-03T00:00:00Z",
      },
      versions: { "1.0.0": {}, "1.0.2": "broken" },
    });
    assert.deepEqual(pulled, [{ version: "1.0.1", publishedAt: Date.UTC(2024, 0, 2) }]);
    assert.equal(releases.length, 1);
  });

  it("knows a package that was unpublished as a whole", () => {
    const history = read({
      name: "left",
      time: { "0.0.1": "2021-10-29T08:21:56Z", unpublished: { time: "2022-01-14T12:34:23Z", versions: ["0.0.1"] } },
    });
    assert.equal(history.holder, "unpublished");
    assert.deepEqual(
      history.pulled.map(({ version }) => version),
      ["0.0.1"],
    );
    assert.equal(history.lastStamp, Date.parse("2022-01-14T12:34:23Z"));
  });

  it("knows the registry's holder", () => {
    const holder = { name: "left", "dist-tags": { latest: "0.0.1-security" }, versions: { "0.0.1-security": {} } };
    assert.equal(read(holder).holder, "security-holding");
    assert.equal(read({ ...holder, "dist-tags": { latest: "1.0.0" } }).holder, undefined);
  });

  it("says which fields the registry gives at all", () => {
    assert.deepEqual(read({ name: "left", versions: { "1.0.0": {} } }).gives, {
      time: false,
      publisher: false,
      maintainers: false,
    });
    const given = { _npmUser: { name: "ann" }, maintainers: [{ name: "ann" }] };
    const full = read({ name: "left", time: { "1.0.0": "2024-01-01" }, versions: { "1.0.0": given } });
    assert.deepEqual(full.gives, { time: true, publisher: true, maintainers: true });
  });

  it("keeps names that objects have of their own", () => {
    const history = read(
      JSON.parse(`{
        "name": "__proto__",
        "dist-tags": { "__proto__": "1.0.0", "latest": "1.0.0" },
        "time": { "constructor": "2024-01-01T00:00:00Z", "1.0.0": "2024-01-01T00:00:00Z" },
        "versions": { "1.0.0": { "dependencies": { "__proto__": "^1.0.0", "constructor": "1" } } }
      }`),
    );
    assert.equal(history.name, "__proto__");
    assert.deepEqual(Object.keys(history.distTags), ["__proto__", "latest"]);
    assert.deepEqual(
      history.releases[0]?.dependencies.map(({ name }) => name),
      ["__proto__", "constructor"],
    );
    assert.deepEqual(history.pulled, []);
    assert.deepEqual(release({ scripts: JSON.parse('{"__proto__": {"install": "x"}}') }).scripts, {});
  });

  it("survives any JSON in any field", () => {
    const odd: readonly unknown[] = [
      undefined,
      null,
      true,
      7,
      "",
      "text",
      [],
      [null, 7, "a", {}],
      {},
      { url: 7, name: [] },
    ];
    for (const value of odd) {
      for (const field of [
        "_npmUser",
        "maintainers",
        "scripts",
        "dependencies",
        "optionalDependencies",
        "bin",
        "dist",
      ]) {
        release({ [field]: value });
      }
      for (const field of ["repository", "gitHead", "deprecated", "gypfile"]) {
        release({ [field]: value });
      }
      for (const field of ["time", "dist-tags", "maintainers", "repository", "description"]) {
        read({ name: "left", versions: { "1.0.0": {} }, [field]: value });
      }
    }
  });

  describe("evidence rank", () => {
    const provenance = { dist: { attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } } } };
    const trusted = {
      _npmUser: { name: "GitHub Actions", trustedPublisher: { id: "github", oidcConfigId: "oidc:1" } },
    };
    const ranks: readonly { title: string; fields: Record<string, unknown>; rank: number }[] = [
      { title: "nothing", fields: {}, rank: 0 },
      { title: "provenance", fields: provenance, rank: 1 },
      { title: "a trusted publisher without provenance", fields: trusted, rank: 0 },
      { title: "a trusted publisher with provenance", fields: { ...trusted, ...provenance }, rank: 2 },
      { title: "an approver", fields: { _npmUser: { name: "ann", approver: { name: "bob" } } }, rank: 3 },
      { title: "an attestation that is no provenance", fields: { dist: { attestations: { url: "x" } } }, rank: 0 },
    ];
    for (const { title, fields, rank } of ranks) {
      it(`of ${title} is ${rank}`, () => assert.equal(release(fields).evidence, rank));
    }
  });

  it("keeps of an e-mail address only what recognises it", () => {
    const publisher = (email: unknown) => release({ _npmUser: { name: "ann", email } }).publisher;
    const one = publisher("Ann@Mail.example");
    assert.equal(one?.emailHash, publisher("ann@mail.example")?.emailHash);
    assert.notEqual(one?.emailHash, publisher("ann@post.example")?.emailHash);
    assert.equal(one?.emailDomain, "mail.example");
    assert.doesNotMatch(JSON.stringify(one), /ann@/i);
    assert.equal(publisher("no address")?.emailHash, undefined);
    assert.equal(publisher(7)?.emailHash, undefined);
  });

  it("reads accounts written as text", () => {
    assert.equal(release({ _npmUser: "ann <ann@mail.example>" }).publisher?.emailDomain, "mail.example");
    assert.deepEqual(release({ maintainers: ["ann <ann@mail.example>", "bob", {}] }).maintainers, ["ann", "bob"]);
  });

  describe("install scripts", () => {
    const rows: readonly { title: string; fields: Record<string, unknown>; scripts: object; gyp: boolean }[] = [
      { title: "no field", fields: {}, scripts: {}, gyp: false },
      {
        title: "the three of them only",
        fields: { scripts: { test: "x", preinstall: "a" } },
        scripts: { preinstall: "a" },
        gyp: false,
      },
      { title: "an implicit build", fields: { gypfile: true }, scripts: {}, gyp: true },
      {
        title: "a build that the registry wrote out",
        fields: { gypfile: true, scripts: { install: "node-gyp rebuild" } },
        scripts: { install: "node-gyp rebuild" },
        gyp: true,
      },
      {
        title: "a build replaced by a script",
        fields: { gypfile: true, scripts: { install: "node b.js" } },
        scripts: { install: "node b.js" },
        gyp: false,
      },
      {
        title: "a build prevented",
        fields: { gypfile: true, scripts: { preinstall: "true" } },
        scripts: { preinstall: "true" },
        gyp: false,
      },
    ];
    for (const { title, fields, scripts, gyp } of rows) {
      it(`are read with ${title}`, () => {
        const read = release(fields);
        assert.deepEqual(read.scripts, scripts);
        assert.equal(read.gyp, gyp);
      });
    }

    it("stay different behind the place where a long one is cut", () => {
      const long = "node x.js ".repeat(100);
      const [a, b] = [release({ scripts: { install: `${long}a` } }), release({ scripts: { install: `${long}b` } })];
      assert.notEqual(a.scripts.install, b.scripts.install);
      assert.ok((a.scripts.install ?? "").length <= 200);
    });
  });

  describe("dependencies", () => {
    const rows: readonly { title: string; fields: Record<string, unknown>; expected: readonly string[] }[] = [
      { title: "none", fields: {}, expected: [] },
      { title: "an object", fields: { dependencies: { a: "^1", b: 7 } }, expected: ["a ^1", "b "] },
      {
        title: "an optional one, which npm lists twice",
        fields: { dependencies: { a: "^1", b: "2" }, optionalDependencies: { b: "2" } },
        expected: ["a ^1", "b 2 optional"],
      },
      {
        title: "a list, as in npm's first years",
        fields: { dependencies: ["a", "b@1", "@c/d >=2", 7] },
        expected: ["a ", "b 1", "@c/d >=2"],
      },
    ];
    for (const { title, fields, expected } of rows) {
      it(`are read from ${title}`, () => {
        const read = release(fields).dependencies.map(
          ({ name, spec, optional }) => `${name} ${spec}${optional ? " optional" : ""}`,
        );
        assert.deepEqual(read, expected);
      });
    }
  });

  it("reads commands as an object, or as one named after the package", () => {
    assert.deepEqual(release({ bin: { a: "a.js", b: "b.js" } }).bins, ["a", "b"]);
    assert.deepEqual(release({ bin: "cli.js" }, "@ann/left").bins, ["left"]);
    assert.deepEqual(release({ bin: 7 }).bins, []);
  });

  it("takes an empty deprecation for none", () => {
    assert.deepEqual(
      ["", false, true, "gone", null].map((deprecated) => release({ deprecated }).deprecated),
      [undefined, undefined, "deprecated", "gone", undefined],
    );
  });

  describe("repository", () => {
    const rows: readonly { written: unknown; read: string | undefined }[] = [
      { written: "ann/left", read: "github.com/ann/left" },
      { written: "github:Ann/Left", read: "github.com/ann/left" },
      { written: { type: "git", url: "git+https://github.com/ann/left.git" }, read: "github.com/ann/left" },
      { written: "git+ssh://git@github.com/ann/left.git#main", read: "github.com/ann/left" },
      { written: "git@github.com:ann/left.git", read: "github.com/ann/left" },
      { written: "http://www.github.com/ann/left/", read: "github.com/ann/left" },
      { written: "https://github.com/ann/all/tree/main/packages/left", read: "github.com/ann/all" },
      { written: "https://github.com/ann/all/blob/main/readme.md", read: "github.com/ann/all" },
      { written: "gitlab:group/sub/left", read: "gitlab.com/group/sub/left" },
      { written: "https://git.example:8443/team/left.git", read: "git.example/team/left" },
      { written: "git@git.example:team/left.git", read: "git.example/team/left" },
      { written: "", read: undefined },
      { written: "nowhere", read: undefined },
      { written: { type: "git" }, read: undefined },
      { written: 7, read: undefined },
    ];
    for (const { written, read } of rows) {
      it(`is ${read ?? "unreadable"} from ${JSON.stringify(written)}`, () => {
        assert.equal(release({ repository: written }).repository, read);
      });
    }
  });
});

describe("readPackument, given text made to be slow", () => {
  const long = " ".repeat(200_000);
  for (const field of ["_npmUser", "maintainers", "dependencies", "repository", "bin", "deprecated", "scripts"]) {
    // A pattern that tries every split of such a text would still be at it when the run's time is up.
    it(`reads ${field} to its end`, () => {
      for (const value of [
        long,
        [long],
        { name: long, url: long, install: long, a: long },
        `a${long}b`,
        [`a${long}b`],
      ]) {
        assert.equal(release({ [field]: value }).version, "1.0.0");
      }
    });
  }
});
