import assert from "node:assert/strict";
import { readProvenance } from "../../server/src/core/lookup/attestations";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import type { Subject } from "../../server/src/core/model";
import { type CheckOptions, createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { attestations, oldProvenance, provenance, publication } from "../support/attestation";
import { lookupWorld, never } from "../support/lookupWorld";
import { createRandom } from "../support/random";
import { type DocumentRelease, type FakeWorldOptions, fakeWorld, ok, packumentOf } from "../support/world";

const LEFT: Subject = { name: "left", version: "1.0.0" };
const PURL = "pkg:npm/left@1.0.0";

describe("the provenance of a release", () => {
  it("is read beside npm's own attestation, whichever comes first", () => {
    const expected = {
      repository: "github.com/ann/left",
      workflow: ".github/workflows/release.yml",
      ref: "refs/heads/main",
    };
    assert.deepEqual(readProvenance(attestations(publication(PURL), provenance(PURL)), LEFT), expected);
    assert.deepEqual(readProvenance(attestations(provenance(PURL), publication(PURL)), LEFT), expected);
  });

  it("says the same in its older form", () => {
    const uri = "git+https://github.com/ann/left@refs/tags/v1.0.0";
    assert.deepEqual(readProvenance(attestations(oldProvenance(PURL, uri, ".github/workflows/x.yml")), LEFT), {
      repository: "github.com/ann/left",
      workflow: ".github/workflows/x.yml",
      ref: "refs/tags/v1.0.0",
    });
  });

  it("from GitLab names a job, and a commit that is no ref", () => {
    const uri = `git+https://gitlab.com/group/sub/left@${"ab12".repeat(10)}`;
    assert.deepEqual(readProvenance(attestations(oldProvenance(PURL, uri, "publish")), LEFT), {
      repository: "gitlab.com/group/sub/left",
      workflow: "publish",
      ref: undefined,
    });
  });

  it("is found under a scope, in either way of writing it", () => {
    const subject = { name: "@ann/left", version: "1.0.0+1" };
    for (const purl of [
      "pkg:npm/%40ann/left@1.0.0+1",
      "pkg:npm/%40ann%2Fleft@1.0.0%2B1",
      "pkg:npm/@ann/left@1.0.0+1",
    ]) {
      assert.equal(readProvenance(attestations(provenance(purl)), subject)?.repository, "github.com/ann/left", purl);
    }
  });

  const others: readonly (readonly [title: string, raw: unknown])[] = [
    ["of another version", attestations(provenance("pkg:npm/left@1.0.1"))],
    ["of another package", attestations(provenance("pkg:npm/right@1.0.0"))],
    ["with a name that cannot be decoded", attestations(provenance("pkg:npm/%zz@1.0.0"))],
    ["where there is only npm's own attestation", attestations(publication(PURL))],
    ["in a list that is none", { attestations: { length: 3 } }],
    ["in nothing", null],
    ["in a statement that is null", attestations(null)],
    ["in a bundle without an envelope", { attestations: [{ bundle: {} }, null, 7, "x"] }],
    ["in a payload that is no base64", { attestations: [{ bundle: { dsseEnvelope: { payload: "§§§" } } }] }],
    ["in a payload that is no JSON", { attestations: [{ bundle: { dsseEnvelope: { payload: "eyJ4" } } }] }],
    [
      "in a payload of a megabyte",
      { attestations: [{ bundle: { dsseEnvelope: { payload: "A".repeat(1_000_000) } } }] },
    ],
    ["behind a thousand others", attestations(...Array(1000).fill(publication(PURL)), provenance(PURL))],
  ];
  for (const [title, raw] of others) {
    it(`is not read ${title}`, () => assert.equal(readProvenance(raw, LEFT), undefined));
  }

  it("says nothing where its fields are something else, and cuts what is long", () => {
    const nothing = { repository: undefined, workflow: undefined, ref: undefined };
    for (const predicate of [
      undefined,
      null,
      [],
      "x",
      { buildDefinition: 7 },
      { buildDefinition: { externalParameters: [] } },
    ]) {
      const statement = { subject: [{ name: PURL }], predicateType: "https://slsa.dev/provenance/v1", predicate };
      assert.deepEqual(readProvenance(attestations(statement), LEFT), nothing);
    }
    const long = readProvenance(
      attestations(provenance(PURL, { path: "x".repeat(9000), repository: "y".repeat(9000) })),
      LEFT,
    );
    assert.deepEqual([long?.repository, long?.workflow?.length], [undefined, 200]);
  });

  it("never fails, whatever is cut out of an answer", () => {
    const text = JSON.stringify(attestations(publication(PURL), provenance(PURL)));
    const { below } = createRandom(7);
    for (let i = 0; i < 500; i++) {
      const from = below(text.length);
      const broken = text.slice(0, from) + "0".repeat(below(4)) + text.slice(from + below(9));
      let raw: unknown;
      try {
        raw = JSON.parse(broken);
      } catch {
        continue;
      }
      readProvenance(raw, LEFT);
    }
  });
});

describe("the question for attestations", () => {
  const create = (answer: (request: HttpRequest) => HttpAnswer) => {
    const world = lookupWorld(answer);
    return { world, lookups: createLookups(world, { privateScopes: [], offline: false }) };
  };

  it("goes to the package's own registry, once for ever", async () => {
    const { world, lookups } = create(() => ok(attestations(provenance("pkg:npm/%40ann/left@1.0.0"))));
    const subject = { name: "@ann/left", version: "1.0.0" };
    const ask = async () => (await lookups.attestations([subject, subject], never)).get("@ann/left@1.0.0");
    assert.equal((await ask())?.status, "found");
    world.pass(1000 * 24 * 60 * 60_000);
    assert.equal((await ask())?.status, "found");
    assert.deepEqual(
      world.sent.map(({ source, method, url }) => [source, method, url]),
      [["attestations", "GET", "https://registry.example/-/npm/v1/attestations/@ann%2Fleft@1.0.0"]],
    );
  });

  it("is not put about a version that no address can hold", async () => {
    const { world, lookups } = create(() => ok({}));
    const answers = await lookups.attestations([{ name: "left", version: "1.0.0\ud800" }], never);
    assert.equal([...answers.values()][0]?.status, "unavailable");
    assert.deepEqual(world.sent, []);
  });

  const answers: readonly (readonly [title: string, answer: HttpAnswer, status: string, reason?: RegExp])[] = [
    ["no such attestation", { status: 404, json: { error: "Not found" }, bytes: 9 }, "absent"],
    ["trouble", { status: 503, json: undefined, bytes: 0 }, "unavailable", /trouble on its side/],
    ["silence", { failed: "registry.example: timed out" }, "unavailable", /timed out/],
    ["a login", { status: 401, json: {}, bytes: 2 }, "unavailable", /access refused/],
    ["something else", ok({ hello: 1 }), "unavailable", /no provenance of 1\.0\.0/],
    ["an attestation of another version", ok(attestations(provenance("pkg:npm/left@2.0.0"))), "unavailable"],
  ];
  for (const [title, given, status, reason] of answers) {
    it(`takes ${title} as ${status}, and asks again later`, async () => {
      const { world, lookups } = create(() => given);
      const ask = async () => (await lookups.attestations([LEFT], never)).get("left@1.0.0");
      const answer = await ask();
      assert.equal(answer?.status, status);
      assert.match(answer?.status === "unavailable" ? answer.reason : "", reason ?? /(?:)/);
      world.pass(10 * 60_000);
      await ask();
      assert.equal(world.sent.length, 2);
    });
  }
});

const OPTIONS: CheckOptions = {
  asOf: undefined,
  deep: false,
  offline: false,
  settings: DEFAULT_SETTINGS,
  policy: undefined,
};
const ATTESTED = {
  dist: { attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } } },
  repository: "github:ann/left",
};

/** Ten releases with provenance, the last two days ago. */
const left = (last: Partial<DocumentRelease> = {}) =>
  packumentOf("left", [
    ...Array.from({ length: 9 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 600 - i * 60, more: ATTESTED })),
    { version: "1.9.0", daysAgo: 2, more: ATTESTED, ...last },
  ]);

function open(document: unknown, workflowOf: (version: string) => string, more: FakeWorldOptions = {}) {
  const world = fakeWorld({
    documents: { left: document },
    files: {
      "/app/package.json": '{"dependencies":{"left":"1.9.0"}}',
      "/app/package-lock.json": '{"lockfileVersion":3,"packages":{"node_modules/left":{"version":"1.9.0"}}}',
    },
    answer({ source, url }) {
      const version = url.slice(url.lastIndexOf("@") + 1);
      return source === "attestations"
        ? ok(attestations(provenance(`pkg:npm/left@${version}`, { path: workflowOf(version) })))
        : undefined;
    },
    ...more,
  });
  const asked = () =>
    world.sent.filter((line) => line.startsWith("attestations")).map((line) => line.split("@").at(-1));
  return { service: createTrustService(world), asked };
}

describe("attestations of a release that somebody looks at", () => {
  it("are compared with those of the two before it, and with no others", async () => {
    const { service, asked } = open(left(), (version) => (version === "1.9.0" ? "x.yml" : "release.yml"));
    const { assessment } = await service.explain("left", "1.9.0", OPTIONS, never);
    assert.deepEqual(asked().sort(), ["1.7.0", "1.8.0", "1.9.0"]);
    assert.match(assessment.summary, /built by x\.yml, before by release\.yml/);
    await service.explain("left", "1.9.0", OPTIONS, never);
    assert.equal(asked().length, 3);
  });

  it("are not checked where the registry does not give them, and that is said", async () => {
    const { service } = open(left(), () => "", {
      answer: ({ source }) => (source === "attestations" ? { failed: "registry.example: timed out" } : undefined),
    });
    const { assessment } = await service.explain("left", "1.9.0", OPTIONS, never);
    assert.deepEqual(
      assessment.unchecked.map(({ id, reason }) => `${id}: ${reason}`),
      ["attestations: registry.example: timed out"],
    );
  });

  it("are not asked for where the release has none", async () => {
    const { service, asked } = open(left({ more: {} }), () => "release.yml");
    await service.explain("left", "1.9.0", OPTIONS, never);
    assert.deepEqual(asked(), []);
  });
});

describe("attestations in a whole project", () => {
  const eve = { by: "eve" };
  const cases: readonly (readonly [title: string, document: unknown, asked: number])[] = [
    ["are not asked for where nothing speaks", left(), 0],
    ["are asked for where a recent release was published by somebody else", left(eve), 3],
    ["are not asked for where that is old news", left({ ...eve, daysAgo: 110 }), 0],
    ["are not asked for where the release has no provenance", left({ ...eve, more: {} }), 0],
  ];
  for (const [title, document, count] of cases) {
    it(title, async () => {
      const { service, asked } = open(document, () => "release.yml");
      const { packages } = await service.check("/app", OPTIONS, never);
      assert.equal(asked().length, count);
      assert.ok(packages.every(({ assessment }) => assessment.unchecked.every(({ id }) => id !== "attestations")));
    });
  }
});
