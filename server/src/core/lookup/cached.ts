import { LRUCache } from "lru-cache";
import type { Lookup } from "../model";
import { untilAborted } from "../untilAborted";
import { AbandonedError } from "./limit";

/** What a source said, as against that it said nothing. Only this is ever kept. */
export type Answer<T> = Extract<Lookup<T>, { status: "found" | "absent" }>;

/** An answer, and by what its source recognises it again: see `validator.ts`. */
export type Told<T> = Lookup<T> & { readonly validator?: string };

/** What was told before, however long ago. */
export interface Known<T> {
  readonly answer: Answer<T>;
  readonly validator?: string;
}

/**
 * Puts one question about several keys; every key gets an answer.
 *
 * `isWanted` turns false when nobody waits for the answer: what was not sent by then need not be sent. `known` is what
 * a source need only confirm.
 */
export type Ask<T> = (
  keys: readonly string[],
  isWanted: () => boolean,
  known: (key: string) => Known<T> | undefined,
) => Promise<ReadonlyMap<string, Told<T>>>;

export interface CacheOptions<T> {
  now(): number;
  /** How many keys go into one question. */
  readonly batchSize: number;
  /** How long an answer is given without asking again. */
  freshForMs(answer: Answer<T>): number;
  /** How long an answer stands in for a source that does not answer. */
  usableForMs(answer: Answer<T>): number;
  /** What all answers together may weigh. */
  readonly maxWeight: number;
  /** At least 1. */
  weigh(answer: Answer<T>): number;
}

export interface Cached<T> {
  /** One answer for each key. Throws nothing but `abort.reason`. */
  ask(keys: readonly string[], abort: AbortSignal): Promise<ReadonlyMap<string, Lookup<T>>>;
  /** What was said before and is still usable, without asking anybody. */
  recall(key: string): Answer<T> | undefined;
  /** How many keys were answered from memory. */
  hits(): number;
}

interface Question<T> {
  readonly answers: Promise<ReadonlyMap<string, Lookup<T>>>;
  waiters: number;
}

/**
 * Wraps a question so that a key is asked once while its answer is fresh, however many callers wait.
 *
 * Invariant: `unavailable` is never kept, since an outage must not outlive itself. What was known before
 * is given instead while it is usable; its `asOf` tells its age. A caller's abort ends that caller's wait
 * only: a question that was sent runs on, because the next keystroke will ask it again.
 *
 * An answer that is kept beyond this process belongs here too, behind `memory`.
 */
export function cached<T>(ask: Ask<T>, options: CacheOptions<T>): Cached<T> {
  const { now, batchSize, freshForMs, usableForMs, maxWeight, weigh } = options;
  const memory = new LRUCache<string, Known<T>>({
    maxSize: maxWeight,
    sizeCalculation: ({ answer }) => weigh(answer),
  });
  const pending = new Map<string, Question<T>>();
  let hits = 0;

  return {
    async ask(keys, abort) {
      abort.throwIfAborted();
      const result = new Map<string, Lookup<T>>();
      const missing = new Set<string>();
      for (const key of new Set(keys)) {
        const answer = memory.get(key)?.answer;
        if (answer !== undefined && isWithin(answer, freshForMs)) {
          result.set(key, answer);
          hits += 1;
        } else {
          missing.add(key);
        }
      }
      while (missing.size > 0) {
        const joined = [...questionsFor(missing)].map((question) => join(question, abort));
        for (const answered of await Promise.all(joined)) {
          for (const [key, answer] of answered) {
            if (missing.delete(key)) {
              result.set(key, answer);
            }
          }
        }
      }
      return result;
    },

    recall(key) {
      const answer = memory.get(key)?.answer;
      return answer !== undefined && isWithin(answer, usableForMs) ? answer : undefined;
    },

    hits: () => hits,
  };

  /** The questions under way that cover the keys, and new ones for those that none covers. */
  function questionsFor(keys: ReadonlySet<string>): ReadonlySet<Question<T>> {
    const questions = new Set<Question<T>>();
    const rest: string[] = [];
    for (const key of keys) {
      const question = pending.get(key);
      if (question === undefined) {
        rest.push(key);
      } else {
        questions.add(question);
      }
    }
    for (let start = 0; start < rest.length; start += batchSize) {
      questions.add(put(rest.slice(start, start + batchSize)));
    }
    return questions;
  }

  function put(keys: readonly string[]): Question<T> {
    const question: Question<T> = { answers: refresh(keys, () => question.waiters > 0), waiters: 0 };
    // Whoever waits sees a failure; where nobody does any more, it must not end the process.
    question.answers.catch(() => undefined);
    for (const key of keys) {
      pending.set(key, question);
    }
    return question;
  }

  async function refresh(keys: readonly string[], isWanted: () => boolean): Promise<ReadonlyMap<string, Lookup<T>>> {
    // The question is put one turn later, when whoever put it waits for it.
    await undefined;
    try {
      const fresh = await ask(keys, isWanted, (key) => memory.peek(key));
      return new Map(keys.map((key) => [key, keep(key, fresh.get(key) ?? NO_ANSWER)]));
    } catch (error) {
      if (error instanceof AbandonedError) {
        return new Map();
      }
      throw error;
    } finally {
      for (const key of keys) {
        pending.delete(key);
      }
    }
  }

  function keep(key: string, { validator, ...answer }: Told<T>): Lookup<T> {
    switch (answer.status) {
      case "found":
      case "absent":
        memory.set(key, validator === undefined ? { answer } : { answer, validator });
        return answer;
      case "unavailable":
      case "unasked": {
        const known = memory.get(key)?.answer;
        return known !== undefined && isWithin(known, usableForMs) ? known : answer;
      }
    }
  }

  function isWithin(answer: Answer<T>, limit: (answer: Answer<T>) => number): boolean {
    const age = now() - answer.asOf;
    return 0 <= age && age < limit(answer);
  }
}

const NO_ANSWER = { status: "unavailable", reason: "left out of the answer" } as const;

async function join<T>(question: Question<T>, abort: AbortSignal): Promise<ReadonlyMap<string, Lookup<T>>> {
  question.waiters += 1;
  try {
    return await untilAborted(question.answers, abort);
  } finally {
    question.waiters -= 1;
  }
}
