import type { Lookup } from "../model";
import type { HttpAnswer, HttpRequest, SourceId, SourceStats, World } from "../world";
import { createLimit } from "./limit";

/** One source of answers: how many requests run at once, and what has been sent and received. */
export interface Asker {
  /** Sends when it is this request's turn. Once sent, it is seen through: see `cached`. */
  send(request: Omit<HttpRequest, "source">, isWanted: () => boolean): Promise<HttpAnswer>;
  /** Lets the request to an address go before all others, until the answer is called: somebody looks at this very thing. */
  hurry(url: string): () => void;
  stats(hits: number): SourceStats;
}

/** How many questions are put at once: at first, and at most. */
export interface AtOnce {
  readonly first: number;
  readonly most: number;
}

/**
 * Puts questions to one source, more of them at once with each answer and few again after a failure. Where somebody has just
 * asked for everything anew, a cache on the way is told so.
 */
export function createAsker(
  world: Pick<World, "send" | "now" | "freshSince">,
  id: SourceId,
  { first, most }: AtOnce,
): Asker {
  const limit = createLimit(first);
  let atOnce = first;
  let requests = 0;
  let bytes = 0;
  let failed = 0;

  return {
    send: (request, isWanted) =>
      limit.run(request.url, isWanted, async () => {
        const headers = isAskedAnew() ? { ...request.headers, "cache-control": "no-cache" } : request.headers;
        const answer = await world.send({ source: id, ...request, headers }, new AbortController().signal);
        const attempts = answer.attempts ?? 1;
        requests += attempts;
        failed += isFailure(answer) ? attempts : Math.max(0, attempts - 1);
        bytes += "failed" in answer ? 0 : answer.bytes;
        atOnce = isFailure(answer) ? first : Math.min(most, atOnce + 1);
        limit.resize(atOnce);
        return answer;
      }),

    hurry: limit.hurry,

    stats: (hits) => ({ id, requests, bytes, failed, hits }),
  };

  function isAskedAnew(): boolean {
    const { freshSince = Number.NEGATIVE_INFINITY } = world;
    return world.now() - freshSince < SHARED_FOR;
  }
}

/** As long as the proxy of docs/shared-cache.md keeps what may change soon: what it has later is from after that moment. */
const SHARED_FOR = 5 * 60_000;

/** "There is none" is an answer like any other, and so is "the same as before". */
function isFailure(answer: HttpAnswer): boolean {
  return "failed" in answer || (answer.status !== 404 && !isConfirmed(answer) && !isSuccess(answer));
}

type Response = Extract<HttpAnswer, { status: number }>;

export function isSuccess(answer: HttpAnswer): answer is Response {
  return "status" in answer && 200 <= answer.status && answer.status < 300;
}

/** Whether a source says that what was told before still holds. Only who asked for that has an answer in it. */
export function isConfirmed(answer: HttpAnswer): answer is Response {
  return "status" in answer && answer.status === 304;
}

/** Why an answer cannot be used, for people, with the host named. */
export function reasonOf(url: string, answer: HttpAnswer): string {
  if ("failed" in answer) {
    return answer.failed;
  }
  const { host } = new URL(url);
  switch (answer.status) {
    case 401:
    case 403:
      return `${host}: access refused (${answer.status}); log in there, or put a token for it into your own .npmrc`;
    case 429:
      return `${host}: too many requests (429)`;
    default:
      return answer.status >= 500
        ? `${host}: trouble on its side (${answer.status})`
        : `${host}: answered ${answer.status}, which is no answer to this question`;
  }
}

type Unavailable = Extract<Lookup<never>, { status: "unavailable" }>;

export function unavailable(reason: string): Unavailable {
  return { status: "unavailable", reason };
}

/** What is not answered now will not be answered in an hour either, unless somebody changes something here. */
export function never(reason: string): Unavailable {
  return { status: "unavailable", reason, isLasting: true };
}

/** Says that an answer is none that can be used, and why. */
export function noAnswer(url: string, answer: HttpAnswer): Unavailable {
  const reason = reasonOf(url, answer);
  return "failed" in answer && answer.extent === "answer" ? never(reason) : unavailable(reason);
}
