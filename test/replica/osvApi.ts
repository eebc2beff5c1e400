import semver from "semver";
import { type Answer, jsonAnswer, type Question, segmentsOf } from "./answer";
import { field, type OsvAffected, type OsvRecord, record } from "./documents";
import type { Snapshot } from "./snapshot";

const MAX_QUERIES = 1000;

interface Query {
  readonly name: string;
  readonly version: string | undefined;
  readonly offset: number;
}

/** OSV: `POST /v1/query`, `POST /v1/querybatch`, `GET /v1/vulns/{id}`. A page holds at most `pageSize` records. */
export function answerOsv(question: Question, snapshot: Snapshot, pageSize: number): Answer {
  const { method, path } = question;
  if (method === "POST" && path === "/v1/querybatch") {
    return queryBatch(question.json, snapshot, pageSize);
  }
  if (method === "POST" && path === "/v1/query") {
    const query = readQuery(question.json);
    if (typeof query === "string") {
      return failed(400, 3, query);
    }
    const { found, next } = page(query, snapshot, pageSize);
    return jsonAnswer(200, { ...(found.length === 0 ? {} : { vulns: found }), ...next });
  }
  const [, , id] = path.startsWith("/v1/vulns/") ? (segmentsOf(path) ?? []) : [];
  const advisory = method === "GET" && id !== undefined ? snapshot.advisories.get(id) : undefined;
  if (advisory !== undefined) {
    return jsonAnswer(200, advisory);
  }
  return id === undefined ? failed(404, 5, "Not Found") : failed(404, 5, "Vulnerability not found");
}

/** Whether OSV would name this record for this version: it is listed, or inside a range. */
function affects(advisory: OsvRecord, name: string, version: string): boolean {
  return (advisory.affected ?? []).some(
    (one) =>
      one.package.ecosystem === "npm" &&
      one.package.name === name &&
      ((one.versions ?? []).includes(version) || isInside(one, version)),
  );
}

/** The ids of the records that affect a version directly, sorted. */
export function advisoryIds(snapshot: Snapshot, name: string, version: string): readonly string[] {
  const found = snapshot.advisoriesOf(name).filter((advisory) => affects(advisory, name, version));
  return found.map(({ id }) => id).sort();
}

function queryBatch(json: unknown, snapshot: Snapshot, pageSize: number): Answer {
  const queries = record(json)?.queries;
  if (!Array.isArray(queries)) {
    return failed(400, 3, "Invalid query batch");
  }
  if (queries.length > MAX_QUERIES) {
    return failed(400, 3, "too many queries");
  }
  const results: unknown[] = [];
  for (const [index, raw] of queries.entries()) {
    const query = readQuery(raw);
    if (typeof query === "string") {
      return failed(400, 3, `error in query at index ${index}: ${query}`);
    }
    const { found, next } = page(query, snapshot, pageSize);
    const vulns = found.map(({ id, modified }) => ({ id, modified }));
    results.push({ ...(vulns.length === 0 ? {} : { vulns }), ...next });
  }
  return jsonAnswer(200, { results });
}

function page(
  { name, version, offset }: Query,
  snapshot: Snapshot,
  pageSize: number,
): { found: readonly OsvRecord[]; next: { next_page_token?: string } } {
  const all = snapshot.advisoriesOf(name).filter((one) => version === undefined || affects(one, name, version));
  const end = offset + pageSize;
  return { found: all.slice(offset, end), next: end < all.length ? { next_page_token: tokenOf(end) } : {} };
}

/** A query, or what is wrong with it. Ecosystems other than npm are known to OSV and have no records here. */
function readQuery(raw: unknown): Query | string {
  const query = record(raw);
  const version = field(query, "version");
  const pack = query?.package;
  const purl = field(pack, "purl");
  const offset = offsetOf(field(query, "page_token"));
  if (offset === undefined) {
    return "Invalid page token";
  }
  if (purl !== undefined) {
    const match = /^pkg:([a-z]+)\/((?:(?:%40|@)[^/]+\/)?[^@/]+)(?:@(.+))?$/.exec(purl);
    if (match === null) {
      return "Invalid Package URL";
    }
    const inPurl = match[3] === undefined ? undefined : decodeURIComponent(match[3]);
    if (version !== undefined && inPurl !== undefined) {
      return "version specified in params and purl query";
    }
    return { name: match[1] === "npm" ? decodeURIComponent(match[2] ?? "") : "", version: version ?? inPurl, offset };
  }
  const name = field(pack, "name");
  const ecosystem = field(pack, "ecosystem");
  if (name === undefined || ecosystem === undefined) {
    return "Invalid query: name and ecosystem, or a purl, are required";
  }
  return { name: ecosystem === "npm" ? name : "", version, offset };
}

function isInside({ ranges = [] }: OsvAffected, version: string): boolean {
  const parsed = semver.parse(version, { loose: true });
  return (
    parsed !== null &&
    ranges.some(({ type, events }) => {
      let inside = false;
      for (const { introduced, fixed, last_affected } of events) {
        if (introduced !== undefined && (introduced === "0" || semver.gte(parsed, introduced, true))) {
          inside = true;
        }
        if (fixed !== undefined && semver.gte(parsed, fixed, true)) {
          inside = false;
        }
        if (last_affected !== undefined && semver.gt(parsed, last_affected, true)) {
          inside = false;
        }
      }
      return type !== "GIT" && inside;
    })
  );
}

function tokenOf(offset: number): string {
  return Buffer.from(`offset:${offset}`).toString("base64url");
}

function offsetOf(token: string | undefined): number | undefined {
  if (token === undefined || token === "") {
    return 0;
  }
  const match = /^offset:(\d+)$/.exec(Buffer.from(token, "base64url").toString());
  return match === null ? undefined : Number(match[1]);
}

function failed(status: number, code: number, message: string): Answer {
  return jsonAnswer(status, { code, message });
}
