import assert from "node:assert/strict";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import type { RegistryAddress } from "../../server/src/core/world";
import { askedFor, lookupWorld, never } from "../support/lookupWorld";
import { calmPackument, ok } from "../support/world";

const PUBLIC: RegistryAddress = { url: "https://registry.example/", headers: {}, isPrivate: false };
const OWN: RegistryAddress = { url: "https://own.example/npm/", headers: {}, isPrivate: true };
const WITHHELD: RegistryAddress = { ...OWN, withheld: "the project is not trusted" };

const NAMES = ["left", "@types/node", "@own/secret", "@acme/plan", "@acme-public/kit", "@shy/one"];

describe("a private name", () => {
  const world = lookupWorld(
    (request) => {
      switch (request.source) {
        case "osv":
          return request.method === "GET"
            ? { status: 404, json: undefined, bytes: 0 }
            : ok({ results: askedFor(request).map(() => ({ vulns: [{ id: "GHSA-1", modified: "" }] })) });
        case "depsdev":
          return ok({ responses: askedFor(request).map(() => ({ version: {} })) });
        default:
          return ok(calmPackument(decodeURIComponent(request.url.slice(request.url.lastIndexOf("/") + 1))));
      }
    },
    (name) => (name.startsWith("@own/") ? OWN : name.startsWith("@shy/") ? WITHHELD : PUBLIC),
  );
  const lookups = createLookups(world, { privateScopes: ["@acme"], offline: false });
  const subjects = NAMES.map((name) => ({ name, version: "1.2.3" }));
  const ask = async () => ({
    advisories: await lookups.advisories(subjects, never),
    depsDev: await lookups.depsDev(subjects, never),
    histories: await Promise.all(NAMES.map((name) => lookups.history(name, never))),
  });
  let answers: Awaited<ReturnType<typeof ask>>;

  before(async () => {
    answers = await ask();
  });

  it("stands in no request but those to its own registry", () => {
    const outgoing = world.sent.map((request) => decodeURIComponent(JSON.stringify(request)));
    const tell = (name: string) => world.sent.filter((_, i) => outgoing[i]?.includes(name)).map(({ url }) => url);
    assert.deepEqual(tell("secret"), ["https://own.example/npm/@own%2Fsecret"]);
    assert.deepEqual(tell("plan"), ["https://registry.example/@acme%2Fplan"]);
    assert.deepEqual(tell("@shy"), []);
    assert.equal(tell("@acme-public/kit").length, 3);
  });

  it("leaves the public ones of the same batch asked", () => {
    const batches = world.sent.filter(({ method }) => method === "POST").map((request) => askedFor(request));
    const expected = ["left@1.2.3", "@types/node@1.2.3", "@acme-public/kit@1.2.3"];
    assert.deepEqual(batches, [expected, expected]);
  });

  it("is said not to have been asked about, by design", () => {
    const reason = "private: asked of its own registry only";
    for (const answered of [answers.advisories, answers.depsDev]) {
      assert.deepEqual(
        [...answered].filter(([, { status }]) => status === "unasked").map(([key, answer]) => [key, answer]),
        ["@own/secret@1.2.3", "@acme/plan@1.2.3", "@shy/one@1.2.3"].map((key) => [key, { status: "unasked", reason }]),
      );
      assert.equal(answered.size, NAMES.length);
    }
  });

  it("is not even asked for where its registry may not be known", () => {
    assert.deepEqual(answers.histories.at(-1), {
      status: "unavailable",
      reason: "the project is not trusted",
      isLasting: true,
    });
    assert.equal(answers.histories.filter(({ status }) => status === "found").length, NAMES.length - 1);
  });
});

describe("a name that its registry does not know", () => {
  const open = (documents: Readonly<Record<string, unknown>>, hits: readonly string[] = []) => {
    const world = lookupWorld((request) => {
      switch (request.source) {
        case "osv":
          return request.method === "GET"
            ? { status: 404, json: undefined, bytes: 0 }
            : ok({
                results: askedFor(request).map((key) =>
                  hits.includes(key) ? { vulns: [{ id: "MAL-1", modified: "" }] } : {},
                ),
              });
        case "depsdev":
          return ok({ responses: askedFor(request).map(() => ({})) });
        default: {
          const document = documents[decodeURIComponent(request.url.slice(request.url.lastIndexOf("/") + 1))];
          return document === undefined ? { status: 404, json: undefined, bytes: 0 } : ok(document);
        }
      }
    });
    return { world, lookups: createLookups(world, { privateScopes: [], offline: false }) };
  };
  const subjects = ["known", "own-tool"].map((name) => ({ name, version: "1.2.0" }));
  const told = (world: ReturnType<typeof open>["world"]) =>
    world.sent.filter(({ method }) => method === "POST").map((request) => `${request.source} ${askedFor(request)}`);

  it("is told to nobody else from then on", async () => {
    const { world, lookups } = open({ known: calmPackument("known") });
    for (const { name } of subjects) {
      await lookups.history(name, never);
    }
    const answers = [await lookups.advisories(subjects, never), await lookups.depsDev(subjects, never)];
    assert.deepEqual(told(world), ["osv known@1.2.0", "depsdev known@1.2.0"]);
    const reason = "its registry does not know the name, so nobody else is told it";
    assert.deepEqual(
      answers.map((answer) => answer.get("own-tool@1.2.0")),
      Array(2).fill({ status: "unasked", reason }),
    );
  });

  it("keeps what was said of it before", async () => {
    const { world, lookups } = open({ known: calmPackument("known") }, ["own-tool@1.2.0"]);
    await lookups.advisories(subjects, never);
    await lookups.history("own-tool", never);
    world.pass(2 * 60 * 60 * 1000);
    const answer = (await lookups.advisories(subjects, never)).get("own-tool@1.2.0");
    assert.deepEqual(answer?.status === "found" && answer.value.map(({ id }) => id), ["MAL-1"]);
    assert.deepEqual(told(world), ["osv known@1.2.0,own-tool@1.2.0", "osv known@1.2.0"]);
  });

  it("is told again once the registry has it", async () => {
    const documents: Record<string, unknown> = { known: calmPackument("known") };
    const { world, lookups } = open(documents);
    await lookups.history("own-tool", never);
    documents["own-tool"] = calmPackument("own-tool");
    world.pass(10 * 60 * 1000);
    await lookups.history("own-tool", never);
    await lookups.advisories(subjects, never);
    assert.deepEqual(told(world), ["osv known@1.2.0,own-tool@1.2.0"]);
  });
});

describe("a project whose lockfile takes a name from elsewhere", () => {
  it("has it told to nobody, and others on", async () => {
    const world = lookupWorld((request) =>
      request.source === "osv"
        ? ok({ results: askedFor(request).map(() => ({})) })
        : ok({ responses: askedFor(request).map(() => ({})) }),
    );
    const lookups = createLookups(world, { privateScopes: [], offline: false }).within((name) =>
      name === "own-tool" ? { place: "corp.example", isUsual: false } : undefined,
    );
    const subjects = ["known", "own-tool"].map((name) => ({ name, version: "1.2.0" }));
    const own = {
      status: "unavailable",
      isLasting: true,
      reason: "private: it comes from corp.example, which is not the registry that your npm configuration names for it",
    };
    assert.deepEqual(await lookups.history("own-tool", never), own);
    assert.deepEqual((await lookups.attestations(subjects.slice(1), never)).get("own-tool@1.2.0"), own);
    await lookups.advisories(subjects, never);
    await lookups.depsDev(subjects, never);
    assert.deepEqual(
      world.sent.map((request) => askedFor(request)),
      [["known@1.2.0"], ["known@1.2.0"]],
    );
  });
});
