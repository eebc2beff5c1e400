import type { Edge, Problem, Span } from "../../model";
import { MOST_ENTRIES } from "../npm/npmEntry";
import type { YarnLines } from "./yarnLines";

/** What can be done about a lockfile that is not as Yarn writes it. */
export const WRITE_ANEW = "Run yarn install to have it written anew.";

/** What an entry asks for. Entries that write it alike have it in common, as long as it came to the same for all of them. */
export interface YarnRequest {
  readonly name: string;
  readonly spec: string;
  /** What it came to, with the entry's id, as soon as the entries are linked. */
  edge: Edge | undefined;
  target: YarnEntry | undefined;
  /** Yarn's own patch over the target, which is asked for as well. */
  patch: YarnEntry | undefined;
}

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
  asks: readonly YarnRequest[];
  /** Another entry asks for it. */
  isAsked: boolean;
  isDirect: boolean;
  /** The last walk over the entries that came by here. */
  reachedBy: number;
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

const NOTHING: readonly never[] = [];

/** Collects the entries of one text. */
export class YarnEntries {
  /** Requests by the lines that they are written as, so that none has to be read twice. */
  private readonly known = new Map<string, YarnRequest>();
  private readonly byId = new Map<string, YarnEntry>();
  private duplicate: Problem | undefined;
  private overflow: Problem | undefined;
  private misfit: Problem | undefined;
  private asking: YarnEntry | undefined;
  /** The first `count` of these are what `asking` asks for. */
  private readonly asks: YarnRequest[] = [];
  private count = 0;

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
      asks: NOTHING,
      isAsked: false,
      isDirect: false,
      reachedBy: 0,
      sent: undefined,
      optional: undefined,
    };
    this.byId.set(id, entry);
    return entry;
  }

  /** The request on a line that was read before, on another one that is written alike. */
  knownOn(lines: YarnLines): YarnRequest | undefined {
    return lines.isWhole ? this.known.get(lines.line()) : undefined;
  }

  /** Keeps the request that was read on a line. */
  keep(lines: YarnLines, name: string, spec: string): YarnRequest {
    const request = newRequest(name, spec);
    this.known.set(lines.line(), request);
    return request;
  }

  /** Adds to what an entry asks for. */
  ask(entry: YarnEntry | undefined, request: YarnRequest): void {
    if (entry !== this.asking) {
      this.finish();
      this.asking = entry;
    }
    this.asks[this.count++] = request;
  }

  /** Notes the first line that Yarn would not have written. */
  complain({ start, end }: YarnLines): void {
    const message = `Yarn does not write a line like this, and refuses it. What could be read is judged all the same. ${WRITE_ANEW}`;
    this.misfit ??= { message, span: { start, end } };
  }

  all(): readonly YarnEntry[] {
    this.finish();
    return [...this.byId.values()];
  }

  problems(): readonly Problem[] {
    return [this.misfit, this.duplicate, this.overflow].filter((problem) => problem !== undefined);
  }

  private finish(): void {
    if (this.asking !== undefined && this.count > 0) {
      this.asking.asks = this.asks.slice(0, this.count);
    }
    this.count = 0;
  }
}

/** Asks for something in words of its own. */
export function newRequest(name: string, spec: string): YarnRequest {
  return { name, spec, edge: undefined, target: undefined, patch: undefined };
}

/** What an entry asks for, with what it came to. */
export function edgesOf({ asks }: YarnEntry): readonly Edge[] {
  return asks.length === 0 ? NOTHING : asks.map(({ edge, name, spec }) => edge ?? { name, spec });
}

/** Whether one of some requests has this key. */
export function isAskedAs(key: string, requests: readonly string[]): boolean {
  for (const request of requests) {
    const at = request.indexOf("@", 1);
    if ((at === -1 ? request.length : at) === key.length && request.startsWith(key)) {
      return true;
    }
  }
  return false;
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
