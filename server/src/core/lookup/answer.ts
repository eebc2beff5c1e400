import type { Lookup } from "../model";

/** What a source said, as against that it said nothing. Only this is ever kept. */
export type Answer<T> = Extract<Lookup<T>, { status: "found" | "absent" }>;

/** An answer, and by what its source recognises it again: see `validator.ts`. */
export type Told<T> = Lookup<T> & { readonly validator?: string };

/** What was told before, however long ago. */
export interface Known<T> {
  readonly answer: Answer<T>;
  readonly validator?: string;
}
