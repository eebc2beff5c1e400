import { messages } from "../messages";
import type { Lookup, OpenDependency, PackageReport } from "../model";
import type { SourceId } from "../world";
import { count } from "./words";

/** A source whose answer is missing, though another moment may bring it. */
export interface MissingAnswers {
  readonly id: SourceId;
  /** Releases that are judged without it, and dependencies that could not be resolved. */
  readonly packages: number;
  /** Why, most often. */
  readonly reason: string;
}

/** What is looked at for missing answers: a release that was judged, or a dependency that has none. */
export interface Judged {
  readonly report?: Pick<PackageReport, "subject" | "evidence"> | undefined;
  readonly open?: OpenDependency | undefined;
}

/** By source, what was left without an answer that may come yet; what is never to be answered from here is not counted. */
export function missingAnswers(judged: Iterable<Judged>): readonly MissingAnswers[] {
  const reasons = new Map<SourceId, Map<string, number>>();
  const counted = new Set<string>();
  for (const { report, open } of judged) {
    const key = report && `${report.subject.name}@${report.subject.version}`;
    if (open?.isMissing === true) {
      add("registry", open.reason);
    }
    if (report !== undefined && key !== undefined && !counted.has(key)) {
      counted.add(key);
      for (const [id, reason] of missingOf(report)) {
        add(id, reason);
      }
    }
  }
  return SOURCES.flatMap((id) => {
    const said = [...(reasons.get(id) ?? [])].sort((one, other) => other[1] - one[1]);
    const [most] = said;
    return most === undefined ? [] : [{ id, packages: said.reduce((sum, [, n]) => sum + n, 0), reason: most[0] }];
  });

  function add(id: SourceId, reason: string): void {
    const known = reasons.get(id) ?? new Map<string, number>();
    reasons.set(id, known.set(reason, (known.get(reason) ?? 0) + 1));
  }
}

/**
 * Says once for each source that gave no answer what that means and what to do, on the command line. Where there is no
 * network at all, that is the one thing to say.
 */
export function explainMissing(missing: readonly MissingAnswers[], isOffline: boolean): readonly string[] {
  if (isOffline) {
    const most = Math.max(0, ...missing.map(({ packages }) => packages));
    return most === 0 ? [] : [messages.noNetwork(count(most, "package is", "packages are"))];
  }
  return missing.map(({ id, packages, reason }) => {
    const { name, without, step: usual } = WORDS[id];
    // Some reasons end with what to do.
    const step = reason.includes("; ") ? "" : ` ${usual}`;
    return `${messages.noAnswer(name, reason, count(packages, "package is", "packages are"), without)}${step}`;
  });
}

const SOURCES: readonly SourceId[] = ["registry", "osv", "depsdev", "attestations", "scorecard"];

const WORDS: Readonly<Record<SourceId, { readonly name: string; readonly without: string; readonly step: string }>> = {
  registry: {
    name: "The registry",
    without: "release history",
    step: "Check again later, or name another with --registry URL.",
  },
  osv: {
    name: "OSV",
    without: "malware reports and advisories",
    step: "Check again later, or name a mirror with --endpoint osv=URL.",
  },
  depsdev: {
    name: "deps.dev",
    without: "its dates and verified provenance",
    step: "Check again later, or name a mirror with --endpoint depsdev=URL.",
  },
  attestations: { name: "The registry", without: "attestations", step: "Check again later." },
  scorecard: {
    name: "The source of public scores",
    without: "a public score",
    step: "Check again later, or name a mirror with --endpoint scorecard=URL.",
  },
};

/** The first reason for each source. */
function missingOf({ evidence }: Pick<PackageReport, "evidence">): ReadonlyMap<SourceId, string> {
  const { history, advisories, depsDev, dependencyCreated, attested, meant, publicScore } = evidence;
  const found = new Map<SourceId, string>();
  look("registry", history, meant, ...dependencyCreated.values());
  look("osv", advisories);
  look("depsdev", depsDev);
  look("attestations", ...(attested?.values() ?? []));
  look("scorecard", publicScore?.answer);
  const unread = advisories.status === "found" ? advisories.value.find(({ detailed }) => !detailed) : undefined;
  if (unread !== undefined && !found.has("osv")) {
    found.set("osv", messages.recordUnread(unread.id.slice(0, LONGEST_ID)));
  }
  return found;

  function look(id: SourceId, ...answers: readonly (Lookup<unknown> | undefined)[]): void {
    for (const answer of answers) {
      if (answer?.status === "unavailable" && answer.isLasting !== true) {
        found.set(id, answer.reason);
        return;
      }
    }
  }
}

const LONGEST_ID = 40;
