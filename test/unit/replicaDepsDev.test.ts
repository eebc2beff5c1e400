import assert from "node:assert/strict";
import { readProvenance } from "../../server/src/core/lookup/attestations";
import { type Replica, startReplica } from "../replica/replica";
import { historySource } from "../replica/sources";

const options = {
  own: false,
  asOf: "2024-01-01",
  documents: [
    historySource([
      {
        name: "@scope/a",
        repository: "github.com/Owner/a",
        deprecated: { at: "2023-01-01", message: "use b" },
        releases: [
          ["1.0.0", "2021-01-01", { by: "alice" }],
          ["1.1.0", "2022-01-01T10:20:30.456Z", { how: "provenance" }],
          ["2.0.0", "2025-01-01"],
        ],
      },
    ]),
  ],
  advisories: [
    {
      id: "GHSA-x",
      published: "2022-06-01T00:00:00Z",
      modified: "2022-06-01T00:00:00Z",
      affected: [{ package: { ecosystem: "npm", name: "@scope/a" }, versions: ["1.0.0"] }],
    },
  ],
  projects: [
    { id: "github.com/owner/a", stars: 7, scorecard: { date: "2023-05-01", score: 6.5, checks: { Maintained: 10 } } },
  ],
} as const;

/** As far as these tests read it. */
interface VersionJson {
  readonly purl?: string;
  readonly isDefault: boolean;
  readonly isDeprecated: boolean;
  readonly deprecatedReason: string;
  readonly advisoryKeys: readonly unknown[];
  readonly slsaProvenances: readonly { sourceRepository: string; verified: boolean }[];
  readonly relatedProjects: readonly { relationProvenance: string }[];
}

interface ScorecardJson {
  readonly date: string;
  readonly score: number;
  readonly overallScore: number;
  readonly checks: readonly { name: string; score: number }[];
}

async function read<T>(answer: Promise<Response>): Promise<T> {
  return (await (await answer).json()) as T;
}

describe("the replica as deps.dev", () => {
  let replica: Replica;
  const start = async (differs = {}): Promise<void> => {
    replica = await startReplica({ ...options, ...differs });
  };
  afterEach(() => replica.close());

  const get = (path: string): Promise<Response> => fetch(`${replica.url("depsdev")}${path}`);
  async function post(path: string, body: unknown): Promise<{ status: number; json: never }> {
    const response = await fetch(`${replica.url("depsdev")}${path}`, { method: "POST", body: JSON.stringify(body) });
    const text = await response.text();
    return { status: response.status, json: (response.ok ? JSON.parse(text) : text) as never };
  }
  const key = (version: string, name = "@scope/a") => ({ versionKey: { system: "NPM", name, version } });

  it("answers a batch in order, and leaves the version out where it knows none", async () => {
    await start();
    const requests = [key("9.9.9"), key("1.1.0"), key("1.0.0", "nothing"), key("2.0.0")];
    const { json } = await post("/v3alpha/versionbatch", { requests });
    const { responses, nextPageToken } = json as {
      responses: { request: unknown; version?: { publishedAt: string } }[];
      nextPageToken: string;
    };
    assert.equal(nextPageToken, "");
    assert.deepEqual(
      responses.map(({ request }) => request),
      requests,
    );
    assert.deepEqual(
      responses.map(({ version }) => version?.publishedAt),
      [undefined, "2022-01-01T10:20:30Z", undefined, undefined],
    );
  });

  it("derives dates, deprecation, advisories and provenance from the registry's own document", async () => {
    await start();
    const version = await read<VersionJson>(get("/v3/systems/npm/packages/%40scope%2Fa/versions/1.1.0"));
    const [provenance] = version.slsaProvenances;
    assert.deepEqual([version.isDeprecated, version.deprecatedReason, version.isDefault], [true, "use b", true]);
    assert.deepEqual([provenance?.sourceRepository, provenance?.verified], ["https://github.com/Owner/a", true]);
    assert.deepEqual(version.relatedProjects, [
      { projectKey: { id: "github.com/owner/a" }, relationProvenance: "SLSA_ATTESTATION", relationType: "SOURCE_REPO" },
    ]);
    assert.equal(version.purl, undefined);

    const first = await read<VersionJson>(get("/v3alpha/systems/NPM/packages/@scope%2Fa/versions/1.0.0"));
    assert.deepEqual(first.advisoryKeys, [{ id: "GHSA-x" }]);
    assert.deepEqual(first.slsaProvenances, []);
    assert.equal(first.relatedProjects[0]?.relationProvenance, "UNVERIFIED_METADATA");
    assert.equal(first.purl, "pkg:npm/%40scope/a@1.0.0");
  });

  it("pages by a token for the same body", async () => {
    await start({ pageSize: { depsdev: 2 } });
    const requests = [key("1.0.0"), key("1.1.0"), key("9.9.9")];
    const first = (await post("/v3alpha/versionbatch", { requests })).json as {
      responses: unknown[];
      nextPageToken: string;
    };
    assert.equal(first.responses.length, 2);
    const body = { requests, pageToken: first.nextPageToken };
    const second = (await post("/v3alpha/versionbatch", body)).json as { responses: unknown[]; nextPageToken: string };
    assert.deepEqual(second, { responses: [{ request: key("9.9.9") }], nextPageToken: "" });
  });

  it("takes 5,000 requests and refuses one more", async () => {
    await start();
    const requests = Array.from({ length: 5001 }, () => key("1.0.0", "nothing"));
    assert.equal((await post("/v3alpha/versionbatch", { requests: requests.slice(1) })).status, 200);
    assert.equal((await post("/v3alpha/versionbatch", { requests })).status, 400);
  });

  it("lists the versions of its moment", async () => {
    await start();
    const { versions } = await read<{ versions: readonly { versionKey: { version: string } }[] }>(
      get("/v3/systems/npm/packages/%40scope%2Fa"),
    );
    assert.deepEqual(
      versions.map((one) => one.versionKey.version),
      ["1.0.0", "1.1.0"],
    );
  });

  it("answers 404 in plain text", async () => {
    await start();
    for (const path of [
      "/v3/systems/npm/packages/nothing",
      "/v3/systems/npm/packages/@scope%2Fa/versions/9.9.9",
      "/v3/systems/npm/packages/@scope/a",
    ]) {
      const response = await get(path);
      assert.equal(response.status, 404, path);
      assert.match(response.headers.get("content-type") ?? "", /^text\/plain/);
    }
    assert.equal(await (await get("/v3/systems/npm/packages/nothing")).text(), "package not found");
  });

  it("can be behind the registry", async () => {
    await start({ asOf: "2022-01-01T12:00:00Z", depsDevLagMs: 24 * 60 * 60 * 1000 });
    assert.equal((await get("/v3/systems/npm/packages/@scope%2Fa/versions/1.1.0")).status, 404);
    assert.equal((await fetch(`${replica.url("registry")}@scope%2Fa/1.1.0`)).status, 200);
  });

  it("tells of projects one by one and in a batch, with the scorecard of its moment", async () => {
    await start();
    const project = "/v3/projects/github.com%2Fowner%2Fa";
    const one = await read<{ starsCount: number; scorecard?: ScorecardJson }>(get(project));
    const { starsCount, scorecard } = one;
    assert.deepEqual([starsCount, scorecard?.overallScore, scorecard?.checks[0]?.name], [7, 6.5, "Maintained"]);
    const ids = ["github.com/owner/a", "github.com/owner/none"].map((id) => ({ projectKey: { id } }));
    const { responses } = (await post("/v3alpha/projectbatch", { requests: ids })).json as {
      responses: { project?: unknown }[];
    };
    assert.deepEqual(responses, [{ request: ids[0], project: one }, { request: ids[1] }]);
    replica.setAsOf("2023-04-30");
    assert.equal((await read<{ scorecard?: unknown }>(get(project))).scorecard, undefined);
  });

  it("gives attestations where the release has a provenance, with the source in the statement", async () => {
    await start();
    const url = `${replica.url("attestations")}-/npm/v1/attestations/@scope%2fa`;
    assert.equal((await fetch(`${url}@1.0.0`)).status, 404);
    const answer = await read<{ attestations: { bundle: { dsseEnvelope: { payload: string } } }[] }>(
      fetch(`${url}@1.1.0`),
    );
    const { attestations } = answer;
    assert.deepEqual(readProvenance(answer, { name: "@scope/a", version: "1.1.0" }), {
      repository: "github.com/owner/a",
      workflow: ".github/workflows/release.yml",
      ref: "refs/tags/v1.1.0",
    });
    const payload = attestations[1]?.bundle.dsseEnvelope.payload ?? "";
    const statement = JSON.parse(Buffer.from(payload, "base64").toString());
    assert.equal(statement.subject[0].name, "pkg:npm/%40scope/a@1.1.0");
    assert.equal(
      statement.predicate.buildDefinition.externalParameters.workflow.repository,
      "https://github.com/Owner/a",
    );
    assert.equal(replica.requests.at(-1)?.source, "attestations");
  });

  it("gives the scorecard service's own shape, and an empty 404", async () => {
    await start();
    const found = await fetch(`${replica.url("scorecard")}/projects/github.com/owner/a`);
    const card = await read<ScorecardJson>(Promise.resolve(found));
    assert.deepEqual([card.date, card.score, card.checks[0]?.score], ["2023-05-01", 6.5, 10]);
    const missing = await fetch(`${replica.url("scorecard")}/projects/github.com/owner/none`);
    assert.deepEqual([missing.status, await missing.text()], [404, ""]);
  });
});
