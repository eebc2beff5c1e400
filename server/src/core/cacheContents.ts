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

/** What a door can do with the cache. */
export interface CacheAccess {
  contents(): Promise<CacheContents>;
  /** Takes away every answer. Throws what the file system throws. */
  clear(): void;
}
