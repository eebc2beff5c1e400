import type { AnswerKind } from "./world";

/** What is kept on disk, for people. */
export interface CacheContents {
  /** Undefined where nothing is kept; `off` then says why. */
  readonly folder: string | undefined;
  readonly off: string | undefined;
  /** What the answers of the usual addresses may take; those of others may take as much again. */
  readonly mostBytes: number;
  readonly shelves: readonly ShelfContents[];
}

/** What is kept of one kind. */
export interface ShelfContents {
  readonly kind: AnswerKind;
  /** From other addresses than the usual ones, or of another moment than now. */
  readonly redirected: boolean;
  readonly answers: number;
  readonly bytes: number;
  /** When the oldest and the newest answer was given; milliseconds since 1970. */
  readonly oldest: number;
  readonly newest: number;
}

/** All kinds together. */
export function sumShelves(shelves: readonly ShelfContents[]): Pick<ShelfContents, "answers" | "bytes" | "oldest"> {
  return {
    answers: shelves.reduce((sum, { answers }) => sum + answers, 0),
    bytes: shelves.reduce((sum, { bytes }) => sum + bytes, 0),
    oldest: Math.min(...shelves.map(({ oldest }) => oldest)),
  };
}

/** What a door can do with the cache. */
export interface CacheAccess {
  contents(): Promise<CacheContents>;
  /** Why nothing can be written there, in a few words; undefined where it can, or where nothing is to be kept. */
  trouble(): string | undefined;
  /** Takes away every answer. Throws what the file system throws. */
  clear(): void;
}
