import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../core/settings";
import type { HttpAnswer, HttpRequest } from "../core/world";
import { type NodeWorld, type NodeWorldOptions, nodeWorld } from "./nodeWorld";

/** `answers.json`: the moment at which the sample is looked at, and what the registry says of its packages then. */
interface Answers {
  readonly now: number;
  readonly documents: Readonly<Record<string, unknown>>;
}

/** No address of anybody: nothing is sent there. */
const REGISTRY = "https://registry.example/";

/**
 * The world of the walkthrough's sample: this machine's files, and answers that lie beside them. Nothing leaves the
 * machine, and the clock stands still an hour after the release in question, so that the sample looks the same on every
 * day and without a network.
 */
export function sampleWorld(folder: string, options: NodeWorldOptions): NodeWorld {
  const { now, documents } = readAnswers(join(folder, "answers.json"));
  return {
    ...nodeWorld({ ...options, now: () => now }),
    registry: () => ({ url: REGISTRY, headers: {}, isPrivate: false, isInvented: true }),
    send: async (request) => answerTo(request, documents),
  };
}

function readAnswers(path: string): Answers {
  const raw: unknown = JSON.parse(readFileSync(path, "utf8"));
  const { now, documents } = isRecord(raw) ? raw : {};
  return { now: Date.parse(String(now)), documents: isRecord(documents) ? documents : {} };
}

/** OSV has no advisory about any of it, and deps.dev has not heard of it yet. */
function answerTo({ source, url, body }: HttpRequest, documents: Answers["documents"]): HttpAnswer {
  const { queries, requests } = isRecord(body) ? body : {};
  if (source === "registry") {
    const document = documents[decodeURIComponent(new URL(url).pathname.slice(1))];
    return document === undefined ? NOT_FOUND : ok(document);
  }
  if (source === "osv" && Array.isArray(queries)) {
    return ok({ results: queries.map(() => ({})) });
  }
  return Array.isArray(requests) ? ok({ responses: requests.map((request) => ({ request })) }) : NOT_FOUND;
}

const NOT_FOUND: HttpAnswer = { status: 404, json: undefined, bytes: 0 };

function ok(json: unknown): HttpAnswer {
  return { status: 200, json, bytes: 0 };
}
