import type { Edge, Problem, Span } from "../model";
import { MOST_ENTRIES } from "./npmEntry";
import type { YarnLines } from "./yarnLines";

/** What can be done about a lockfile that is not as Yarn writes it. */
export const WRITE_ANEW = "Run yarn install to have it written anew.";

/** One entry of a yarn.lock as it stands there, before anything is concluded from it. */
export interface YarnEntry {
  /** Its requests, as Yarn joins them. */
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** `key@spec`, as written. */
  readonly requests: readonly string[];
  /** Only where it is not the one in the requests. */
  name: string | undefined;
  version: string | undefined;
  resolved: string | undefined;
  integrity: string | undefined;
  /** Berry's name and place of what is installed. */
  resolution: string | undefined;
  /** What it asks for; with ids as soon as the entries are linked. */
  edges: Edge[];
  /** Side by side with `edges`: the entries that they came to. */
  targets: readonly (YarnEntry | undefined)[];
  /** Another entry asks for it. */
  isAsked: boolean;
  /** Requests that came to this entry without standing in its key. */
  sent: Set<string> | undefined;
  /** Names in `edges` that may fail to install. */
  optional: Set<string> | undefined;
}

export interface YarnText {
  readonly entries: readonly YarnEntry[];
  /** The format's version as written; undefined where the text has none. */
  readonly version: { readonly written: string; readonly span: Span } | undefined;
  /** At most one of each kind: what is said once about a broken file is enough. */
  readonly problems: readonly Problem[];
}

/** Collects the entries of one text. */
export class YarnEntries {
  private readonly byId = new Map<string, YarnEntry>();
  private duplicate: Problem | undefined;
  private overflow: Problem | undefined;
  private misfit: Problem | undefined;

  /** Starts an entry, or leaves it out where there are too many. The last one of the same requests counts, as for Yarn. */
  add(start: number, end: number, id: string, requests: readonly string[]): YarnEntry | undefined {
    if (this.byId.delete(id)) {
      const message = `"${cut(id)}" is given twice; Yarn uses this one and ignores the one before. ${WRITE_ANEW}`;
      this.duplicate ??= { message, span: { start, end } };
    } else if (this.byId.size >= MOST_ENTRIES) {
      const most = MOST_ENTRIES.toLocaleString("en");
      const message = `More than ${most} entries: those from here on are not judged. Split the project, or check its parts one by one.`;
      this.overflow ??= { message, span: { start, end } };
      return undefined;
    }
    const entry: YarnEntry = {
      id,
      start,
      end,
      requests,
      name: undefined,
      version: undefined,
      resolved: undefined,
      integrity: undefined,
      resolution: undefined,
      edges: [],
      targets: [],
      isAsked: false,
      sent: undefined,
      optional: undefined,
    };
    this.byId.set(id, entry);
    return entry;
  }

  /** Notes the first line that Yarn would not have written. */
  complain({ start, end }: YarnLines): void {
    const message = `Yarn does not write a line like this, and refuses it. What could be read is judged all the same. ${WRITE_ANEW}`;
    this.misfit ??= { message, span: { start, end } };
  }

  all(): readonly YarnEntry[] {
    return [...this.byId.values()];
  }

  problems(): readonly Problem[] {
    return [this.misfit, this.duplicate, this.overflow].filter((problem) => problem !== undefined);
  }
}

/** The part of a request before the "@" of its spec. */
export function keyOf(request: string): string {
  const at = request.indexOf("@", 1);
  return at === -1 ? request : request.slice(0, at);
}

/** The part of a request behind its key. */
export function specOf(request: string): string {
  const at = request.indexOf("@", 1);
  return at === -1 ? "" : request.slice(at + 1);
}

/** An id, short enough for a message. */
export function cut(id: string): string {
  return id.length > 80 ? `${id.slice(0, 79)}…` : id;
}
