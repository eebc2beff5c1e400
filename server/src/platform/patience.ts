import type { HttpAnswer, HttpRequest, World } from "../core/world";
import type { Outcome, SendOnce } from "./http";

export interface PatienceOptions {
  now(): number;
  /** Resolves after a time, or throws `abort.reason` before. */
  wait(milliseconds: number, abort: AbortSignal): Promise<void>;
}

/** Before the second try, where the host does not say how long. */
const BACK_OFF_MS = 400;
/** A host that asks for more patience gets no second try. */
const LONGEST_WAIT_MS = 8_000;
/** After as many failures in a row a host is given up for a while. */
const MOST_FAILURES = 5;
const GIVEN_UP_FOR_MS = 30_000;

interface Trouble {
  failures: number;
  /** Given up until then. */
  until: number;
  reason: string;
}

/**
 * Tries once more where that may help, and gives a host up for half a minute that fails time after time, so that
 * hundreds of questions do not each wait for the same silence. Any answer at all clears its name.
 */
export function withPatience(sendOnce: SendOnce, { now, wait }: PatienceOptions): World["send"] {
  const troubles = new Map<string, Trouble>();

  return async (request, abort) => {
    const { host } = new URL(request.url);
    const first = await tryOnce(host, request, abort);
    if (first === undefined) {
      return givenUp(host);
    }
    const pause = pauseBefore(first, now());
    if (pause === undefined) {
      return toAnswer(first, 1);
    }
    await wait(pause, abort);
    const second = await tryOnce(host, request, abort);
    return second === undefined ? toAnswer(first, 1) : toAnswer(second, 2);
  };

  /** Undefined where the host is given up for now. */
  async function tryOnce(host: string, request: HttpRequest, abort: AbortSignal): Promise<Outcome | undefined> {
    const trouble = troubles.get(host);
    if (trouble !== undefined && trouble.failures >= MOST_FAILURES && now() < trouble.until) {
      return undefined;
    }
    const outcome = await sendOnce(request, abort);
    const reason = troubleOf(host, outcome);
    if (reason === undefined) {
      troubles.delete(host);
    } else {
      const failures = (troubles.get(host)?.failures ?? 0) + 1;
      troubles.set(host, { failures, until: now() + GIVEN_UP_FOR_MS, reason });
    }
    return outcome;
  }

  function givenUp(host: string): HttpAnswer {
    return { failed: troubles.get(host)?.reason ?? `${host}: out of reach`, attempts: 0 };
  }
}

/** What makes the next question to the same host as hopeless; undefined where it does not. */
function troubleOf(host: string, outcome: Outcome): string | undefined {
  if ("failure" in outcome) {
    return outcome.failure.isUnreachable ? outcome.failure.reason : undefined;
  }
  return outcome.answer.status === 429 ? `${host}: too many requests (429)` : undefined;
}

/** How long to wait before a second try; undefined where there is to be none. */
function pauseBefore(outcome: Outcome, now: number): number | undefined {
  if ("failure" in outcome) {
    return outcome.failure.isPassing ? BACK_OFF_MS : undefined;
  }
  const { answer, retryAfter } = outcome;
  if (answer.status !== 429 && answer.status !== 408 && answer.status < 500) {
    return undefined;
  }
  const pause = readRetryAfter(retryAfter, now) ?? BACK_OFF_MS;
  return pause <= LONGEST_WAIT_MS ? pause : undefined;
}

/** Seconds, or a date. */
function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  const pause = /^\s*\d+\s*$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(pause) ? undefined : Math.max(0, pause);
}

function toAnswer(outcome: Outcome, attempts: number): HttpAnswer {
  return "failure" in outcome ? { failed: outcome.failure.reason, attempts } : { ...outcome.answer, attempts };
}
