import assert from "node:assert/strict";
import { type CheckOptions, createTrustService, type DocumentReport } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { calmPackument, fakeWorld, ok, packumentOf } from "../support/world";

const OPTIONS: CheckOptions = {
  asOf: undefined,
  deep: false,
  offline: false,
  settings: DEFAULT_SETTINGS,
  policy: undefined,
};
const never = new AbortController().signal;
const settle = async () => {
  for (let turn = 0; turn < 20; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
};

/** Questions that wait until they are let through, by a word in their address. */
function gates() {
  const held = new Map<string, Promise<void>>();
  const open = new Map<string, () => void>();
  return {
    hold(...words: readonly string[]) {
      for (const word of words) {
        held.set(word, new Promise((resolve) => open.set(word, resolve)));
      }
    },
    async letGo(word: string) {
      open.get(word)?.();
      await settle();
    },
    async through(url: string, answer: HttpAnswer): Promise<HttpAnswer> {
      await Promise.all([...held].filter(([word]) => url.includes(word)).map(([, gate]) => gate));
      return answer;
    },
  };
}

const integrity = "sha512-AA==";
const at = (host: string, name: string) => `https://${host}/${name}/-/${name}-1.9.0.tgz`;
const LOCKFILE = JSON.stringify({
  name: "app",
  lockfileVersion: 3,
  packages: {
    "": { name: "app", dependencies: { direct: "^1.0.0" } },
    ...Object.fromEntries(
      ["direct", "evil", "plain", "stray", "weak"].map((name) => [
        `node_modules/${name}`,
        {
          version: "1.9.0",
          integrity,
          resolved: at(name === "stray" ? "elsewhere.example" : "registry.example", name),
        },
      ]),
    ),
  },
});

const WEAKNESS = {
  id: "GHSA-weak-weak-weak",
  modified: "2026-01-01T00:00:00Z",
  published: "2026-01-01T00:00:00Z",
  summary: "anybody can read all files",
  database_specific: { severity: "HIGH" },
  affected: [
    {
      package: { ecosystem: "npm", name: "weak" },
      ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "2.0.0" }] }],
    },
  ],
};
const MALWARE = {
  id: "MAL-2026-1",
  modified: "2026-01-01T00:00:00Z",
  published: "2026-01-01T00:00:00Z",
  summary: "steals keys",
  affected: [{ package: { ecosystem: "npm", name: "evil" }, versions: ["1.9.0"] }],
};

const DOCUMENTS = Object.fromEntries(
  ["evil", "plain", "stray", "weak"].map((name) => [name, calmPackument(name)] as const),
);
/** The release that is locked came from another hand, with an install script. */
const TAKEN = packumentOf(
  "direct",
  Array.from({ length: 10 }, (_, i) => ({
    version: `1.${i}.0`,
    daysAgo: i === 9 ? 2 : 200 + (10 - i) * 60,
    ...(i === 9 ? { by: "mallory", more: { scripts: { postinstall: "node steal.js" } } } : {}),
  })),
);

interface Asked {
  readonly queries?: readonly { readonly package: { readonly name: string } }[];
}

function osv({ url, body }: HttpRequest): HttpAnswer {
  if (url.endsWith("/v1/querybatch")) {
    const ids: Readonly<Record<string, unknown>> = {
      evil: { vulns: [{ id: MALWARE.id, modified: MALWARE.modified }] },
      weak: { vulns: [{ id: WEAKNESS.id, modified: WEAKNESS.modified }] },
    };
    return ok({ results: (body as Asked).queries?.map(({ package: { name } }) => ids[name] ?? {}) });
  }
  return ok(url.includes("MAL-") ? MALWARE : WEAKNESS);
}

function depsDev({ body }: HttpRequest): HttpAnswer {
  const { requests } = body as { readonly requests: readonly unknown[] };
  return ok({ responses: requests.map((request) => ({ request })), nextPageToken: "" });
}

/** Each line of the lockfile that something is said about. */
const said = ({ entries }: DocumentReport): readonly string[] =>
  entries.flatMap(({ locked, report, isEarly }) =>
    report === undefined || report.assessment.level === "clear"
      ? []
      : `${locked?.name} ${report.assessment.level}${isEarly === true ? " early" : ""}: ${report.assessment.findings[0]?.what}`,
  );

describe("the layers of an answer", () => {
  it("come one after another, each with what the ones before it said", async () => {
    const gate = gates();
    gate.hold("querybatch", "/v1/vulns/", "versionbatch", "registry.example");
    const world = fakeWorld({
      documents: { ...DOCUMENTS, direct: TAKEN },
      answer: (request) => {
        switch (request.source) {
          case "osv":
            return gate.through(request.url, osv(request));
          case "depsdev":
            return gate.through(request.url, depsDev(request));
          case "registry": {
            const name = new URL(request.url).pathname.slice(1);
            return gate.through(request.url, ok(name === "direct" ? TAKEN : calmPackument(name)));
          }
          default:
            return undefined;
        }
      },
    });
    const service = createTrustService(world);
    const layers: (readonly string[])[] = [];
    const whole = service.document(
      "/app/package-lock.json",
      LOCKFILE,
      OPTIONS,
      never,
      ({ pending }) => assert.equal(pending, 5),
      (report) => {
        assert.equal(report.pending, 5);
        layers.push(said(report));
      },
    );
    await settle();
    const stray = "stray warning early: ";
    assert.deepEqual(
      layers.map((lines) => lines.map((line) => line.slice(0, stray.length))),
      [[stray]],
      "what the lockfile itself tells needs nobody's answer",
    );
    const [lockHost = ""] = layers[0] ?? [];
    assert.match(lockHost, /elsewhere\.example/);

    await gate.letGo("querybatch");
    const known = layers.at(-1) ?? [];
    assert.deepEqual(known.slice(0, 2), [
      "evil error early: OSV record MAL-2026-1 lists 1.9.0 as malicious.",
      lockHost,
    ]);
    assert.match(known[2] ?? "", /^weak info early: One advisory, details coming: GHSA-weak-weak-weak\.$/);

    await gate.letGo("/v1/vulns/");
    await gate.letGo("versionbatch");
    assert.match(layers.at(-1)?.[2] ?? "", /^weak warning early: One advisory, high: .*anybody can read all files/);
    assert.equal(layers.at(-1)?.[1], lockHost);

    const count = layers.length;
    await gate.letGo("registry.example");
    const lines = said((await whole) ?? assert.fail());
    assert.match(lines[0] ?? "", /^direct error: .*postinstall/);
    assert.deepEqual(
      lines.slice(1).map((line) => line.replace(/:.*/, "")),
      ["evil error", "stray warning", "weak warning"],
    );
    assert.ok(layers.length <= count + 1, "the documents come in one layer at most before the whole");
    const after = layers.length;
    await settle();
    assert.equal(layers.length, after, "nothing is told after the whole answer");
  });

  it("leave what is remembered as it stands, unless it has become worse", async () => {
    const gate = gates();
    let isKnown = false;
    let now = Date.UTC(2026, 0, 31, 12);
    const world = fakeWorld({
      now: () => now,
      documents: { ...DOCUMENTS, direct: TAKEN },
      answer: (request) => (request.source === "osv" && isKnown ? gate.through(request.url, osv(request)) : undefined),
    });
    const service = createTrustService(world);
    const layers: (readonly string[])[] = [];
    const ask = () =>
      service.document("/app/package-lock.json", LOCKFILE, OPTIONS, never, undefined, (report) => {
        layers.push(said(report));
      });
    const before = said((await ask()) ?? assert.fail());
    layers.length = 0;
    isKnown = true;
    gate.hold("/v1/vulns/");
    now += 20 * 60_000;
    const whole = ask();
    await settle();
    const [layer = []] = layers;
    assert.deepEqual(
      layer.filter((line) => !line.includes("early")),
      before,
      "the same lines, in the same words",
    );
    assert.deepEqual(
      layer.filter((line) => line.includes("early")).map((line) => line.replace(/:.*/, "")),
      ["evil error early", "weak info early"],
    );
    await gate.letGo("/v1/vulns/");
    assert.equal(said((await whole) ?? assert.fail()).length, 4);
  });

  it("are told to nobody who has gone", async () => {
    const gate = gates();
    gate.hold("querybatch");
    const world = fakeWorld({
      documents: { ...DOCUMENTS, direct: TAKEN },
      answer: (request) => (request.source === "osv" ? gate.through(request.url, osv(request)) : undefined),
    });
    const controller = new AbortController();
    let told = 0;
    const whole = createTrustService(world).document(
      "/app/package-lock.json",
      LOCKFILE,
      OPTIONS,
      controller.signal,
      undefined,
      () => {
        told += 1;
      },
    );
    await settle();
    const before = told;
    controller.abort(new Error("a newer text"));
    await assert.rejects(whole, /a newer text/);
    await gate.letGo("querybatch");
    assert.equal(told, before);
  });

  it("ask for the document of a package that somebody looks at before all that wait", async () => {
    const gate = gates();
    gate.hold("/first-");
    const names = Array.from({ length: 100 }, (_, i) => (i < 20 ? `first-${i}` : `later-${i}`));
    const asked: string[] = [];
    const world = fakeWorld({
      answer: (request) => {
        if (request.source !== "registry") {
          return undefined;
        }
        const name = new URL(request.url).pathname.slice(1);
        asked.push(name);
        return gate.through(request.url, ok(calmPackument(name)));
      },
    });
    const service = createTrustService(world);
    const manifest = JSON.stringify({
      name: "app",
      lockfileVersion: 3,
      packages: {
        "": { name: "app", dependencies: Object.fromEntries(names.map((name) => [name, "1"])) },
        ...Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: "1.9.0", integrity }])),
      },
    });
    const scan = service.document("/app/package-lock.json", manifest, OPTIONS, never);
    await settle();
    const waiting = asked.length;
    const look = service.explain("later-99", "1.9.0", { ...OPTIONS, deep: true }, never);
    await settle();
    assert.equal(asked.length, waiting, "all lines are busy");
    await gate.letGo("/first-");
    assert.equal(asked[waiting], "later-99");
    await Promise.all([scan, look]);
    assert.equal(asked.filter((name) => name === "later-99").length, 1);
  });
});

describe("a workspace of more than 20,000 releases", () => {
  it("has 2,000 documents read, those of direct, flagged and recent packages first, and says so of the rest", async () => {
    const names = Array.from({ length: 20_100 }, (_, i) => `p-${i}`);
    const direct = names.slice(0, 1500);
    const lockfile = JSON.stringify({
      name: "app",
      lockfileVersion: 3,
      packages: {
        "": { name: "app", dependencies: Object.fromEntries(direct.map((name) => [name, "1"])) },
        ...Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: "1.9.0", integrity }])),
      },
    });
    const asked = new Set<string>();
    const world = fakeWorld({
      files: { "/app/package-lock.json": lockfile },
      answer(request) {
        switch (request.source) {
          case "registry": {
            const name = new URL(request.url).pathname.slice(1);
            asked.add(name);
            return ok(calmPackument(name));
          }
          case "osv": {
            const { queries = [] } = (request.body ?? {}) as Asked;
            const vulns = [{ id: WEAKNESS.id, modified: WEAKNESS.modified }];
            return request.url.endsWith("querybatch")
              ? ok({ results: queries.map(({ package: { name } }) => (/^p-200\d\d$/.test(name) ? { vulns } : {})) })
              : { status: 404, json: undefined, bytes: 0 };
          }
          default: {
            // Every tenth is of this week.
            const { requests } = request.body as {
              requests: readonly { readonly versionKey: { readonly name: string } }[];
            };
            return ok({
              nextPageToken: "",
              responses: requests.map((one) => ({
                request: one,
                version: {
                  publishedAt: one.versionKey.name.endsWith("7") ? "2026-01-28T00:00:00Z" : "2024-01-01T00:00:00Z",
                },
              })),
            });
          }
        }
      },
    });
    const report = await createTrustService(world).check("/app", OPTIONS, never);
    assert.equal(asked.size, 2000);
    assert.ok(direct.every((name) => asked.has(name)));
    assert.ok(names.slice(20_000).every((name) => asked.has(name)));
    const reasons = Map.groupBy(report.packages, ({ evidence: { history } }) =>
      history.status === "unasked" ? history.reason : history.status,
    );
    assert.deepEqual(
      [...reasons].map(([reason, { length }]) => [reason.slice(0, 30), length]).sort(),
      [
        ["found", 2000],
        ["of more than 20,000 packages 2,", names.filter((name) => name.endsWith("7") && !asked.has(name)).length],
        [
          "the registry document is read ",
          20_100 - 2000 - names.filter((n) => n.endsWith("7") && !asked.has(n)).length,
        ],
      ].map(([reason, count]) => [String(reason).slice(0, 30), count]),
    );
  });
});
