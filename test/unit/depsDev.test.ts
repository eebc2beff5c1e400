import assert from "node:assert/strict";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import { readVersion } from "../../server/src/core/lookup/depsDev";
import type { Subject } from "../../server/src/core/model";
import type { HttpAnswer } from "../../server/src/core/world";
import { askedFor, type LookupWorld, lookupWorld, never } from "../support/lookupWorld";
import { ok } from "../support/world";

const MINUTE = 60_000;
const GONE: HttpAnswer = { status: 404, json: undefined, bytes: 9 };

const create = (world: LookupWorld) => createLookups(world, { privateScopes: [], offline: false });
const many = (count: number): readonly Subject[] =>
  Array.from({ length: count }, (_, i) => ({ name: `p${i}`, version: "1.0.0" }));

/** Who is known, by status. */
async function ask(world: LookupWorld, subjects: readonly Subject[], lookups = create(world)) {
  const answers = await lookups.depsDev(subjects, never);
  return Object.fromEntries([...answers].map(([key, { status }]) => [key, status]));
}

describe("a version of deps.dev", () => {
  it("is read with its date, its deprecation and the repository that was verified", () => {
    assert.deepEqual(
      readVersion({
        publishedAt: "2025-02-04T20:35:48Z",
        isDeprecated: true,
        deprecatedReason: "use b",
        slsaProvenances: [{ sourceRepository: "https://github.com/Owner/Name.git", verified: true }],
      }),
      {
        publishedAt: Date.UTC(2025, 1, 4, 20, 35, 48),
        deprecated: "use b",
        attestedRepository: "github.com/owner/name",
      },
    );
  });

  const repositories: readonly (readonly [
    title: string,
    raw: Record<string, unknown>,
    expected: string | undefined,
  ])[] = [
    [
      "nothing that was not verified",
      { slsaProvenances: [{ sourceRepository: "https://github.com/o/n", verified: false }] },
      undefined,
    ],
    ["nothing from links", { links: [{ label: "SOURCE_REPO", url: "https://github.com/o/n" }] }, undefined],
    ["nothing from related projects", { relatedProjects: [{ projectKey: { id: "github.com/o/n" } }] }, undefined],
    [
      "a verified attestation",
      { slsaProvenances: [], attestations: [{ sourceRepository: "https://github.com/o/n", verified: true }] },
      "github.com/o/n",
    ],
    [
      "the one of two that was verified",
      {
        slsaProvenances: [
          { sourceRepository: "https://github.com/o/x" },
          { sourceRepository: "https://github.com/o/n", verified: true },
        ],
      },
      "github.com/o/n",
    ],
    ["nothing from nonsense", { slsaProvenances: "yes", attestations: [null, 7] }, undefined],
  ];
  for (const [title, raw, expected] of repositories) {
    it(`takes as attested ${title}`, () => assert.equal(readVersion(raw).attestedRepository, expected));
  }

  it("takes defaults and missing fields for not given", () => {
    const nothing = { publishedAt: undefined, deprecated: undefined, attestedRepository: undefined };
    assert.deepEqual(readVersion({}), nothing);
    assert.deepEqual(readVersion({ publishedAt: "", isDeprecated: false, deprecatedReason: "" }), nothing);
    assert.equal(readVersion({ isDeprecated: true, deprecatedReason: "" }).deprecated, "deprecated");
  });
});

/** What the stable question answers at its address. */
function versionAt(url: string): unknown {
  const [, name = "", version = ""] = /packages\/([^/]+)\/versions\/(.+)$/.exec(url) ?? [];
  return { versionKey: { system: "NPM", name: decodeURIComponent(name), version: decodeURIComponent(version) } };
}

describe("the question to deps.dev", () => {
  it("is a batch, answered by position; one without a version is absent", async () => {
    const world = lookupWorld((request) =>
      ok({
        responses: askedFor(request).map((key) =>
          key === "b@2.0.0" ? { request: {} } : { request: {}, version: { publishedAt: "2025-01-01T00:00:00Z" } },
        ),
        nextPageToken: "",
      }),
    );
    const subjects = [
      { name: "@s/a", version: "1.0.0" },
      { name: "b", version: "2.0.0" },
    ];
    assert.deepEqual(await ask(world, subjects), { "@s/a@1.0.0": "found", "b@2.0.0": "absent" });
    assert.deepEqual(world.sent[0], {
      source: "depsdev",
      method: "POST",
      url: "https://depsdev.example/v3alpha/versionbatch",
      headers: { accept: "application/json", "content-type": "application/json" },
      body: { requests: subjects.map((subject) => ({ versionKey: { system: "NPM", ...subject } })) },
    });
  });

  it("comes in batches of at most 5,000", async () => {
    const world = lookupWorld((request) => ok({ responses: askedFor(request).map(() => ({ version: {} })) }));
    const answers = await create(world).depsDev(many(5001), never);
    assert.equal(answers.size, 5001);
    assert.deepEqual(
      world.sent.map((request) => askedFor(request).length),
      [5000, 1],
    );
  });

  it("follows pages with the same body and the token", async () => {
    const world = lookupWorld((request) => {
      const { pageToken = "" } = request.body as { pageToken?: string };
      const from = pageToken === "" ? 0 : Number(pageToken);
      const page = askedFor(request).slice(from, from + 2);
      return ok({
        responses: page.map((key) => ({ version: { deprecatedReason: key, isDeprecated: true } })),
        nextPageToken: from + 2 < 5 ? String(from + 2) : "",
      });
    });
    const answers = await create(world).depsDev(many(5), never);
    for (const [key, answer] of answers) {
      assert.equal(answer.status === "found" && answer.value.deprecated, key);
    }
    const bodies = world.sent.map(({ body }) => body as { requests: unknown; pageToken?: string });
    assert.deepEqual(
      bodies.map(({ pageToken }) => pageToken),
      [undefined, "2", "4"],
    );
    assert.deepEqual(bodies[2]?.requests, bodies[0]?.requests);
  });

  it("leaves unanswered what the pages did not hold", async () => {
    const world = lookupWorld(() => ok({ responses: [{ version: {} }], nextPageToken: "" }));
    assert.deepEqual(await ask(world, many(2)), { "p0@1.0.0": "found", "p1@1.0.0": "unavailable" });
  });

  it("does not take an answer about another package", async () => {
    const world = lookupWorld(() =>
      ok({ responses: [{ request: { versionKey: { name: "other", version: "1.0.0" } }, version: {} }] }),
    );
    assert.deepEqual(await ask(world, many(1)), { "p0@1.0.0": "unavailable" });
  });

  for (const version of [null, "1.0.0", { versionKey: { name: "p0", version: "2.0.0" } }]) {
    it(`does not take ${JSON.stringify(version)} for what it asked about`, async () => {
      const world = lookupWorld(() => ok({ responses: [{ version }] }));
      assert.deepEqual(await ask(world, many(1)), { "p0@1.0.0": "unavailable" });
    });
  }

  it("costs one bad entry its own answer only", async () => {
    const world = lookupWorld((request) =>
      askedFor(request).includes("p3@1.0.0")
        ? { status: 400, json: undefined, bytes: 0 }
        : ok({ responses: askedFor(request).map(() => ({ version: {} })) }),
    );
    assert.deepEqual(
      Object.entries(await ask(world, many(8))).flatMap(([key, status]) => (status === "found" ? [] : [key])),
      ["p3@1.0.0"],
    );
  });

  for (const status of [404, 405, 410, 501]) {
    it(`falls back to the stable question where the batch is gone (${status})`, async () => {
      const world = lookupWorld(({ url }) => {
        if (url.endsWith("versionbatch")) {
          return { status, json: undefined, bytes: 0 };
        }
        return url.endsWith("/versions/1.0.0")
          ? ok({ versionKey: { system: "NPM", name: "@s/a", version: "1.0.0" }, publishedAt: "2025-01-01T00:00:00Z" })
          : GONE;
      });
      const subjects = [
        { name: "@s/a", version: "1.0.0" },
        { name: "b", version: "2.0.0" },
      ];
      assert.deepEqual(await ask(world, subjects), { "@s/a@1.0.0": "found", "b@2.0.0": "absent" });
      assert.deepEqual(
        world.sent.slice(1).map(({ method, url }) => `${method} ${url}`),
        [
          "GET https://depsdev.example/v3/systems/npm/packages/%40s%2Fa/versions/1.0.0",
          "GET https://depsdev.example/v3/systems/npm/packages/b/versions/2.0.0",
        ],
      );
    });
  }

  it("asks at most 200 one by one, 8 at a time, and says what was left out", async () => {
    const world = lookupWorld(({ method, url }) => (method === "POST" ? GONE : ok(versionAt(url))));
    const answers = await create(world).depsDev(many(250), never);
    assert.equal(world.sent.length, 201);
    assert.equal(world.most.get("depsdev"), 8);
    assert.equal([...answers.values()].filter(({ status }) => status === "found").length, 200);
    assert.equal([...answers.values()].filter(({ status }) => status === "unasked").length, 50);
  });

  it("does not ask 200 times where the first eight find nothing", async () => {
    const world = lookupWorld(() => GONE);
    await create(world).depsDev(many(250), never);
    assert.equal(world.sent.length, 1 + 8);
  });

  it("believes that there is none where the stable question has been answered before", async () => {
    const world = lookupWorld(({ url }) => (url.includes("/p0/") ? ok(versionAt(url)) : GONE));
    const lookups = create(world);
    await ask(world, many(1), lookups);
    assert.deepEqual(await ask(world, many(2), lookups), { "p0@1.0.0": "found", "p1@1.0.0": "absent" });
  });

  it("takes an address that knows neither question for wrong, not for knowing no package", async () => {
    assert.deepEqual(
      await ask(
        lookupWorld(() => GONE),
        many(2),
      ),
      {
        "p0@1.0.0": "unasked",
        "p1@1.0.0": "unasked",
      },
    );
  });

  const unusable: readonly (readonly [title: string, answer: HttpAnswer])[] = [
    ["fails", { failed: "depsdev.example: no such host" }],
    ["has trouble", { status: 500, json: undefined, bytes: 0 }],
    ["refuses", { status: 403, json: undefined, bytes: 0 }],
  ];
  for (const [title, answer] of unusable) {
    it(`leaves all unanswered where the service ${title}`, async () => {
      const world = lookupWorld(() => answer);
      assert.deepEqual(await ask(world, many(2)), { "p0@1.0.0": "unavailable", "p1@1.0.0": "unavailable" });
      assert.equal(world.sent.length, 1);
    });
  }

  const changed: readonly (readonly [title: string, answer: HttpAnswer])[] = [
    ["answers something else", ok({ findings: [] })],
    ["answers more than was asked", ok({ responses: [{}, {}, {}] })],
    ["answers null", ok(null)],
    ["finds fault with every question", { status: 400, json: undefined, bytes: 0 }],
  ];
  for (const [title, answer] of changed) {
    it(`is put in its stable form where the batch ${title}`, async () => {
      const world = lookupWorld(({ method, url }) => (method === "POST" ? answer : ok(versionAt(url))));
      assert.deepEqual(await ask(world, many(2)), { "p0@1.0.0": "found", "p1@1.0.0": "found" });
    });
  }

  const nonsense: readonly (readonly [title: string, answer: unknown])[] = [
    ["nothing", null],
    ["an error", { code: 13, message: "internal" }],
    ["another package", { versionKey: { system: "NPM", name: "other", version: "1.0.0" } }],
    ["another version", { versionKey: { system: "NPM", name: "p0", version: "2.0.0" } }],
  ];
  for (const [title, answer] of nonsense) {
    it(`leaves it to others where the stable one brings ${title}`, async () => {
      const world = lookupWorld(({ method }) => (method === "POST" ? GONE : ok(answer)));
      assert.deepEqual(await ask(world, many(1)), { "p0@1.0.0": "unasked" });
    });
  }

  it("is not put again within the hour, and stands in for a service that is down", async () => {
    let isDown = false;
    const world = lookupWorld((request) =>
      isDown ? { failed: "down" } : ok({ responses: askedFor(request).map(() => ({ version: {} })) }),
    );
    const lookups = create(world);
    await ask(world, many(1), lookups);
    world.pass(59 * MINUTE);
    await ask(world, many(1), lookups);
    assert.equal(world.sent.length, 1);
    isDown = true;
    world.pass(60 * MINUTE);
    assert.deepEqual(await ask(world, many(1), lookups), { "p0@1.0.0": "found" });
    world.pass(365 * 24 * 60 * MINUTE);
    assert.deepEqual(await ask(world, many(1), lookups), { "p0@1.0.0": "found" });
  });
});
