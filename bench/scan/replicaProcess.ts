import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { field, record } from "../../test/replica/documents";
import { ABBREVIATED } from "../../test/replica/registryApi";
import type { BigPackage } from "../../test/support/bigPnpmLockfile";
import { weakness } from "../calmPackages";
import type { PreparedDocuments } from "./documents";
import { sparseDocument, sparseVersion, weaknessNumber } from "./madeUp";

/** What has been asked of the replica since it was last asked for this. */
export interface ReplicaStats {
  /** By source: "registry", "osv", "depsdev" and so on. */
  readonly requests: Readonly<Record<string, number>>;
  /** Of bodies, as they were sent. */
  readonly bytes: number;
  /** Answered with 304. */
  readonly confirmed: number;
  readonly mostAtOnce: number;
}

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** Before each answer, as from a registry on the same continent. */
const DELAY_MS = Number(process.env.CUSTODY_BENCH_DELAY ?? 40);
/** As the replica of the tests has it. */
const DEPSDEV_PAGE = 1000;

const [indexFile = "", documentsFile = ""] = process.argv.slice(2);
const { packages, depsDev }: Omit<PreparedDocuments, "file"> = JSON.parse(readFileSync(indexFile, "utf8"));
const documents = readFileSync(documentsFile);
const byName = new Map(packages.map((entry) => [entry.name, entry]));
const weaknesses = new Map<string, unknown>();

let requests: Record<string, number> = {};
let bytes = 0;
let confirmed = 0;
let atOnce = 0;
let mostAtOnce = 0;

const server = createServer((request, response) => {
  atOnce += 1;
  mostAtOnce = Math.max(mostAtOnce, atOnce);
  void readJson(request).then((json) => setTimeout(() => answer(request, response, json), DELAY_MS));
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on("message", () => {
  process.send?.({ stats: { requests, bytes, confirmed, mostAtOnce } satisfies ReplicaStats });
  requests = {};
  bytes = confirmed = mostAtOnce = 0;
});
process.on("disconnect", () => process.exit());

function answer(request: IncomingMessage, response: ServerResponse, json: unknown): void {
  const [, source = "", ...rest] = (request.url ?? "").split("/");
  const { status, headers, body = "" } = reply(request, source, rest.join("/"), json);
  const length = Buffer.byteLength(body);
  requests[source] = (requests[source] ?? 0) + 1;
  bytes += request.method === "HEAD" ? 0 : length;
  confirmed += status === 304 ? 1 : 0;
  atOnce -= 1;
  response.writeHead(status, { "content-type": "application/json", "content-length": length, ...headers });
  response.end(request.method === "HEAD" ? undefined : body);
}

function reply({ headers }: IncomingMessage, source: string, path: string, json: unknown): Reply {
  switch (source) {
    case "registry":
      return registry(decodeURIComponent(path), headers.accept ?? "", headers["if-none-match"]);
    case "osv":
      return path === "v1/querybatch" ? querybatch(json) : found(weaknesses.get(path.replace("v1/vulns/", "")));
    case "depsdev":
      return path === "v3alpha/versionbatch" ? versionbatch(json) : projectbatch(json);
    default:
      return found(undefined);
  }
}

function registry(name: string, accept: string, known: string | undefined): Reply {
  const prepared = byName.get(name);
  if (prepared === undefined) {
    return found(sparseDocument(name));
  }
  const isShort = accept.includes(ABBREVIATED);
  const { at, length, etag } = isShort ? prepared.abbreviated : prepared.full;
  const headers = {
    "content-type": isShort ? ABBREVIATED : "application/json",
    "cache-control": "public, max-age=300",
    vary: "accept-encoding, accept",
    etag,
  };
  return known === etag
    ? { status: 304, headers }
    : { status: 200, headers: { ...headers, "content-encoding": "gzip" }, body: documents.subarray(at, at + length) };
}

function querybatch(json: unknown): Reply {
  const results = list(record(json)?.queries).map((query) => {
    const subject = { name: field(record(query)?.package, "name") ?? "", version: field(query, "version") ?? "" };
    const number = weaknessNumber(subject);
    return number === undefined ? {} : { vulns: [idOf(subject, number)] };
  });
  return found({ results });
}

function idOf(subject: BigPackage, number: number): unknown {
  const advisory = weakness(subject, number);
  weaknesses.set(advisory.id, advisory);
  return { id: advisory.id, modified: advisory.modified };
}

function versionbatch(json: unknown): Reply {
  const asked = list(record(json)?.requests);
  const start = Number(field(json, "pageToken") || 0);
  const responses = asked.slice(start, start + DEPSDEV_PAGE).map((request) => {
    const key = record(request)?.versionKey;
    const name = field(key, "name") ?? "";
    const version = depsDev[`${name}@${field(key, "version")}`] ?? sparseVersion(name);
    return version === undefined ? { request } : { request, version };
  });
  const next = start + DEPSDEV_PAGE;
  return found({ responses, nextPageToken: next < asked.length ? String(next) : "" });
}

function projectbatch(json: unknown): Reply {
  return found({ responses: list(record(json)?.requests).map((request) => ({ request })), nextPageToken: "" });
}

function found(value: unknown): Reply {
  return value === undefined ? { status: 404, body: "{}" } : { status: 200, body: JSON.stringify(value) };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
}
