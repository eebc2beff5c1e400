import type { Advisory, Lookup, Subject } from "../model";
import { isRecord } from "../settings";
import type { HttpAnswer, World } from "../world";
import { type Asker, isSuccess, noAnswer, reasonOf, unavailable } from "./asker";
import { askInHalves, type BatchAnswer } from "./halves";
import { type OsvRecord, readOsvRecord, toAdvisory, toUndetailed } from "./osvRecord";

/** OSV refuses more. */
export const OSV_BATCH = 1000;
/** OSV ends a page at 1,000 ids or after 20 seconds; nothing that is real has this many pages. */
const MOST_PAGES = 20;

/** The id of a record that affects a version, with its last change, so that a record is read once a change. */
export interface OsvHit {
  readonly id: string;
  readonly modified: string;
}

type OsvPort = Pick<World, "now" | "endpoints">;

/** Asks which records affect each of at most 1,000 versions. Ids only; `askRecord` has the rest. */
export function askHits(
  subjects: readonly Subject[],
  isWanted: () => boolean,
  world: OsvPort,
  asker: Asker,
): Promise<readonly Lookup<readonly OsvHit[]>[]> {
  const url = `${world.endpoints.osv}/v1/querybatch`;
  return askInHalves(subjects, async (part) => {
    const all = part.map(() => new Map<string, OsvHit>());
    const broken = new Map<number, string>();
    let open = part.map((subject, index) => ({ subject, index, token: undefined as string | undefined }));
    for (let page = 0; open.length > 0; page++) {
      const queries = open.map(({ subject: { name, version }, token }) => ({
        package: { name, ecosystem: "npm" },
        version,
        ...(token === undefined ? {} : { page_token: token }),
      }));
      const answered = await askPage(queries);
      if (answered.status !== "answered") {
        if (page === 0) {
          return answered;
        }
        for (const { index } of open) {
          broken.set(index, answered.reason);
        }
        break;
      }
      open = open.flatMap(({ subject, index, token }, position) => {
        const result = answered.results[position];
        const hits = readHits(result);
        if (hits === undefined) {
          broken.set(index, `${new URL(url).host}: answered something that cannot be read`);
          return [];
        }
        for (const hit of hits) {
          all[index]?.set(hit.id, hit);
        }
        const next = nextToken(result);
        if (next === undefined) {
          return [];
        }
        if (next === token || page + 1 >= MOST_PAGES) {
          broken.set(index, `${new URL(url).host}: its answer did not end`);
          return [];
        }
        return [{ subject, index, token: next }];
      });
    }
    const asOf = world.now();
    // Most have none: these share one answer.
    const nothing: Lookup<readonly OsvHit[]> = { status: "found", value: NOTHING, asOf };
    return {
      status: "answered",
      lookups: all.map((hits, index) => {
        const reason = broken.get(index);
        if (reason === undefined && hits.size === 0) {
          return nothing;
        }
        // Half an answer says what is wrong, but never that nothing is.
        return reason === undefined || hits.size > 0
          ? { status: "found", value: [...hits.values()], asOf }
          : unavailable(reason);
      }),
    } satisfies BatchAnswer<readonly OsvHit[]>;
  });

  async function askPage(queries: readonly unknown[]): Promise<Page> {
    const answer = await asker.send({ method: "POST", url, headers: JSON_BOTH_WAYS, body: { queries } }, isWanted);
    if (!isSuccess(answer)) {
      const status = "status" in answer && answer.status === 400 ? "refused" : "unavailable";
      return { status, reason: reasonOf(url, answer) };
    }
    const results = isRecord(answer.json) ? answer.json.results : undefined;
    return Array.isArray(results) && results.length === queries.length
      ? { status: "answered", results }
      : { status: "unavailable", reason: `${new URL(url).host}: did not answer each question` };
  }
}

/** No hits, and so no advisories: the same list for all, so that what was judged by one is as it was by the next. */
export const NOTHING: readonly never[] = [];

type Page =
  | { readonly status: "answered"; readonly results: readonly unknown[] }
  | { readonly status: "refused" | "unavailable"; readonly reason: string };

const JSON_BOTH_WAYS = { accept: "application/json", "content-type": "application/json" } as const;

/**
 * Reads one record, as it is after the change that is known of it. A cache on the way may still have the one before: then
 * it is asked for past all caches, and what OSV itself says holds.
 */
export async function askRecord(
  { id, modified }: OsvHit,
  isWanted: () => boolean,
  world: OsvPort,
  asker: Asker,
): Promise<Lookup<OsvRecord>> {
  const url = `${world.endpoints.osv}/v1/vulns/${encodeURIComponent(id)}`;
  const ask = (headers: Readonly<Record<string, string>>) =>
    asker.send({ method: "GET", url, headers: { accept: "application/json", ...headers }, body: undefined }, isWanted);
  const first = await ask({});
  const answer = isFromBefore(first, modified) ? await ask({ "cache-control": "no-cache" }) : first;
  const asOf = world.now();
  if ("status" in answer && answer.status === 404) {
    return { status: "absent", asOf };
  }
  if (!isSuccess(answer)) {
    return noAnswer(url, answer);
  }
  const record = readOsvRecord(answer.json);
  // It was named for an npm package: one that holds none is not whole.
  return record?.id === id && record.affected.length > 0
    ? { status: "found", value: record, asOf }
    : unavailable(`${new URL(url).host}: answered something that is not the record ${id}`);
}

function isFromBefore(answer: HttpAnswer, modified: string): boolean {
  const json = isSuccess(answer) && isRecord(answer.json) ? answer.json : {};
  return typeof json.modified === "string" && Date.parse(json.modified) < Date.parse(modified);
}

/** What the hits say about one exact version. A record that could not be read leaves its id. */
export function toAdvisories(
  subject: Subject,
  hits: readonly OsvHit[],
  recordOf: (hit: OsvHit) => Lookup<OsvRecord> | undefined,
): readonly Advisory[] {
  return hits.flatMap((hit) => {
    const record = recordOf(hit);
    return record?.status === "found" ? (toAdvisory(record.value, subject) ?? []) : [toUndetailed(hit.id)];
  });
}

/** The hits of one result, which leaves the list out where there are none; undefined for anything else. */
function readHits(result: unknown): readonly OsvHit[] | undefined {
  const vulns = isRecord(result) ? (result.vulns ?? []) : undefined;
  if (!Array.isArray(vulns)) {
    return undefined;
  }
  const hits = vulns.flatMap((vuln: unknown) =>
    isRecord(vuln) && typeof vuln.id === "string"
      ? [{ id: vuln.id, modified: typeof vuln.modified === "string" ? vuln.modified : "" }]
      : [],
  );
  return hits.length === vulns.length ? hits : undefined;
}

function nextToken(result: unknown): string | undefined {
  const token = isRecord(result) ? result.next_page_token : undefined;
  return typeof token === "string" && token !== "" ? token : undefined;
}
