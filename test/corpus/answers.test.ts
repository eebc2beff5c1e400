import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import { readVersion } from "../../server/src/core/lookup/depsDev";
import { readOsvRecord, toAdvisory } from "../../server/src/core/lookup/osvRecord";
import type { Advisory, Subject } from "../../server/src/core/model";
import { lookupWorld, never } from "../support/lookupWorld";
import { ok } from "../support/world";

const CORPUS = join(__dirname, "../../../shared/corpus");
const isThere = existsSync(CORPUS);

function read(path: string): unknown {
  return JSON.parse(readFileSync(join(CORPUS, path), "utf8"));
}

/** A test of recorded answers, skipped by its name where they are not at hand. */
function recorded(title: string, test: () => void | Promise<void>): void {
  it(title, async function () {
    if (!isThere) {
      this.skip();
    }
    await test();
  });
}

function affects(path: string, name: string, version: string): Advisory | undefined {
  const record = readOsvRecord(read(path));
  assert.ok(record, `${path} is a record`);
  return toAdvisory(record, { name, version });
}

describe("a recorded record of OSV", () => {
  type Expected = Partial<Pick<Advisory, "malware" | "exact" | "severity" | "fixed">>;
  const cases: readonly (readonly [file: string, release: string, expected: Expected | undefined])[] = [
    ["MAL-2026-2307", "axios@1.14.1", { malware: true, exact: true }],
    ["MAL-2026-2307", "axios@0.30.4", { malware: true, exact: true }],
    ["MAL-2026-2307", "axios@1.14.0", undefined],
    ["MAL-2025-46969", "chalk@5.6.1", { malware: true, exact: true }],
    ["MAL-2025-46969", "chalk@5.6.2", undefined],
    ["MAL-2025-6022", "eslint-config-prettier@10.1.7", { malware: true, exact: true }],
    ["MAL-2025-6022", "eslint-config-prettier@10.1.8", undefined],
    ["MAL-2025-20690", "flatmap-stream@0.1.1", { malware: true, exact: false, fixed: undefined }],
    ["MAL-2023-995", "yandex-yt-yson-bindings@103.99.99", { malware: true, exact: true }],
    ["MAL-2023-995", "yandex-yt-yson-bindings@1.0.0", { malware: true, exact: false }],
    ["MAL-2026-2306", "axios@1.14.1", undefined],
    ["GHSA-hxxf-q3w9-4xgw", "eslint-scope@3.7.2", { malware: true, exact: true, severity: "critical", fixed: "4.0.0" }],
    ["GHSA-hxxf-q3w9-4xgw", "eslint-scope@3.7.3", undefined],
    ["GHSA-hxxf-q3w9-4xgw", "eslint-config-eslint@5.0.2", { malware: true, exact: true, fixed: "6.0.0" }],
    ["GHSA-mh6f-8j2x-4483", "event-stream@3.3.6", { malware: true, exact: true, fixed: "4.0.0" }],
    ["GHSA-mh6f-8j2x-4483", "event-stream@3.3.7", undefined],
    ["GHSA-mh6f-8j2x-4483", "flatmap-stream@0.1.0", { malware: true, exact: false }],
    ["GHSA-97m3-w2cp-4xx6", "node-ipc@10.1.2", { malware: true, exact: false, fixed: "10.1.3" }],
    ["GHSA-97m3-w2cp-4xx6", "node-ipc@10.1.3", undefined],
    ["GHSA-73qr-pfmq-6rp8", "coa@2.0.3", { malware: true, exact: true }],
    ["GHSA-73qr-pfmq-6rp8", "coa@2.0.2", undefined],
    ["GHSA-g2q5-5433-rhrf", "rc@1.2.9", { malware: true, exact: true }],
    ["GHSA-g2q5-5433-rhrf", "rc@1.2.8", undefined],
    ["GHSA-pjwm-rvh2-c87w", "ua-parser-js@0.7.29", { malware: true, exact: true }],
    ["GHSA-pjwm-rvh2-c87w", "ua-parser-js@0.7.30", undefined],
    ["GHSA-5rqg-jm4f-cqx7", "colors@1.4.1", { malware: false, severity: "high" }],
    ["GHSA-5rqg-jm4f-cqx7", "colors@1.4.0", undefined],
    ["GHSA-35jh-r3h4-6jhm", "lodash@4.17.20", { malware: false, fixed: "4.17.21", severity: "high" }],
    ["GHSA-35jh-r3h4-6jhm", "lodash@4.17.21", undefined],
    ["GHSA-qw6h-vgh9-j6wx", "express@4.19.2", { malware: false, fixed: "4.20.0" }],
    ["GHSA-qw6h-vgh9-j6wx", "express@5.0.0-beta.3", { malware: false, fixed: "5.0.0" }],
    ["GHSA-qw6h-vgh9-j6wx", "express@4.20.0", undefined],
    ["GHSA-r9p9-mrjm-926w", "elliptic@6.5.3", { malware: false, severity: "moderate", fixed: "6.5.4" }],
    ["GHSA-xvch-5gv4-984h", "minimist@1.2.5", { malware: false, severity: "critical" }],
    ["GHSA-f89g-whpf-6q9m", "i18next@1.10.2", { malware: false, fixed: "1.10.3", severity: undefined }],
  ];
  for (const [file, release, expected] of cases) {
    const at = release.lastIndexOf("@");
    recorded(`(${file}) ${expected === undefined ? "leaves" : "holds"} ${release}`, () => {
      const advisory = affects(`osv/${file}.json`, release.slice(0, at), release.slice(at + 1));
      if (expected === undefined) {
        assert.equal(advisory, undefined);
        return;
      }
      assert.ok(advisory);
      const same = Object.keys(expected).map((key) => [key, advisory[key as keyof Advisory]]);
      assert.deepEqual(Object.fromEntries(same), expected);
    });
  }

  recorded("that was withdrawn says when", () => {
    const advisory = affects("osv/MAL-2026-4377.withdrawn.json", "@ctrl/plex", "6.0.0");
    assert.deepEqual([advisory?.malware, advisory?.withdrawn], [true, Date.UTC(2026, 4, 26, 17, 12, 48)]);
  });

  recorded("is read, each one of them", () => {
    const files = readdirSync(join(CORPUS, "osv")).filter((file) => /^(?:GHSA|MAL)-.*\.json$/.test(file));
    assert.ok(files.length >= 20, `${files.length} records`);
    for (const file of files) {
      const record = readOsvRecord(read(`osv/${file}`));
      assert.ok(record && record.affected.length > 0 && record.summary.length <= 300, file);
    }
  });
});

interface Exchange {
  readonly request: {
    readonly queries: readonly {
      readonly package: { readonly name: string; readonly ecosystem: string };
      readonly version: string;
    }[];
  };
  readonly response: { readonly results: readonly { readonly vulns?: readonly { readonly id: string }[] }[] };
}

describe("a recorded batch of OSV", () => {
  recorded("answers each npm question in its place", async () => {
    let hits = 0;
    for (const file of readdirSync(join(CORPUS, "osv-batches"))) {
      const { request, response } = read(`osv-batches/${file}`) as Exchange;
      const expected = new Map<string, readonly string[]>();
      const subjects: Subject[] = [];
      const results: unknown[] = [];
      request.queries.forEach(({ package: { name, ecosystem }, version }, i) => {
        const key = `${name}@${version}`;
        if (ecosystem === "npm" && !expected.has(key)) {
          subjects.push({ name, version });
          results.push(response.results[i]);
          expected.set(key, (response.results[i]?.vulns ?? []).map(({ id }) => id).sort());
        }
      });
      const world = lookupWorld(({ method }) => (method === "POST" ? ok({ results }) : { failed: "not recorded" }));
      const answers = await createLookups(world, { privateScopes: [], offline: false }).advisories(subjects, never);
      for (const [key, ids] of expected) {
        const answer = answers.get(key as `${string}@${string}`);
        assert.ok(answer?.status === "found", `${file} ${key}`);
        assert.deepEqual(answer.value.map(({ id }) => id).sort(), ids, `${file} ${key}`);
        hits += ids.length;
      }
    }
    assert.ok(hits > 0, "some were hits");
  });

  recorded("gives ids, and their records say which are one and the same", async () => {
    const { results } = read("osv/querybatch.trustdiff.json") as { readonly results: readonly unknown[] };
    const world = lookupWorld(({ method, url }) => {
      const id = url.slice(url.lastIndexOf("/") + 1);
      if (method === "POST") {
        return ok({ results: results.slice(0, 2) });
      }
      return existsSync(join(CORPUS, `osv/${id}.json`))
        ? ok(read(`osv/${id}.json`))
        : { status: 404, json: read("osv/vulns-404.json"), bytes: 40 };
    });
    const answers = await createLookups(world, { privateScopes: [], offline: false }).advisories(
      [
        { name: "flatmap-stream", version: "0.1.1" },
        { name: "express", version: "4.19.2" },
      ],
      never,
    );
    const of = (key: `${string}@${string}`) => {
      const answer = answers.get(key);
      return answer?.status === "found" ? answer.value.map(({ id, detailed, malware }) => [id, detailed, malware]) : [];
    };
    assert.deepEqual(of("flatmap-stream@0.1.1").sort(), [
      ["GHSA-9x64-5r7x-2q53", false, false],
      ["GHSA-mh6f-8j2x-4483", true, true],
      ["MAL-2025-20690", true, true],
    ]);
    assert.deepEqual(of("express@4.19.2"), [
      ["GHSA-qw6h-vgh9-j6wx", true, false],
      ["GHSA-rv95-896h-c2vc", false, false],
    ]);
  });
});

describe("a recorded answer of deps.dev", () => {
  recorded("to a batch is read by position", async () => {
    const recordedBatch = read("depsdev/versionbatch.trustdiff.json") as {
      readonly responses: readonly {
        readonly request: { readonly versionKey: { readonly system: string } & Subject };
      }[];
    };
    const ofNpm = recordedBatch.responses.filter(({ request }) => request.versionKey.system === "NPM");
    const subjects = ofNpm.map(({ request: { versionKey } }) => ({
      name: versionKey.name,
      version: versionKey.version,
    }));
    const world = lookupWorld(() => ok({ ...recordedBatch, responses: ofNpm }));
    const answers = await createLookups(world, { privateScopes: [], offline: false }).depsDev(subjects, never);
    const of = (key: `${string}@${string}`) => {
      const answer = answers.get(key);
      return answer?.status === "found" ? answer.value : answer?.status;
    };
    assert.deepEqual(of("express@4.19.2"), {
      publishedAt: Date.parse("2024-03-25T14:30:36Z"),
      deprecated: undefined,
      attestedRepository: undefined,
    });
    assert.deepEqual(of("@sigstore/bundle@3.1.0"), {
      publishedAt: Date.parse("2025-02-04T20:35:48Z"),
      deprecated: undefined,
      attestedRepository: "github.com/sigstore/sigstore-js",
    });
    assert.equal(of("express@99.99.99"), "absent");
  });

  recorded("of both of its interfaces is read alike", () => {
    for (const file of ["edoardottt.v3.TestGetVersion.0.json", "edoardottt.v3alpha.TestGetVersion.0.json"]) {
      assert.deepEqual(readVersion(read(`depsdev/${file}`) as Record<string, unknown>), {
        publishedAt: Date.parse("2023-05-16T09:48:31Z"),
        deprecated: undefined,
        attestedRepository: undefined,
      });
    }
    const lodash = readVersion(
      read("depsdev/getversion.lodash-4.17.20.captured-2026-10-02.json") as Record<string, unknown>,
    );
    assert.equal(new Date(lodash.publishedAt ?? 0).getUTCFullYear(), 2020);
  });
});

describe("a recorded answer of a registry", () => {
  const ask = (path: string, name: string) =>
    createLookups(
      lookupWorld(() => ok(read(path))),
      { privateScopes: [], offline: false },
    ).history(name, never);

  recorded("about an unpublished package is a history that says so", async () => {
    const answer = await ask("npm-registry/packument-unpublished.json", "babel-plugin-autocss");
    assert.ok(answer.status === "found");
    assert.equal(answer.value.holder, "unpublished");
    assert.deepEqual(answer.value.releases, []);
  });

  recorded("that is no document is not taken for one", async () => {
    for (const file of [
      "search-vue.json",
      "downloads-bulk.trustdiff.json",
      "advisories-bulk.pnpm.no-vulnerabilities-response.json",
    ]) {
      assert.equal((await ask(`npm-registry/${file}`, "vue")).status, "unavailable", file);
    }
  });

  recorded("is a history, for every whole document there is", async () => {
    const files = readdirSync(join(CORPUS, "packuments")).filter((file) => file.endsWith(".json"));
    assert.ok(files.length > 20, `${files.length} documents`);
    for (const file of files) {
      const { name } = read(`packuments/${file}`) as { readonly name: string };
      const answer = await ask(`packuments/${file}`, name);
      assert.equal(answer.status, "found", file);
    }
  });
});
