import { isRecord } from "../settings";
import { type Asker, isSuccess, reasonOf } from "./asker";

/** deps.dev refuses more. */
export const DEPSDEV_BATCH = 5000;
/** The page size is not documented; a batch split into single answers would still end. */
const MOST_PAGES = 5000;

const JSON_BOTH_WAYS = { accept: "application/json", "content-type": "application/json" } as const;

/** The responses in the order of the questions, or why there are none; `isGone`: no such question is known there any more. */
export type BatchResponses =
  | { readonly status: "answered"; readonly responses: readonly unknown[] }
  | { readonly status: "refused" | "unavailable"; readonly reason: string; readonly isGone: boolean };

/** Puts one batch question to deps.dev, page by page. The questions are of an interface that may change. */
export async function askBatchPages(
  url: string,
  requests: readonly unknown[],
  isWanted: () => boolean,
  asker: Asker,
): Promise<BatchResponses> {
  const responses: unknown[] = [];
  let pageToken = "";
  for (let page = 0; page < MOST_PAGES; page++) {
    const body = pageToken === "" ? { requests } : { requests, pageToken };
    const answer = await asker.send({ method: "POST", url, headers: JSON_BOTH_WAYS, body }, isWanted);
    if (!isSuccess(answer)) {
      const status = "status" in answer ? answer.status : 0;
      const isGone = page === 0 && (status === 404 || status === 405 || status === 410 || status === 501);
      return { status: status === 400 ? "refused" : "unavailable", reason: reasonOf(url, answer), isGone };
    }
    const { responses: more, nextPageToken } = isRecord(answer.json) ? answer.json : {};
    if (!Array.isArray(more) || responses.length + more.length > requests.length) {
      const reason = `${new URL(url).host}: answered something else than was asked`;
      return { status: "unavailable", reason, isGone: page === 0 };
    }
    responses.push(...more);
    const next = typeof nextPageToken === "string" ? nextPageToken : "";
    if (next === "" || next === pageToken || more.length === 0) {
      break;
    }
    pageToken = next;
  }
  return { status: "answered", responses };
}
