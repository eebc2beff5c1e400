import type { Lookup } from "../model";
import { unavailable } from "./asker";

/** What came of one batch: an answer for each item in order, or why the batch as a whole got none. */
export type BatchAnswer<T> =
  | { readonly status: "answered"; readonly lookups: readonly Lookup<T>[] }
  /** The source found fault with what was asked. */
  | { readonly status: "refused"; readonly reason: string }
  | { readonly status: "unavailable"; readonly reason: string };

/** A list of a thousand with one bad entry is through after 20; one that is all bad ends here. */
const MOST_REQUESTS = 30;

/**
 * Puts a batch, and in halves where the source refuses it.
 *
 * One bad entry of a lockfile makes a source refuse the whole batch. It must cost its own answer only, or
 * whoever writes it has blinded the check.
 */
export async function askInHalves<Item, T>(
  items: readonly Item[],
  put: (items: readonly Item[]) => Promise<BatchAnswer<T>>,
): Promise<readonly Lookup<T>[]> {
  let left = MOST_REQUESTS;
  return ask(items);

  async function ask(part: readonly Item[]): Promise<readonly Lookup<T>[]> {
    left -= 1;
    const answer = await put(part);
    if (answer.status === "answered") {
      return answer.lookups;
    }
    if (answer.status === "unavailable" || part.length === 1 || left <= 0) {
      return part.map(() => unavailable(answer.reason));
    }
    const middle = Math.ceil(part.length / 2);
    return [...(await ask(part.slice(0, middle))), ...(await ask(part.slice(middle)))];
  }
}
