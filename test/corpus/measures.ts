import { judgeDocument, type ReplayResult, replayDocument } from "../../server/src/core/judge";
import type { Assessment } from "../../server/src/core/model";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { hashText } from "../../server/src/core/textHash";
import { type Case, type Folder, readCaseDocument, readDocuments } from "./corpus";

/** How one case of the corpus came out, from metadata alone. */
export interface CaseResult {
  readonly case: Case;
  readonly assessment: Assessment;
  readonly isRaised: boolean;
  readonly missed: readonly string[];
  readonly forbidden: readonly string[];
}

/** Judges a case at its moment, with `beside` where others of its incident are locked in the same workspace. */
export function judgeCase(judged: Case, beside: readonly Case[] = []): CaseResult {
  const created = Object.entries(judged.context?.dependencyCreated ?? {});
  const result = judgeDocument(readCaseDocument(judged), judged.version, {
    asOf: Date.parse(judged.asOf),
    created: new Map(created.map(([name, date]) => [name, Date.parse(date)])),
    beside: beside.map((other) => ({ raw: readCaseDocument(other), version: other.version })),
    settings: DEFAULT_SETTINGS,
    stateRules: false,
  });
  if (result.status !== "judged") {
    throw new Error(`${judged.id}: ${result.message}`);
  }
  const { assessment } = result;
  const fired = new Set(assessment.findings.map(({ rule }) => rule));
  return {
    case: judged,
    assessment,
    isRaised: isRaised(assessment),
    missed: judged.expectSignals.filter((rule) => !fired.has(rule) && rule !== "neighbour-pulled"),
    forbidden: judged.mustNot.filter((rule) => fired.has(rule)),
  };
}

/** Locked in the same workspace: another release of the same incident within the same hours. */
export function isSeenWith(a: Case, b: Case): boolean {
  return a !== b && a.incident === b.incident && Math.abs(Date.parse(a.asOf) - Date.parse(b.asOf)) <= 24 * 3_600_000;
}

/** What replaying every release of a folder says. */
export interface Noise {
  readonly folder: Folder;
  readonly releases: number;
  readonly judged: number;
  readonly raised: readonly ReplayResult[];
  readonly packages: number;
  readonly transfers: number;
  readonly transfersSeen: number;
  readonly unseen: readonly string[];
  readonly milliseconds: number;
}

/** Documents of a folder, as a project that uses their newest version saw them at some moments. */
export interface Standing {
  readonly documents: number;
  readonly raised: readonly ReplayResult[];
  readonly told: number;
}

/** The first days of the quarters 2022 to 2025: when projects are opened. */
export const QUARTERS: readonly number[] = [2022, 2023, 2024, 2025].flatMap((year) =>
  [0, 3, 6, 9].map((month) => Date.UTC(year, month, 1)),
);

const EARLIER = 5;
const WHO: ReadonlySet<string> = new Set([
  "publisher-new",
  "publisher-returned",
  "publisher-email-changed",
  "maintainers-replaced",
  "repository-moved",
]);

/** Replays a folder, once for each of its releases and, with `moments`, once a moment for its newest version. */
export function replayFolder(folder: Folder, moments: readonly number[]): { noise: Noise; standing: Standing } {
  const raised: ReplayResult[] = [];
  const standing: ReplayResult[] = [];
  const unseen: string[] = [];
  let [releases, judged, transfers, milliseconds, documents, told] = [0, 0, 0, 0, 0, 0];
  for (const { document } of readDocuments(folder)) {
    const start = performance.now();
    const results = replayDocument(document, { stateRules: false }) ?? [];
    milliseconds += performance.now() - start;
    releases += results.length;
    const counted = results.filter(isCounted);
    judged += counted.length;
    raised.push(...counted.filter(({ assessment }) => isRaised(assessment)));
    for (const at of handovers(results)) {
      transfers++;
      if (!at.some(isTold)) {
        unseen.push(`${at[0]?.evidence.subject.name}@${at[0]?.evidence.subject.version}`);
      }
    }
    for (const at of moments) {
      const [result] = replayDocument(document, { at, stateRules: false }) ?? [];
      if (result !== undefined) {
        documents++;
        if (isRaised(result.assessment)) {
          standing.push(result);
        }
        told += Number(result.assessment.level === "info" && hasMoreThanYouth(result.assessment));
      }
    }
  }
  const packages = new Set(raised.map(({ evidence }) => evidence.subject.name)).size;
  const transfersSeen = transfers - unseen.length;
  return {
    noise: { folder, releases, judged, raised, packages, transfers, transfersSeen, unseen, milliseconds },
    standing: { documents, raised: standing, told },
  };
}

/** With at least five releases before it, and a known publisher. */
export function isCounted(result: ReplayResult, place: number): boolean {
  return place >= EARLIER && publisherOf(result) !== undefined;
}

/** About one release in sixteen, by a hash of name and version. */
export function isDrawn({ evidence }: ReplayResult): boolean {
  return hashText(`${evidence.subject.name}@${evidence.subject.version}`).startsWith("0");
}

export function isRaised({ level }: Assessment): boolean {
  return level === "warning" || level === "error";
}

export function hasMoreThanYouth({ findings }: Assessment): boolean {
  return findings.some(({ rule, level }) => level === "info" && rule !== "release-young");
}

function isTold({ assessment }: ReplayResult): boolean {
  return assessment.findings.some(({ rule, level }) => WHO.has(rule) && level !== "none");
}

function publisherOf({ evidence }: ReplayResult) {
  const { history, subject } = evidence;
  return history.status === "found"
    ? history.value.releases.find(({ version }) => version === subject.version)?.publisher
    : undefined;
}

/**
 * Complete handovers: the account with most of the last 10 stable releases makes none of the next 3, and another one
 * makes all of them. From a person to a trusted publisher is none.
 */
function handovers(results: readonly ReplayResult[]): readonly (readonly ReplayResult[])[] {
  const stable = results
    .filter(({ evidence }) => !evidence.subject.version.includes("-"))
    .map((result) => ({ result, publisher: publisherOf(result) }));
  return stable.flatMap((_, index) => {
    const last = stable.slice(Math.max(0, index - 10), index).map(({ publisher }) => publisher?.name);
    const next = stable.slice(index, index + 3);
    const main = mostOf(last);
    const heir = next[0]?.publisher;
    const isHandover =
      last.length === 10 &&
      next.length === 3 &&
      main !== undefined &&
      heir !== undefined &&
      heir.trustedPublisher === undefined &&
      heir.name !== main &&
      last.at(-1) === main &&
      next.every(({ publisher }) => publisher?.name === heir.name);
    return isHandover ? [next.map(({ result }) => result)] : [];
  });
}

function mostOf(names: readonly (string | undefined)[]): string | undefined {
  const known = names.filter((name) => name !== undefined);
  const main = known.find((name) => known.filter((other) => other === name).length * 2 > names.length);
  return main;
}
