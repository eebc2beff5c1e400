/** A service of the outside world that the replica stands in for. */
export type ReplicaSource = "registry" | "osv" | "depsdev" | "attestations" | "scorecard";

/**
 * What can go wrong with an answer.
 *
 * `hang` never answers; `stall` sends half a body and then nothing; `cut` sends half of what it announced and closes;
 * `more` sends twice what it announced; `truncated` is sound HTTP around half a JSON text; `fewer` leaves entries out of
 * a batch's answer; `gzip-bomb` grows to `bytes` when it is unpacked; `redirect` without an address leads to the same
 * place again; `instead` answers another question than the one that was put.
 */
export type Fault =
  | { readonly kind: "delay"; readonly ms: number }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "reset" | "hang" | "stall" | "cut" | "more" | "truncated" | "html" }
  | { readonly kind: "redirect"; readonly to?: string }
  | { readonly kind: "instead"; readonly path?: string; readonly json?: unknown }
  | { readonly kind: "fewer"; readonly entries: number }
  | { readonly kind: "oversized" | "gzip-bomb"; readonly bytes: number };

/** Which requests a fault befalls. */
export interface FaultScope {
  /** Only the next so many requests; all of them where it is left out. */
  readonly times?: number;
  /** So many are answered first. */
  readonly after?: number;
  /** Only requests whose path, decoded, contains this text, such as a package name. */
  readonly path?: string;
}

/** Too many requests, come back later. */
export function tooMany(retryAfterSeconds: number): Fault {
  return { kind: "status", status: 429, headers: { "retry-after": String(retryAfterSeconds) } };
}

export interface Faults {
  add(source: ReplicaSource, fault: Fault, scope: FaultScope): void;
  /** Takes away the faults of one source, or all. */
  heal(source: ReplicaSource | undefined): void;
  /** What befalls this request: all its delays together, and the first other fault. Counts it. */
  take(source: ReplicaSource, path: string): { readonly delayMs: number; readonly fault: Fault | undefined };
}

export function createFaults(): Faults {
  let rules: {
    readonly source: ReplicaSource;
    readonly fault: Fault;
    readonly path: string;
    before: number;
    left: number;
  }[] = [];
  return {
    add(source, fault, { times = Number.POSITIVE_INFINITY, after = 0, path = "" }) {
      rules.push({ source, fault, path, before: after, left: times });
    },
    heal(source) {
      rules = source === undefined ? [] : rules.filter((rule) => rule.source !== source);
    },
    take(source, path) {
      let delayMs = 0;
      let fault: Fault | undefined;
      for (const rule of rules) {
        if (rule.source !== source || !path.includes(rule.path) || rule.left === 0) {
          continue;
        }
        if (rule.before > 0) {
          rule.before--;
          continue;
        }
        if (rule.fault.kind === "delay") {
          delayMs += rule.fault.ms;
          rule.left--;
        } else if (fault === undefined) {
          fault = rule.fault;
          rule.left--;
        }
      }
      return { delayMs, fault };
    },
  };
}
