import type { Ask } from "./cached";

/** Remembers what a source was asked in vain, to ask it again for one of these: that tells whether it is back. */
export interface Unanswered {
  /** The same question, watched. */
  watch<T>(ask: Ask<T>): Ask<T>;
  /** Whether it has got one since. */
  isAnswered(key: string): boolean;
  /** Something that got no answer and may be asked, another each time; undefined where there is nothing. */
  next(mayAsk: (key: string) => boolean): string | undefined;
}

/** More of them tell no more. */
const MOST_KEYS = 1_000;

export function createUnanswered(): Unanswered {
  const keys = new Set<string>();

  return {
    watch: (ask) => async (asked, isWanted, known) => {
      const answers = await ask(asked, isWanted, known);
      for (const key of asked) {
        const answer = answers.get(key);
        keys.delete(key);
        if ((answer === undefined || answer.status === "unavailable") && !isLasting(answer) && keys.size < MOST_KEYS) {
          keys.add(key);
        }
      }
      return answers;
    },

    isAnswered: (key) => !keys.has(key),

    next(mayAsk) {
      const key = [...keys].find(mayAsk);
      if (key !== undefined) {
        keys.delete(key);
        keys.add(key);
      }
      return key;
    },
  };
}

function isLasting(answer: { readonly isLasting?: true } | undefined): boolean {
  return answer?.isLasting === true;
}
