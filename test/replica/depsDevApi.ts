import { type Answer, jsonAnswer, type Question, segmentsOf, textAnswer } from "./answer";
import { commitOf } from "./attestationsApi";
import { field, hasProvenance, type Project, type RegistryDocument, record, repositoryOf } from "./documents";
import { advisoryIds } from "./osvApi";
import type { Snapshot } from "./snapshot";

const MAX_REQUESTS = 5000;
const PROVENANCE = "https://slsa.dev/provenance/v1";
const COOLDOWN_MS = 15 * 24 * 60 * 60 * 1000;

/**
 * deps.dev: the batches of v3alpha, and GetPackage, GetVersion and GetProject of v3 and v3alpha.
 *
 * All of it is derived from the registry's documents, so that the two agree, as they do in the world. A page of a
 * batch holds at most `pageSize` responses.
 */
export function answerDepsDev(question: Question, snapshot: Snapshot, pageSize: number): Answer {
  const { method, path } = question;
  const alpha = path.startsWith("/v3alpha/");
  if (method === "POST" && path === "/v3alpha/versionbatch") {
    return batch(question.json, pageSize, "version", (request) => {
      const key = record(record(request)?.versionKey);
      const isNpm = field(key, "system")?.toUpperCase() === "NPM";
      return isNpm ? versionOf(snapshot, field(key, "name") ?? "", field(key, "version") ?? "", true) : undefined;
    });
  }
  if (method === "POST" && path === "/v3alpha/projectbatch") {
    return batch(question.json, pageSize, "project", (request) => {
      const project = snapshot.project(field(record(request)?.projectKey, "id")?.toLowerCase() ?? "");
      return project === undefined ? undefined : projectOf(project);
    });
  }
  return method === "GET" ? get(path, snapshot, alpha) : textAnswer(405, "method not allowed");
}

function get(path: string, snapshot: Snapshot, alpha: boolean): Answer {
  const [, kind, system, packages, name = "", versions, version] = segmentsOf(path) ?? [];
  if (kind === "projects" && system !== undefined && packages === undefined) {
    const project = snapshot.project(system.toLowerCase());
    return project === undefined ? textAnswer(404, "project not found") : jsonAnswer(200, projectOf(project));
  }
  if (kind !== "systems" || packages !== "packages") {
    return textAnswer(404, "not found");
  }
  const document = system?.toUpperCase() === "NPM" ? snapshot.document(name) : undefined;
  if (document === undefined || Object.keys(document.versions ?? {}).length === 0) {
    return textAnswer(404, "package not found");
  }
  if (versions === undefined) {
    return jsonAnswer(200, packageOf(document, alpha));
  }
  const found = versions === "versions" && version !== undefined && versionOf(snapshot, name, version, alpha);
  return found ? jsonAnswer(200, found) : textAnswer(404, "version not found");
}

/** One response per request in order; what is unknown is a response without the key `kind`. */
function batch(json: unknown, pageSize: number, kind: string, find: (request: unknown) => unknown): Answer {
  const requests = record(json)?.requests;
  const start = Number(field(json, "pageToken") || "0");
  if (!Array.isArray(requests) || requests.length > MAX_REQUESTS || !Number.isInteger(start)) {
    return textAnswer(400, `invalid batch: at most ${MAX_REQUESTS} requests`);
  }
  const end = start + pageSize;
  const responses = requests.slice(start, end).map((request: unknown) => {
    const found = find(request);
    return found === undefined ? { request } : { request, [kind]: found };
  });
  return jsonAnswer(200, { responses, nextPageToken: end < requests.length ? String(end) : "" });
}

function versionOf(snapshot: Snapshot, name: string, version: string, alpha: boolean): unknown {
  const document = snapshot.document(name);
  const manifest = document?.versions?.[version];
  if (document === undefined || manifest === undefined) {
    return undefined;
  }
  const repository = repositoryOf(manifest);
  const url = `https://registry.example/-/npm/v1/attestations/${name.replace("/", "%2f")}@${version}`;
  const attested = hasProvenance(manifest) && repository !== undefined;
  const source = { sourceRepository: `https://${repository}`, commit: commitOf(manifest), url, verified: true };
  const relationProvenance = attested ? "SLSA_ATTESTATION" : "UNVERIFIED_METADATA";
  const claimed = field(manifest.repository, "url") ?? `git+https://${repository}.git`;
  const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
  return {
    ...brief(document, version),
    ...(alpha ? { purl } : {}),
    licenses: typeof manifest.license === "string" ? [manifest.license] : [],
    advisoryKeys: advisoryIds(snapshot, name, version).map((id) => ({ id })),
    links: [
      { label: "ORIGIN", url: `https://registry.example/${name}/${version}` },
      ...(repository === undefined ? [] : [{ label: "SOURCE_REPO", url: claimed }]),
      ...(attested ? [{ label: "ATTESTATION", url }] : []),
    ],
    slsaProvenances: attested ? [source] : [],
    attestations: attested ? [{ type: PROVENANCE, ...source }] : [],
    registries: ["https://registry.example/"],
    relatedProjects:
      repository === undefined
        ? []
        : [{ projectKey: { id: repository.toLowerCase() }, relationProvenance, relationType: "SOURCE_REPO" }],
    ...(alpha
      ? {
          upstreamIdentifiers: [{ packageName: name, versionString: version, source: "NPM_NPMJS_ORG" }],
          ...cooldownOf(document, version),
        }
      : {}),
  };
}

function packageOf(document: RegistryDocument, alpha: boolean): unknown {
  const purl = `pkg:npm/${document.name.replace("@", "%40")}`;
  return {
    packageKey: { system: "NPM", name: document.name },
    ...(alpha ? { purl } : {}),
    versions: Object.keys(document.versions ?? {}).map((version) => brief(document, version)),
  };
}

function brief(document: RegistryDocument, version: string): Readonly<Record<string, unknown>> {
  const publishedAt = document.time?.[version];
  const deprecated = document.versions?.[version]?.deprecated;
  return {
    versionKey: { system: "NPM", name: document.name, version },
    ...(typeof publishedAt === "string" ? { publishedAt: toSecond(publishedAt) } : {}),
    isDefault: document["dist-tags"]?.latest === version,
    isDeprecated: typeof deprecated === "string",
    deprecatedReason: typeof deprecated === "string" ? deprecated : "",
  };
}

function cooldownOf(document: RegistryDocument, version: string): Readonly<Record<string, unknown>> {
  const published = Date.parse(String(document.time?.[version]));
  return Number.isNaN(published)
    ? {}
    : { cooldown: { end: toSecond(new Date(published + COOLDOWN_MS).toISOString()), description: "" } };
}

/** deps.dev leaves the fraction of a second out. */
function toSecond(iso: string): string {
  return iso.replace(/\.\d+Z$/, "Z");
}

function projectOf({ id, stars, scorecard }: Project): unknown {
  return {
    projectKey: { id },
    openIssuesCount: 0,
    starsCount: stars,
    forksCount: 0,
    license: "",
    description: "",
    homepage: "",
    ...(scorecard === undefined
      ? {}
      : {
          scorecard: {
            date: `${scorecard.date}T00:00:00Z`,
            repository: { name: id, commit: "" },
            scorecard: { version: "v5.2.1", commit: "" },
            checks: Object.entries(scorecard.checks).map(([name, score]) => ({
              name,
              documentation: { shortDescription: "", url: "" },
              score,
              reason: "",
              details: [],
            })),
            overallScore: scorecard.score,
            metadata: [],
          },
        }),
  };
}
