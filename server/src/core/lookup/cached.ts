import { LRUCache } from "lru-cache";
import type { Lookup } from "../model";
import { untilAborted } from "../untilAborted";
import type { Answer, Known, Told } from "./answer";
import type { Keeper } from "./keeper";
import { AbandonedError } from "./limit";

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
  /** Answers from before this moment are asked for again, but for those that never grow old; undefined: no matter when. */
  readonly freshSince?: number | undefined;
  /** How long an answer is given without asking again. */
  freshForMs(answer: Answer<T>): number;
  /** How long an answer stands in for a source that does not answer. */
  usableForMs(answer: Answer<T>): number;
  /** What all answers together may weigh. */
  readonly maxWeight: number;
  /** At least 1. */
  weigh(answer: Answer<T>): number;
  /** Where answers outlive the process; undefined: nowhere. */
  readonly keeper?: Keeper<T> | undefined;
}

export interface Cached<T> {
  /** One answer for each key. Throws nothing but `abort.reason`. */
  ask(keys: readonly string[], abort: AbortSignal): Promise<ReadonlyMap<string, Lookup<T>>>;
  /** What was said before and is still usable, without asking anybody. Throws nothing but `abort.reason`. */
  recall(keys: readonly string[], abort: AbortSignal): Promise<ReadonlyMap<string, Answer<T>>>;
  /** How many keys were answered from memory, or from what was kept. */
  hits(): number;
}

interface Question<T> {
  readonly keys: readonly string[];
  /** Some may be left out: these are to be asked for once more. */
  readonly answers: Promise<ReadonlyMap<string, Lookup<T>>>;
  /** Only what is kept is looked at. */
  readonly isLook: boolean;
  waiters: number;
}

/**
 * Wraps a question so that a key is asked once while its answer is fresh, however many callers wait. What is kept is
 * looked at before anybody is asked: another process may have asked meanwhile.
 *
 * Invariant: `unavailable` is never kept, since an outage must not outlive itself. What was known before
 * is given instead while it is usable; its `asOf` tells its age. A caller's abort ends that caller's wait
 * only: a question that was sent runs on, because the next keystroke will ask it again.
 */
export function cached<T>(ask: Ask<T>, options: CacheOptions<T>): Cached<T> {
  const {
    now,
    batchSize,
    freshSince = Number.NEGATIVE_INFINITY,
    freshForMs,
    usableForMs,
    maxWeight,
    weigh,
    keeper,
  } = options;
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
        if (answer !== undefined && isFresh(answer)) {
          result.set(key, answer);
          hits += 1;
        } else {
          missing.add(key);
        }
      }
      const looked = new Set<string>();
      while (missing.size > 0) {
        const questions = [...questionsFor(missing, looked)];
        const all = await Promise.all(questions.map((question) => join(question, abort)));
        for (const [key, answer] of all.flatMap((answers) => [...answers])) {
          if (missing.delete(key)) {
            result.set(key, answer);
          }
        }
        for (const key of questions.flatMap((question) => (question.isLook ? question.keys : []))) {
          looked.add(key);
        }
      }
      return result;
    },

    async recall(keys, abort) {
      abort.throwIfAborted();
      const result = new Map<string, Answer<T>>();
      const missing = keys.filter((key) => !recallInto(result, key));
      if (keeper !== undefined && missing.length > 0) {
        await look(keeper, missing);
        abort.throwIfAborted();
        for (const key of missing) {
          recallInto(result, key);
        }
      }
      return result;
    },

    hits: () => hits,
  };

  function recallInto(result: Map<string, Answer<T>>, key: string): boolean {
    const answer = memory.get(key)?.answer;
    if (answer === undefined || !isWithin(answer, usableForMs)) {
      return false;
    }
    result.set(key, answer);
    hits += 1;
    return true;
  }

  /** The questions under way that cover the keys, and new ones for those that none covers. */
  function questionsFor(keys: ReadonlySet<string>, looked: ReadonlySet<string>): ReadonlySet<Question<T>> {
    const questions = new Set<Question<T>>();
    const rest: string[] = [];
    const unlooked: string[] = [];
    for (const key of keys) {
      const question = pending.get(key);
      if (question !== undefined) {
        questions.add(question);
      } else if (keeper === undefined || looked.has(key)) {
        rest.push(key);
      } else {
        unlooked.push(key);
      }
    }
    if (keeper !== undefined && unlooked.length > 0) {
      questions.add(put(unlooked, true, () => lookForFresh(keeper, unlooked)));
    }
    for (let start = 0; start < rest.length; start += batchSize) {
      const part = rest.slice(start, start + batchSize);
      const question = put(part, false, () => refresh(part, () => question.waiters > 0));
      questions.add(question);
    }
    return questions;
  }

  function put(
    keys: readonly string[],
    isLook: boolean,
    work: () => Promise<ReadonlyMap<string, Lookup<T>>>,
  ): Question<T> {
    const question: Question<T> = { keys, isLook, answers: whenWaitedFor(keys, work), waiters: 0 };
    // Whoever waits sees a failure; where nobody does any more, it must not end the process.
    question.answers.catch(() => undefined);
    for (const key of keys) {
      pending.set(key, question);
    }
    return question;
  }

  /** A question is put one turn later, when whoever put it waits for it. */
  async function whenWaitedFor(
    keys: readonly string[],
    work: () => Promise<ReadonlyMap<string, Lookup<T>>>,
  ): Promise<ReadonlyMap<string, Lookup<T>>> {
    await undefined;
    try {
      return await work();
    } finally {
      for (const key of keys) {
        pending.delete(key);
      }
    }
  }

  async function lookForFresh(keeper: Keeper<T>, keys: readonly string[]): Promise<ReadonlyMap<string, Lookup<T>>> {
    await look(keeper, keys);
    const fresh = new Map<string, Lookup<T>>();
    for (const key of keys) {
      const answer = memory.get(key)?.answer;
      if (answer !== undefined && isFresh(answer)) {
        fresh.set(key, answer);
        hits += 1;
      }
    }
    return fresh;
  }

  /** Takes what is kept into memory where memory knows nothing as new. */
  async function look(keeper: Keeper<T>, keys: readonly string[]): Promise<void> {
    for (const [key, kept] of await keeper.recall(keys)) {
      const known = memory.peek(key);
      if (known === undefined || known.answer.asOf < kept.answer.asOf) {
        memory.set(key, kept);
      }
    }
  }

  async function refresh(keys: readonly string[], isWanted: () => boolean): Promise<ReadonlyMap<string, Lookup<T>>> {
    try {
      const fresh = await ask(keys, isWanted, (key) => memory.peek(key));
      return new Map(keys.map((key) => [key, keep(key, fresh.get(key) ?? NO_ANSWER)]));
    } catch (error) {
      if (error instanceof AbandonedError) {
        return new Map();
      }
      throw error;
    }
  }

  function keep(key: string, { validator, ...answer }: Told<T>): Lookup<T> {
    const known = memory.peek(key);
    switch (answer.status) {
      case "found":
      case "absent": {
        const told = validator === undefined ? { answer } : { answer, validator };
        memory.set(key, told);
        if (known !== undefined && validator !== undefined && isConfirmed(known, told)) {
          keeper?.confirm(key, validator, answer.asOf);
        } else {
          keeper?.keep(key, told);
        }
        return answer;
      }
      case "unavailable":
      case "unasked":
        return known !== undefined && isWithin(known.answer, usableForMs) ? known.answer : answer;
    }
  }

  function isFresh(answer: Answer<T>): boolean {
    const isWanted = answer.asOf >= freshSince || freshForMs(answer) === Number.POSITIVE_INFINITY;
    return isWanted && isWithin(answer, freshForMs);
  }

  function isWithin(answer: Answer<T>, limit: (answer: Answer<T>) => number): boolean {
    const [age, most] = [now() - answer.asOf, limit(answer)];
    // What never grows old does not do so either where the clock was set back.
    return most === Number.POSITIVE_INFINITY || (0 <= age && age < most);
  }
}

function isConfirmed<T>(known: Known<T>, told: Known<T>): boolean {
  return (
    known.validator === told.validator &&
    known.answer.status === "found" &&
    told.answer.status === "found" &&
    known.answer.value === told.answer.value
  );
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
