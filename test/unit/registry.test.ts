import assert from "node:assert/strict";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import { PACKUMENT_FIELDS } from "../../server/src/core/lookup/packument";
import { isName } from "../../server/src/core/lookup/registry";
import type { HttpAnswer, RegistryAddress } from "../../server/src/core/world";
import { type LookupWorld, lookupWorld, never } from "../support/lookupWorld";
import { calmPackument, NOW, ok } from "../support/world";

const MINUTE = 60_000;
const NOT_FOUND: HttpAnswer = { status: 404, json: { error: "Not found" }, bytes: 21 };

const create = (world: LookupWorld, offline = false) => createLookups(world, { privateScopes: [], offline });
const nameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1));

describe("the question to a registry", () => {
  const addresses: readonly (readonly [name: string, url: string])[] = [
    ["plain", "https://registry.example/plain"],
    ["@scope/name", "https://registry.example/@scope%2Fname"],
    ["JSONStream", "https://registry.example/JSONStream"],
    ["with.dots_and~more", "https://registry.example/with.dots_and~more"],
    ["ünï", "https://registry.example/%C3%BCn%C3%AF"],
    ["a%2fb", "https://registry.example/a%252fb"],
  ];
  for (const [name, url] of addresses) {
    it(`asks for "${name}" at its own address`, async () => {
      const world = lookupWorld(() => NOT_FOUND);
      await create(world).history(name, never);
      const headers = { accept: "application/json" };
      assert.deepEqual(world.sent, [
        { source: "registry", method: "GET", url, headers, body: undefined, reads: PACKUMENT_FIELDS },
      ]);
    });
  }

  for (const name of [
    "..",
    ".",
    "@s/..",
    "a/b",
    "@a/b/c",
    "",
    " ",
    "a b",
    "@scope/",
    "a\nb",
    "x".repeat(300),
    "half\ud800",
  ]) {
    it(`asks nobody for ${JSON.stringify(name.slice(0, 20))}, which would be another address`, async () => {
      const world = lookupWorld(() => NOT_FOUND);
      assert.equal((await create(world).history(name, never)).status, "unavailable");
      assert.deepEqual(world.sent, []);
      assert.equal(isName(name), false);
    });
  }

  for (const [status, words] of [
    [401, "access refused (401)"],
    [403, "access refused (403)"],
    [404, "no such package, or none for whoever has not logged in (404)"],
  ] as const) {
    it(`says at ${status} what to do about credentials that could not be used, and accuses nobody`, async () => {
      const world = lookupWorld(() => ({ status, json: {}, bytes: 2 }));
      const address: RegistryAddress = { ...world.registry("a"), loginHint: "put the line x into y" };
      const answer = await create({ ...world, registry: () => address }).history("a", never);
      const reason = `registry.example: ${words}; put the line x into y`;
      assert.deepEqual(answer, { status: "unavailable", reason, isLasting: true });
    });
  }

  it("brings the document as a history, with the moment it was said", async () => {
    const world = lookupWorld(({ url }) => ok(calmPackument(nameOf(url))));
    const answer = await create(world).history("@scope/calm", never);
    assert.ok(answer.status === "found");
    assert.equal(answer.value.name, "@scope/calm");
    assert.equal(answer.value.releases.length, 10);
    assert.equal(answer.asOf, NOW);
  });

  it("lets others have their turn between an answer and its reading", async () => {
    const seen: string[] = [];
    const world = lookupWorld(({ url }) => {
      const { name, ...document } = calmPackument(nameOf(url)) as Record<string, unknown>;
      const read = () => {
        seen.push("read");
        return name;
      };
      return { status: 200, json: Object.defineProperty(document, "name", { get: read }), bytes: 1 };
    });
    const breathe = async () => void seen.push("others");
    await createLookups({ ...world, breathe }, { privateScopes: [], offline: false }).history("calm", never);
    assert.deepEqual(seen.slice(0, 2), ["others", "read"]);
  });

  const answers: readonly (readonly [title: string, answer: HttpAnswer, status: string, reason?: RegExp])[] = [
    ["a name that is not there", NOT_FOUND, "absent"],
    [
      "a registry that wants a login",
      { status: 401, json: undefined, bytes: 0 },
      "unavailable",
      /^registry\.example: access refused \(401\); .*\.npmrc/,
    ],
    [
      "a registry that refuses",
      { status: 403, json: undefined, bytes: 0 },
      "unavailable",
      /^registry\.example: access refused \(403\)/,
    ],
    ["too many questions", { status: 429, json: undefined, bytes: 0 }, "unavailable", /too many requests \(429\)/],
    ["a registry in trouble", { status: 502, json: undefined, bytes: 0 }, "unavailable", /trouble on its side \(502\)/],
    ["a status that says nothing", { status: 304, json: undefined, bytes: 0 }, "unavailable", /answered 304/],
    [
      "a failure on the way",
      { failed: "registry.example: connection refused" },
      "unavailable",
      /^registry\.example: connection refused$/,
    ],
    ["JSON that is no document", ok({ ok: true }), "unavailable", /not the registry document/],
    ["a list", ok([]), "unavailable", /not the registry document/],
    ["the document of another package", ok(calmPackument("other")), "unavailable", /not the registry document/],
  ];
  for (const [title, answer, status, reason] of answers) {
    it(`reads ${title} as ${status}`, async () => {
      const read = await create(lookupWorld(() => answer)).history("a", never);
      assert.equal(read.status, status);
      assert.match(read.status === "unavailable" ? read.reason : "", reason ?? /^$/);
    });
  }

  it("carries the headers of that registry, and of no other", async () => {
    const world = lookupWorld(
      () => NOT_FOUND,
      (name): RegistryAddress =>
        name.startsWith("@own/")
          ? { url: "https://own.example/npm/", headers: { authorization: "Bearer mine" }, isPrivate: true }
          : { url: "https://registry.example/", headers: {}, isPrivate: false },
    );
    const lookups = create(world);
    await Promise.all([lookups.history("@own/a", never), lookups.history("b", never)]);
    assert.deepEqual(
      world.sent.map(({ url, headers }) => [url, headers.authorization]),
      [
        ["https://own.example/npm/@own%2Fa", "Bearer mine"],
        ["https://registry.example/b", undefined],
      ],
    );
  });

  it("is fresh for five minutes, and stands in, with its age, for a registry that is down", async () => {
    let isDown = false;
    const world = lookupWorld(({ url }) => (isDown ? { failed: "down" } : ok(calmPackument(nameOf(url)))));
    const lookups = create(world);
    const status = async () => (await lookups.history("a", never)).status;
    assert.equal(await status(), "found");
    world.pass(5 * MINUTE - 1);
    assert.equal(await status(), "found");
    assert.equal(world.sent.length, 1);
    isDown = true;
    world.pass(1);
    assert.equal(await status(), "found");
    assert.equal(world.sent.length, 2);
    world.pass(30 * 24 * 60 * MINUTE);
    const old = await lookups.history("a", never);
    assert.deepEqual([old.status, old.status === "found" && old.asOf], ["found", NOW]);
  });

  it("asks again only for what has changed, and a document that has not is as new as the answer", async () => {
    const etag = 'W/"one"';
    const world = lookupWorld(({ url, headers }) =>
      headers["if-none-match"] === etag
        ? { status: 304, json: undefined, bytes: 0 }
        : { ...ok(calmPackument(nameOf(url))), validator: etag },
    );
    const lookups = create(world);
    const first = await lookups.history("a", never);
    world.pass(5 * MINUTE);
    const second = await lookups.history("a", never);
    world.pass(5 * MINUTE);
    const third = await lookups.history("a", never);
    assert.ok(first.status === "found" && second.status === "found" && third.status === "found");
    assert.equal(second.value, first.value);
    assert.deepEqual([first.asOf, second.asOf, third.asOf], [NOW, NOW + 5 * MINUTE, NOW + 10 * MINUTE]);
    assert.deepEqual(
      world.sent.map(({ headers }) => headers["if-none-match"]),
      [undefined, etag, etag],
    );
    assert.deepEqual(lookups.stats()[0], { ...lookups.stats()[0], requests: 3, failed: 0 });
  });

  it("asks by the date of a document that has no ETag", async () => {
    const modified = "Sat, 31 Jan 2026 10:00:00 GMT";
    const world = lookupWorld(({ url }) => ({ ...ok(calmPackument(nameOf(url))), validator: modified }));
    const lookups = create(world);
    await lookups.history("a", never);
    world.pass(5 * MINUTE);
    await lookups.history("a", never);
    assert.equal(world.sent[1]?.headers["if-modified-since"], modified);
  });

  it("takes the new document and its ETag where it has changed, and forgets one that is gone", async () => {
    let etag: string | undefined = '"one"';
    const world = lookupWorld(({ url }): HttpAnswer => {
      const answer = ok(calmPackument(nameOf(url)));
      return etag === undefined ? answer : { ...answer, validator: etag };
    });
    const lookups = create(world);
    const asked: unknown[] = [];
    for (const next of ['"one"', '"two"', undefined, '"three"']) {
      etag = next;
      await lookups.history("a", never);
      asked.push(world.sent.at(-1)?.headers["if-none-match"]);
      world.pass(5 * MINUTE);
    }
    assert.deepEqual(asked, [undefined, '"one"', '"two"', undefined]);
  });

  it("takes a name for missing no longer than a minute", async () => {
    const world = lookupWorld(() => NOT_FOUND);
    const lookups = create(world);
    await lookups.history("a", never);
    await lookups.history("a", never);
    assert.equal(world.sent.length, 1);
    world.pass(MINUTE);
    await lookups.history("a", never);
    assert.equal(world.sent.length, 2);
  });

  const crowds: readonly (readonly [title: string, answer: (name: string) => HttpAnswer, most: number])[] = [
    ["64 at a time where it answers", (name) => ok(calmPackument(name)), 64],
    ["16 at a time where it fails", () => ({ status: 500, json: undefined, bytes: 0 }), 16],
  ];
  for (const [title, answer, most] of crowds) {
    it(`asks for one name once, and for many names ${title}`, async () => {
      const world = lookupWorld(({ url }) => answer(nameOf(url)));
      const lookups = create(world);
      const names = Array.from({ length: 400 }, (_, i) => `p${i % 300}`);
      await Promise.all(names.map((name) => lookups.history(name, never)));
      assert.equal(world.sent.length, 300);
      assert.equal(world.most.get("registry"), most);
    });
  }

  it("counts what was sent, received, retried and answered from memory", async () => {
    const world = lookupWorld(({ url }): HttpAnswer => {
      switch (nameOf(url)) {
        case "twice":
          return { ...(ok(calmPackument("twice")) as { status: number; json: unknown }), bytes: 100, attempts: 2 };
        case "down":
          return { failed: "down", attempts: 2 };
        case "given-up":
          return { failed: "down", attempts: 0 };
        default:
          return NOT_FOUND;
      }
    });
    const lookups = create(world);
    for (const name of ["twice", "down", "given-up", "missing", "twice"]) {
      await lookups.history(name, never);
    }
    assert.deepEqual(lookups.stats()[0], { id: "registry", requests: 5, bytes: 121, failed: 3, hits: 1 });
  });

  it("sends nothing offline, and says so", async () => {
    const world = lookupWorld(() => NOT_FOUND);
    const lookups = create(world, true);
    const offline = { status: "unavailable", reason: "offline", isLasting: true };
    const subject = { name: "a", version: "1.0.0" };
    assert.deepEqual(await lookups.history("a", never), offline);
    assert.deepEqual((await lookups.advisories([subject], never)).get("a@1.0.0"), offline);
    assert.deepEqual((await lookups.depsDev([subject], never)).get("a@1.0.0"), offline);
    assert.deepEqual(world.sent, []);
  });

  it("sends nothing for who has aborted, on- or offline", async () => {
    const world = lookupWorld(() => NOT_FOUND);
    const abort = AbortSignal.abort(new Error("gone"));
    for (const offline of [false, true]) {
      const lookups = create(world, offline);
      await assert.rejects(lookups.history("a", abort), /gone/);
      await assert.rejects(lookups.advisories([{ name: "a", version: "1.0.0" }], abort), /gone/);
      await assert.rejects(lookups.depsDev([{ name: "a", version: "1.0.0" }], abort), /gone/);
    }
    assert.deepEqual(world.sent, []);
  });
});
