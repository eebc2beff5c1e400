import {
  type Command,
  Disposable,
  env,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  l10n,
  languages,
  Uri,
  window,
} from "vscode";
import type { FileStatus } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";
import { FILES, type FileStatuses } from "./fileStatuses";
import { isAllClear, sayNumber, sayTime, sayTotals } from "./words";

/** One line of the language status. */
interface StatusLine {
  readonly text: string;
  readonly detail: string;
  readonly severity: LanguageStatusSeverity;
  readonly command: Command;
  /** What a screen reader says instead of the text. */
  readonly spoken?: string;
  readonly isBusy?: boolean;
}

/**
 * Says beside the language of the active editor how its file stands, and where there is something to say, what could not
 * be checked and what settings or policy leave out.
 */
export function createStatusItem(statuses: FileStatuses): Disposable {
  const lines = {
    totals: createLine("custody.totals", l10n.t("Custody")),
    unchecked: createLine("custody.unchecked", l10n.t("Custody: Not Checked")),
    policy: createLine("custody.policy", l10n.t("Custody: Policy")),
  };
  show();

  return Disposable.from(...Object.values(lines), statuses.onDidChange(show), window.onDidChangeActiveTextEditor(show));

  function show(): void {
    const status = statuses.of(window.activeTextEditor);
    lines.totals.show(statuses.isDown ? downLine() : status && totalsLine(status));
    lines.unchecked.show(status && uncheckedLine(status));
    lines.policy.show(status && policyLine(status));
  }
}

/** What the server said before it stopped is not true any more. */
function downLine(): StatusLine {
  return {
    text: l10n.t("not running"),
    detail: l10n.t("nothing is checked"),
    severity: LanguageStatusSeverity.Error,
    command: { command: COMMANDS.restartServer, title: l10n.t("Restart") },
  };
}

/** The two gravest counts: a line is short, and the code lenses have the others. */
function totalsLine({ state, counts, pending, total, checkedAt }: FileStatus): StatusLine {
  const command: Command = { command: COMMANDS.recheck, title: l10n.t("Check Again") };
  const isBusy = state === "checking";
  if (isBusy && (total === 0 || pending > 0)) {
    const done = l10n.t("checking {0} of {1}", sayNumber(total - pending), sayNumber(total));
    const text = total === 0 ? l10n.t("checking…") : done;
    return { text, detail: "", severity: severityOf(counts), command, isBusy };
  }
  const known = sayTotals(counts);
  const verdict = isAllClear(counts) ? l10n.t("all clear") : known.slice(0, 2).join(", ");
  const checked = checkedAt === undefined ? "" : l10n.t("checked {0}", sayTime(checkedAt));
  return {
    text: total === 0 ? l10n.t("nothing to judge here") : verdict,
    // What was found before shows while it is asked about again.
    detail: isBusy ? [checked, l10n.t("checking again")].filter((part) => part !== "").join(", ") : checked,
    spoken: known.join(", "),
    severity: severityOf(counts),
    command,
    isBusy,
  };
}

function severityOf({ error, warning }: FileStatus["counts"]): LanguageStatusSeverity {
  if (error > 0) {
    return LanguageStatusSeverity.Error;
  }
  return warning > 0 ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
}

/** Offline is what the user wanted; then who gives no answer; all else is what could not be asked. */
function uncheckedLine(status: FileStatus): StatusLine | undefined {
  const {
    counts: { unchecked },
    offline,
    outages,
    reasons,
    uncheckedSince,
  } = status;
  if (offline) {
    return {
      text: l10n.t("offline: nobody is asked"),
      detail: l10n.t("what is not known here counts as unchecked"),
      severity: LanguageStatusSeverity.Information,
      command: {
        command: "workbench.action.openSettings",
        title: l10n.t("Setting"),
        arguments: ["custody.offline"],
      },
    };
  }
  if (outages.length > 0) {
    return outageLine(status);
  }
  if (unchecked === 0) {
    return undefined;
  }
  const [reason = ""] = reasons;
  const since = uncheckedSince === undefined ? "" : l10n.t("since {0}", sayTime(uncheckedSince));
  const text = l10n.t("{0} unchecked", sayNumber(unchecked));
  return {
    text,
    // Who did not answer; what it said instead, each package's hover tells.
    detail: [reason.replace(/: .*/, ""), since].filter((part) => part !== "").join(", "),
    spoken: [text, reason].join(", "),
    severity: LanguageStatusSeverity.Warning,
    command: { command: COMMANDS.showOutput, title: l10n.t("Output") },
  };
}

/** It ends by itself: the server asks again, and judges again what is open. Nobody need do anything. */
function outageLine({ outages, noNetwork, counts: { unchecked } }: FileStatus): StatusLine {
  const sources = outages.map(({ source }) => source);
  const text = noNetwork
    ? l10n.t("no network")
    : sources.length > 2
      ? l10n.t("no answer from {0} sources", sayNumber(sources.length))
      : l10n.t("no answer from {0}", new Intl.ListFormat(env.language).format(sources));
  const packages = Math.max(...outages.map((outage) => outage.packages));
  const moments = outages.flatMap(({ since }) => since ?? []);
  const without =
    packages === 1 ? l10n.t("1 package judged without") : l10n.t("{0} packages judged without", sayNumber(packages));
  const since = moments.length === 0 ? "" : l10n.t("since {0}", sayTime(Math.min(...moments)));
  return {
    text,
    detail: [without, since].filter((part) => part !== "").join(", "),
    spoken: [text, ...outages.map(({ reason }) => reason)].join(", "),
    severity: unchecked > 0 ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information,
    command: { command: COMMANDS.recheck, title: l10n.t("Check Again") },
  };
}

/** What is left out on purpose shows, always; and before it, that the organisation's policy could not be read. */
function policyLine({ counts: { accepted }, switchedOff, policy, notice }: FileStatus): StatusLine | undefined {
  if (notice !== undefined) {
    return {
      text: l10n.t("your organisation's policy"),
      detail: notice,
      severity: LanguageStatusSeverity.Warning,
      command: { command: COMMANDS.showOutput, title: l10n.t("Output") },
    };
  }
  if (accepted === 0 && switchedOff.length === 0) {
    return undefined;
  }
  const off = switchedOff.length;
  return {
    text: [
      ...(accepted === 0 ? [] : [l10n.t("{0} accepted", sayNumber(accepted))]),
      ...(off === 0 ? [] : [off === 1 ? l10n.t("1 rule off") : l10n.t("{0} rules off", sayNumber(off))]),
    ].join(", "),
    detail: off === 1 ? switchedOff.join() : "",
    severity: LanguageStatusSeverity.Information,
    command:
      policy === undefined
        ? { command: "workbench.action.openSettings", title: l10n.t("Setting"), arguments: ["custody.levels"] }
        : { command: "vscode.open", title: "custody.json", arguments: [Uri.parse(policy)] },
  };
}

/** A line that is there while it has something to say. */
function createLine(id: string, name: string): Disposable & { show(line: StatusLine | undefined): void } {
  let item: LanguageStatusItem | undefined;
  return {
    show(line) {
      if (line === undefined) {
        this.dispose();
        return;
      }
      item ??= languages.createLanguageStatusItem(id, FILES);
      item.name = name;
      item.text = l10n.t("Custody: {0}", line.text);
      item.detail = line.detail;
      item.severity = line.severity;
      item.command = line.command;
      item.busy = line.isBusy === true;
      item.accessibilityInformation = {
        label: [l10n.t("Custody: {0}", line.spoken ?? line.text), line.detail].filter(Boolean).join(", "),
      };
    },
    dispose() {
      item?.dispose();
      item = undefined;
    },
  };
}
