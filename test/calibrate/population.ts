import { judgeDocument, type ReplayResult, replayDocument } from "../../server/src/core/judge";
import type { Assessment, Evidence } from "../../server/src/core/model";
import { type AssessContext, DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { type Case, FOLDERS, type Folder, readCaseDocument, readCases, readDocuments } from "../corpus/corpus";
import { hasMoreThanYouth, isCounted, isDrawn, isRaised, QUARTERS } from "../corpus/measures";
import { simpleRulesOf } from "./simpleRules";
import { groupsOf } from "./statistics";

/** What is measured: a case, an ordinary release an hour after it came, or what a project saw on the first of a quarter. */
export type Kind = "takeover" | "benign" | "release" | "standing";

/** One judgement of the corpus. */
export interface Item {
  readonly kind: Kind;
  /** Of ordinary releases and of what stood. */
  readonly folder: Folder | undefined;
  readonly package: string;
  readonly incident: string | undefined;
  /** Signals that may not fire. */
  readonly mustNot: readonly string[];
  /** Among the ordinary releases that scores are compared with. */
  readonly isDrawn: boolean;
  readonly evidence: Evidence;
  readonly context: AssessContext;
  /** What Custody says, as it stands. */
  readonly verdict: Verdict;
  /** The simple rules that fire. */
  readonly simple: ReadonlySet<string>;
  /** In full where it is worth showing: for a case, and for what was raised. */
  readonly assessment: Assessment | undefined;
}

/** What is measured of a judgement. */
export interface Verdict {
  readonly isRaised: boolean;
  /** Information of more than youth. */
  readonly isTold: boolean;
  readonly score: number;
  readonly fired: readonly string[];
}

/** All of the corpus, judged once, and for each judgement the group that may not be torn apart. */
export interface Population {
  readonly items: readonly Item[];
  readonly groups: readonly string[];
}

export function readPopulation(): Population {
  const items: Item[] = readCases().map(readCase);
  for (const folder of FOLDERS) {
    for (const { document } of readDocuments(folder)) {
      const results = replayDocument(document, { stateRules: false }) ?? [];
      items.push(...results.filter(isCounted).map((result) => ordinaryItem("release", folder, result)));
      for (const at of folder === "modern" ? QUARTERS : []) {
        const standing = replayDocument(document, { at, stateRules: false }) ?? [];
        items.push(...standing.map((result) => ordinaryItem("standing", folder, result)));
      }
    }
  }
  return { items, groups: groupsOf(items.map(tagsOf)) };
}

function readCase(judged: Case): Item {
  const created = Object.entries(judged.context?.dependencyCreated ?? {});
  const result = judgeDocument(readCaseDocument(judged), judged.version, {
    asOf: Date.parse(judged.asOf),
    created: new Map(created.map(([name, date]) => [name, Date.parse(date)])),
    beside: [],
    settings: DEFAULT_SETTINGS,
    stateRules: false,
  });
  if (result.status !== "judged") {
    throw new Error(`${judged.id}: ${result.message}`);
  }
  const { label, incident, mustNot } = judged;
  return toItem(label, undefined, result, { incident, mustNot, isDrawn: false, assessment: result.assessment });
}

function ordinaryItem(kind: Kind, folder: Folder, result: ReplayResult): Item {
  return toItem(kind, folder, result, {
    incident: undefined,
    mustNot: [],
    isDrawn: kind === "release" && isDrawn(result),
    assessment: isRaised(result.assessment) ? result.assessment : undefined,
  });
}

/** One judgement, with what is measured of it. */
export function toItem(
  kind: Kind,
  folder: Folder | undefined,
  { evidence, asOf, assessment }: Pick<ReplayResult, "evidence" | "asOf" | "assessment">,
  rest: Pick<Item, "incident" | "mustNot" | "isDrawn" | "assessment">,
): Item {
  return {
    kind,
    folder,
    package: evidence.subject.name,
    evidence,
    context: { asOf, settings: DEFAULT_SETTINGS, stateRules: false, beside: [] },
    verdict: {
      isRaised: isRaised(assessment),
      isTold: assessment.level === "info" && hasMoreThanYouth(assessment),
      score: assessment.score ?? 100,
      fired: rest.mustNot.length === 0 ? [] : assessment.findings.map(({ rule }) => rule),
    },
    simple: new Set(simpleRulesOf(evidence, asOf)),
    ...rest,
  };
}

/** Packages of one scope are made by the same people, with the same habits. */
function tagsOf({ package: name, incident }: Item): readonly string[] {
  const own = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : name;
  return incident === undefined ? [own] : [own, `incident ${incident}`];
}
