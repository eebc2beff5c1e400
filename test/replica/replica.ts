import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type Answer, jsonAnswer, type Question } from "./answer";
import { ATTESTATIONS, answerAttestations } from "./attestationsApi";
import { corpusAdvisories, corpusDocuments } from "./corpusSource";
import { advisories, histories, projects } from "./data";
import { answerDepsDev } from "./depsDevApi";
import type { DocumentSource, OsvRecord, Project } from "./documents";
import { createFaults, type Fault, type FaultScope, type ReplicaSource } from "./faults";
import { answerOsv } from "./osvApi";
import { answerRegistry, type OmittedField } from "./registryApi";
import { answerScorecard } from "./scorecardApi";
import { send } from "./send";
import { createSnapshot, type Library } from "./snapshot";
import { historySource } from "./sources";

export interface ReplicaOptions {
  /** The moment, in milliseconds or ISO; later things do not exist. All that is known where it is left out. */
  readonly asOf?: number | string;
  /** Documents beside our own; they stand before the others. */
  readonly documents?: readonly DocumentSource[];
  readonly advisories?: readonly OsvRecord[];
  readonly projects?: readonly Project[];
  /** False leaves out the data of the project's own. */
  readonly own?: boolean;
  /** Also what is recorded in ../shared/corpus; it stands before our own. */
  readonly corpus?: boolean;
  /** What this registry leaves out of its documents, as some mirrors do. */
  readonly omit?: readonly OmittedField[];
  /** How far deps.dev is behind the registry. */
  readonly depsDevLagMs?: number;
  /** Entries in one page of a batch; OSV's 1,000 and our guess for deps.dev where left out. */
  readonly pageSize?: { readonly osv?: number; readonly depsdev?: number };
  /** Free where it is left out. */
  readonly port?: number;
}

export interface RecordedRequest {
  readonly source: ReplicaSource | "unknown";
  readonly method: string;
  /** With its query, without the source's prefix, as it was sent. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body's JSON; its text where it is none; undefined where there is no body. */
  readonly body: unknown;
}

/** The outside world on one local port, as of a moment. */
export interface Replica {
  /** The base address of a service: the registry's ends with a slash, as npm writes it, the others' do not. */
  url(source: ReplicaSource): string;
  /** What makes a server, an extension or a command ask the replica, judge at its moment, and keep nothing on disk. */
  environment(): Readonly<Record<string, string>>;
  readonly asOf: number | undefined;
  setAsOf(moment: number | string): void;
  /** Everything asked so far, in order. */
  readonly requests: readonly RecordedRequest[];
  forget(): void;
  /** Makes the answers of a source go wrong, until healed or as often as the scope says. */
  fault(source: ReplicaSource, fault: Fault, scope?: FaultScope): void;
  heal(source?: ReplicaSource): void;
  close(): Promise<void>;
}

const PREFIXES: readonly (readonly [string, ReplicaSource])[] = [
  [`/registry${ATTESTATIONS}`, "attestations"],
  ["/registry/", "registry"],
  ["/osv/", "osv"],
  ["/depsdev/", "depsdev"],
  ["/scorecard/", "scorecard"],
];
const unzip = promisify(gunzip);

/**
 * Starts one local HTTP server that answers as the npm registry, OSV, deps.dev, the attestation endpoint and the
 * scorecard service do, as of a chosen moment: what was published later does not exist.
 */
export async function startReplica(options: ReplicaOptions = {}): Promise<Replica> {
  const library = libraryOf(options);
  const faults = createFaults();
  const requests: RecordedRequest[] = [];
  const closing = new AbortController();
  let asOf = options.asOf === undefined ? undefined : instant(options.asOf);
  let [snapshot, lagging] = snapshots();

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!closing.signal.aborted) {
        response.destroy(error instanceof Error ? error : undefined);
      }
    });
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const url = (source: ReplicaSource): string =>
    source === "registry" || source === "attestations" ? `${base}/registry/` : `${base}/${source}`;

  return {
    url,
    environment() {
      const ids = ["registry", "osv", "depsdev", "scorecard"] as const;
      return {
        ...Object.fromEntries(ids.map((id) => [`CUSTODY_ENDPOINT_${id.toUpperCase()}`, url(id)])),
        // What the replica says is nobody else's business, and it may say something else the next minute.
        CUSTODY_CACHE: "off",
        ...(asOf === undefined ? {} : { CUSTODY_AS_OF: new Date(asOf).toISOString() }),
      };
    },
    get asOf() {
      return asOf;
    },
    setAsOf(moment) {
      asOf = instant(moment);
      [snapshot, lagging] = snapshots();
    },
    requests,
    forget() {
      requests.length = 0;
    },
    fault: (source, fault, scope = {}) => faults.add(source, fault, scope),
    heal: (source) => faults.heal(source),
    async close() {
      closing.abort();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };

  function snapshots() {
    const moment = asOf ?? Number.POSITIVE_INFINITY;
    const now = createSnapshot(library, moment);
    return [now, options.depsDevLagMs ? createSnapshot(library, moment - options.depsDevLagMs) : now] as const;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? "/";
    const [prefix, source] = PREFIXES.find(([start]) => target.startsWith(start)) ?? ["", "unknown" as const];
    const asked = target.slice(Math.max(0, prefix.indexOf("/", 1)));
    const [path = "/"] = asked.split("?");
    const { json, body } = await readBody(request);
    const method = request.method ?? "GET";
    requests.push({ source, method, path: asked, headers: request.headers, body });
    if (source === "unknown") {
      return send(request, response, jsonAnswer(404, { error: "Not found" }), undefined);
    }
    const { delayMs, fault } = faults.take(source, decoded(path));
    if (delayMs > 0) {
      await wait(delayMs, undefined, { signal: closing.signal });
    }
    const instead = fault?.kind === "instead" ? fault : {};
    return send(request, response, ask(source, { method, path, headers: request.headers, json, ...instead }), fault);
  }

  function ask(source: ReplicaSource, question: Question): Answer {
    switch (source) {
      case "registry":
        return answerRegistry(question, snapshot, options.omit ?? []);
      case "attestations":
        return answerAttestations(question, snapshot);
      case "osv":
        return answerOsv(question, snapshot, options.pageSize?.osv ?? 1000);
      case "depsdev":
        return answerDepsDev(question, lagging, options.pageSize?.depsdev ?? 1000);
      case "scorecard":
        return answerScorecard(question, snapshot);
    }
  }
}

function libraryOf(options: ReplicaOptions): Library {
  const { own = true, corpus = false } = options;
  const ours = historySource(histories);
  const eventsOf = (name: string) => ours.find(name, Number.POSITIVE_INFINITY)?.events ?? {};
  return {
    documents: [...(options.documents ?? []), ...(corpus ? [corpusDocuments(eventsOf)] : []), ...(own ? [ours] : [])],
    advisories: [...(options.advisories ?? []), ...(corpus ? corpusAdvisories() : []), ...(own ? advisories : [])],
    projects: [...(options.projects ?? []), ...(own ? projects : [])],
  };
}

async function readBody(request: IncomingMessage): Promise<{ readonly json: unknown; readonly body: unknown }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const sent = Buffer.concat(chunks);
  if (sent.length === 0) {
    return { json: undefined, body: undefined };
  }
  const text = (request.headers["content-encoding"] === "gzip" ? await unzip(sent) : sent).toString();
  try {
    const json: unknown = JSON.parse(text);
    return { json, body: json };
  } catch {
    return { json: undefined, body: text };
  }
}

function instant(moment: number | string): number {
  const at = typeof moment === "number" ? moment : Date.parse(moment);
  if (Number.isNaN(at)) {
    throw new Error(`A replica's moment is a date such as 2026-03-31T01:22:00Z, not ${JSON.stringify(moment)}.`);
  }
  return at;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
