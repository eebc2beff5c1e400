import type { HttpAnswer, HttpRequest, World } from "../core/world";
import type { Outcome, SendOnce } from "./http";

export interface PatienceOptions {
  /** The true time of day: a moment that a host names is compared with it. */
  now(): number;
  /** Resolves after a time, or throws `abort.reason` before. */
  wait(milliseconds: number, abort: AbortSignal): Promise<void>;
  /** At least 0, below 1: those who failed together do not come back together. */
  random(): number;
}

/** How often one request is sent at most. */
const MOST_TRIES = 3;
/** Before the second try, where the host does not say how long; twice as long before the third. */
const BACK_OFF_MS = 400;
/** A host that asks for more patience is left alone for as long, and nobody waits for it. */
const LONGEST_WAIT_MS = 8_000;
/** But for no longer than this: what it says of tomorrow is not believed. */
const LONGEST_REST_MS = 60 * 60_000;
/** After as many failures in a row nothing is sent for a while, and for twice as long after each look that fails. */
const MOST_FAILURES = 5;
const FIRST_REST_MS = 10_000;
const LAST_REST_MS = 60_000;

/** What is known of one source at one host since its last answer. */
interface Trouble {
  failures: number;
  reason: Failed | undefined;
  /** Nothing is sent before. */
  restsUntil: number;
  restMs: number;
  /** While the rest is over, one request looks whether the host is back, and the others wait for what it finds. */
  look: Promise<void> | undefined;
  /** Until then the host has asked for patience. */
  busyUntil: number;
}

type Failed = Extract<HttpAnswer, { failed: string }>;

/**
 * Tries again where that may help, and gives a source at a host up for a while that fails time after time, so that
 * hundreds of questions do not each wait for the same silence. Any answer at all clears its name.
 */
export function withPatience(sendOnce: SendOnce, { now, wait, random }: PatienceOptions): World["send"] {
  const troubles = new Map<string, Trouble>();

  return async (request, abort) => {
    const { host } = new URL(request.url);
    const key = `${request.source} ${host}`;
    let last: HttpAnswer | undefined;
    for (let tries = 0; ; ) {
      const outcome = await tryOnce(key, host, request, abort);
      if (outcome === undefined) {
        return last ?? { ...givenUp(key, host), attempts: 0 };
      }
      tries += 1;
      last = toAnswer(outcome, tries);
      const pause = tries < MOST_TRIES ? pauseBefore(outcome, tries) : undefined;
      if (pause === undefined || isResting(troubles.get(key))) {
        return last;
      }
      await wait(pause, abort);
    }
  };

  /** Undefined where the host is given up for now. */
  async function tryOnce(
    key: string,
    host: string,
    request: HttpRequest,
    abort: AbortSignal,
  ): Promise<Outcome | undefined> {
    let trouble = troubles.get(key);
    if (trouble !== undefined && now() < trouble.busyUntil) {
      await wait(trouble.busyUntil - now() + random() * BACK_OFF_MS, abort);
    }
    for (trouble = troubles.get(key); trouble?.look !== undefined; trouble = troubles.get(key)) {
      await trouble.look;
    }
    if (isResting(trouble)) {
      return undefined;
    }
    const sent = send();
    if (trouble !== undefined && trouble.restMs > 0) {
      const looked = () => {
        trouble.look = undefined;
      };
      trouble.look = sent.then(looked, looked);
    }
    return sent;

    async function send(): Promise<Outcome> {
      const outcome = await sendOnce(request, abort);
      note(key, host, outcome);
      return outcome;
    }
  }

  function note(key: string, host: string, outcome: Outcome): void {
    const reason = troubleOf(host, outcome);
    if (reason === undefined) {
      troubles.delete(key);
      return;
    }
    const trouble = troubles.get(key) ?? { ...NO_TROUBLE };
    troubles.set(key, trouble);
    trouble.failures += 1;
    trouble.reason = reason;
    const asked = "answer" in outcome ? readRetryAfter(outcome.retryAfter, now()) : undefined;
    if (asked !== undefined && asked > LONGEST_WAIT_MS) {
      rest(trouble, Math.min(asked, LONGEST_REST_MS));
    } else if ((trouble.failures >= MOST_FAILURES || trouble.restMs > 0) && now() >= trouble.restsUntil) {
      rest(trouble, Math.min(Math.max(2 * trouble.restMs, FIRST_REST_MS), LAST_REST_MS));
    } else if (asked !== undefined) {
      trouble.busyUntil = Math.max(trouble.busyUntil, now() + asked);
    }
  }

  function isResting(trouble: Trouble | undefined): boolean {
    return trouble !== undefined && now() < trouble.restsUntil;
  }

  function rest(trouble: Trouble, milliseconds: number): void {
    trouble.restMs = Math.min(milliseconds, LAST_REST_MS);
    trouble.restsUntil = now() + milliseconds;
  }

  function givenUp(key: string, host: string): Failed {
    return troubles.get(key)?.reason ?? { failed: `${host}: out of reach` };
  }

  /** How long to wait before the next try; undefined where there is to be none. */
  function pauseBefore(outcome: Outcome, tries: number): number | undefined {
    const backOff = BACK_OFF_MS * 2 ** (tries - 1) * (0.5 + random());
    if ("failure" in outcome) {
      return outcome.failure.isPassing ? backOff : undefined;
    }
    if (!isBusy(outcome.answer.status)) {
      return undefined;
    }
    const asked = readRetryAfter(outcome.retryAfter, now());
    return asked === undefined ? backOff : asked <= LONGEST_WAIT_MS ? asked + random() * BACK_OFF_MS : undefined;
  }
}

const NO_TROUBLE: Trouble = {
  failures: 0,
  reason: undefined,
  restsUntil: Number.NEGATIVE_INFINITY,
  restMs: 0,
  look: undefined,
  busyUntil: Number.NEGATIVE_INFINITY,
};

/** What makes the next question to the same host as hopeless; undefined where it does not. */
function troubleOf(host: string, outcome: Outcome): Failed | undefined {
  if ("failure" in outcome) {
    return outcome.failure.extent === "answer" ? undefined : toFailed(outcome);
  }
  const { status } = outcome.answer;
  if (!isBusy(status)) {
    return undefined;
  }
  return {
    failed: status === 429 ? `${host}: too many requests (429)` : `${host}: trouble on its side (${status})`,
  };
}

/** The host is there and cannot answer now; 501 says that it never will. */
function isBusy(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501);
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
  return "failure" in outcome ? { ...toFailed(outcome), attempts } : { ...outcome.answer, attempts };
}

function toFailed({ failure: { reason, extent } }: Extract<Outcome, { failure: unknown }>): Failed {
  return extent === "host" ? { failed: reason } : { failed: reason, extent };
}
