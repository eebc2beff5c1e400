import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { applyPolicy } from "../core/policy";
import { missingAnswers } from "../core/present/missing";
import { countLines } from "../core/present/totals";
import { UNCHECKED_WORDS } from "../core/present/words";
import type { DocumentReport } from "../core/service";
import type { Settings } from "../core/settings";
import type { Outage } from "../core/world";
import type { Analysis } from "./analyses";
import type { Circumstances, CircumstancesSource } from "./circumstances";
import { toUri } from "./paths";
import { type FileStatus, type SendNews, STATUS_NOTIFICATION } from "./protocol";

const MAX_REASONS = 3;

/** Keeps the client informed how each open file stands. */
export interface StatusTeller {
  progressed(document: TextDocument, analysis: Analysis): void;
  closed(uri: string): void;
}

export interface StatusContext {
  readonly sendNews: SendNews;
  readonly documents: TextDocuments<TextDocument>;
  readonly circumstances: CircumstancesSource;
  now(): number;
}

export function createStatusTeller({ sendNews, documents, circumstances, now }: StatusContext): StatusTeller {
  /** Since when anything of a file has been unchecked. */
  const uncheckedSince = new Map<string, number>();

  return {
    progressed: (document, analysis) => void tell(document, analysis),
    closed(uri) {
      uncheckedSince.delete(uri);
      send(readStatus(uri, undefined, "closed", {}));
    },
  };

  async function tell({ uri }: TextDocument, analysis: Analysis): Promise<void> {
    const state = analysis.isFinished() ? "checked" : "checking";
    const report = analysis.latest();
    const found = await circumstances.of(uri);
    if (documents.get(uri) === undefined) {
      return;
    }
    const status = readStatus(uri, report, state, found ?? {});
    if (state === "checked") {
      if (status.counts.unchecked === 0) {
        uncheckedSince.delete(uri);
      } else if (!uncheckedSince.has(uri)) {
        uncheckedSince.set(uri, now());
      }
    }
    const since = uncheckedSince.get(uri);
    send(since === undefined ? status : { ...status, uncheckedSince: since });
  }

  function send(status: FileStatus): void {
    sendNews(STATUS_NOTIFICATION, status);
  }
}

/** How one open file stands: each release once, however many lines name it. */
function readStatus(
  uri: string,
  report: DocumentReport | undefined,
  state: FileStatus["state"],
  { service, configuration, settings, policy, policyPath, notice }: Partial<Circumstances>,
): FileStatus {
  const entries = report?.entries ?? [];
  const reasons = new Map<string, number>();
  for (const said of entries.flatMap(reasonsOf)) {
    reasons.set(said, (reasons.get(said) ?? 0) + 1);
  }
  const frequent = [...reasons].sort((one, other) => other[1] - one[1]).slice(0, MAX_REASONS);
  return {
    uri,
    state,
    counts: countLines(entries),
    total: entries.filter(({ open }) => open === undefined || open.why === "unanswered").length,
    pending: report?.pending ?? 0,
    ...(report === undefined ? {} : { checkedAt: report.asOf }),
    reasons: frequent.map(([reason]) => reason),
    undecided: report?.undecided ?? [],
    outages: readOutages(entries, service?.outages() ?? []),
    noNetwork: service?.isOffline() === true,
    offline: configuration?.offline === true,
    switchedOff: settings === undefined ? [] : switchedOff(applyPolicy(settings, policy)),
    ...(policyPath === undefined ? {} : { policy: toUri(policyPath) }),
    ...(notice === undefined ? {} : { notice }),
  };
}

/** What is missing in this file, and since when, if the source gives no answer at all. */
function readOutages(entries: DocumentReport["entries"], outages: readonly Outage[]): FileStatus["outages"] {
  const missing = missingAnswers(entries).map(({ id, packages, reason }) => {
    const since = outages.find((outage) => outage.id === id)?.since;
    return { source: UNCHECKED_WORDS[id], packages, reason, ...(since === undefined ? {} : { since }) };
  });
  return missing.sort((one, other) => other.packages - one.packages);
}

/** The rules that settings leave out. */
export function switchedOff({ levels }: Settings): readonly string[] {
  return Object.keys(levels)
    .filter((rule) => levels[rule] === "off")
    .sort();
}

function reasonsOf({ report, open }: DocumentReport["entries"][number]): readonly string[] {
  if (report?.assessment.level === "unchecked") {
    return report.assessment.unchecked.map(({ id, reason }) => `${UNCHECKED_WORDS[id]}: ${reason}`);
  }
  return open?.why === "unanswered" ? [open.reason] : [];
}
