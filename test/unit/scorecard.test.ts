import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import { readScorecard } from "../../server/src/core/lookup/scorecard";
import { sayPublicScore } from "../../server/src/core/present/publicScore";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { lookupWorld, never } from "../support/lookupWorld";
import { DAY, NOW, ok } from "../support/world";

const A = "github.com/ann/a";
const B = "gitlab.com/ann/b";
const CARD = {
  date: "2026-01-12T00:00:00Z",
  overallScore: 6.5,
  checks: [
    { name: "Maintained", score: 10 },
    { name: "Code-Review", score: 2 },
    { name: "Signed-Releases", score: -1 },
  ],
};
const READ = {
  score: 6.5,
  date: Date.UTC(2026, 0, 12),
  checks: [
    { name: "Code-Review", score: 2 },
    { name: "Maintained", score: 10 },
  ],
};

function idsOf({ body }: HttpRequest): readonly string[] {
  const { requests } = body as { readonly requests: readonly { readonly projectKey: { readonly id: string } }[] };
  return requests.map(({ projectKey: { id } }) => id);
}

/** Knows the first repository's score, has never scanned the second, and does not know the rest. */
function batch(request: HttpRequest): HttpAnswer {
  const responses = idsOf(request).map((id) => {
    const echo = { request: { projectKey: { id } } };
    return id === A
      ? { ...echo, project: { projectKey: { id }, scorecard: CARD } }
      : id === B
        ? { ...echo, project: { projectKey: { id } } }
        : echo;
  });
  return ok({ responses, nextPageToken: "" });
}

function open(answer: (request: HttpRequest) => HttpAnswer, scorecard?: string) {
  const plain = lookupWorld(answer);
  const world = { ...plain, ...(scorecard === undefined ? {} : { endpoints: { ...plain.endpoints, scorecard } }) };
  const lookups = createLookups(world, { privateScopes: [], offline: false });
  return { world, ask: (...repositories: string[]) => lookups.scorecards(repositories, never) };
}

describe("the public score", () => {
  it("is asked of deps.dev for all repositories at once", async () => {
    const { world, ask } = open(batch);
    const found = await ask(A, B, "github.com/ann/unknown");
    assert.deepEqual(found.get(A), { status: "found", value: READ, asOf: NOW });
    assert.deepEqual(found.get(B)?.status, "absent", "never scanned");
    assert.deepEqual(found.get("github.com/ann/unknown")?.status, "absent");
    assert.deepEqual(
      world.sent.map(({ source, method, url }) => `${source} ${method} ${url}`),
      ["scorecard POST https://depsdev.example/v3alpha/projectbatch"],
    );
  });

  it("is asked once a day", async () => {
    const { world, ask } = open(batch);
    await ask(A);
    world.pass(DAY - 1);
    await ask(A);
    assert.equal(world.sent.length, 1);
    world.pass(2);
    await ask(A);
    assert.equal(world.sent.length, 2);
  });

  it("is not asked for what no host has that Scorecard scans", async () => {
    const { world, ask } = open(batch);
    const odd = ["git.acme.example/a/b", "github.com/a", "github.com/a/b/c", "github.com/a/b?x"];
    const found = await ask(...odd);
    assert.deepEqual(
      [world.sent.length, ...odd.map((name) => found.get(name)?.status)],
      [0, ...odd.map(() => "unasked")],
    );
  });

  it("is asked repository by repository where the batch question is gone", async () => {
    const { world, ask } = open((request) =>
      request.method === "POST"
        ? { status: 404, json: undefined, bytes: 0 }
        : request.url.endsWith("github.com%2Fann%2Fa")
          ? ok({ projectKey: { id: A }, scorecard: CARD })
          : { status: 404, json: undefined, bytes: 0 },
    );
    const found = await ask(A, B);
    assert.deepEqual([found.get(A)?.status, found.get(B)?.status], ["found", "absent"]);
    assert.equal(world.sent.length, 3);
  });

  it("is asked of Scorecard itself where its address was named", async () => {
    const { overallScore, ...rest } = CARD;
    const { world, ask } = open(() => ok({ ...rest, score: overallScore }), "https://scorecard.example");
    assert.deepEqual((await ask(A)).get(A), { status: "found", value: READ, asOf: NOW });
    assert.deepEqual(
      world.sent.map(({ url }) => url),
      ["https://scorecard.example/projects/github.com/ann/a"],
    );
  });

  for (const [title, answer] of [
    ["the service is in trouble", { status: 503, json: undefined, bytes: 0 }],
    ["nobody answers", { failed: "depsdev.example: no connection" }],
    ["the answer is another one", ok({ responses: "none" })],
    ["answers are left out", ok({ responses: [] })],
    ["it is about another repository", ok({ responses: [{ request: { projectKey: { id: B } }, project: {} }] })],
    ["the score is no score", ok({ responses: [{ project: { scorecard: { ...CARD, overallScore: 11 } } }] })],
  ] as const) {
    it(`is not known where ${title}`, async () => {
      assert.equal((await open(() => answer).ask(A)).get(A)?.status, "unavailable");
    });
  }

  it("reads what deps.dev and Scorecard were recorded to answer", function () {
    const root = "../shared/corpus";
    if (!existsSync(root)) {
      this.skip();
    }
    const read = (path: string) => JSON.parse(readFileSync(`${root}/${path}`, "utf8"));
    const express = readScorecard(read("depsdev/getproject.express.trimmed-live-2026-10-05.json").scorecard);
    assert.deepEqual([express?.score, express?.date], [8.5, Date.UTC(2026, 7, 24)]);
    const own = readScorecard(read("scorecard/kubernetes-scorecard.json"));
    assert.ok(own !== undefined && own.checks.length > 5);
  });

  it("is told with its lowest checks, its date, and whether the link is more than a claim", () => {
    const answer = { status: "found", value: READ, asOf: NOW } as const;
    const say = (attested: boolean, asOf = NOW) =>
      sayPublicScore({ publicScore: { repository: A, attested, answer } }, asOf);
    assert.equal(
      say(true),
      "OpenSSF Scorecard: 6.5 of 10 for github.com/ann/a (attested), 2026-01-12; lowest: Code-Review 2.",
    );
    assert.match(say(false) ?? "", /\(claimed, not attested\)/);
    assert.equal(say(true, Date.UTC(2026, 0, 11)), undefined);
    assert.equal(sayPublicScore({}, NOW), undefined);
  });
});
