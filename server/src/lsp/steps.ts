import type { CodeActionKind, Command } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { FileChange } from "../core/fix";
import type { Problem } from "../core/model";
import { rulesToAccept } from "../core/policy";
import { dayAhead } from "../core/policy/calendar";
import { MAX_ACCEPT_DAYS } from "../core/policy/policyRules";
import { readDiagnostic } from "../core/present/diagnostic";
import { pinEdit, replaceEdit, rollbackEdit, upgradeEdit } from "../core/present/edits/edits";
import { findWayOut } from "../core/present/wayOut";
import type { DocumentEntry } from "../core/service";
import type { Circumstances } from "./circumstances";
import { type AcceptQuestion, type CopiedReportParams, MEND_KIND } from "./protocol";

/** A step that can be taken from one line: an edit, or a command of the client that asks first. */
export type Step = {
  readonly title: string;
  /** A quick fix where it is left out. */
  readonly kind?: CodeActionKind | undefined;
  /** The one to take without thinking. */
  readonly preferred?: boolean;
} & ({ readonly changes: readonly FileChange[] } | { readonly ask: Omit<Command, "title"> });

/** What mends a problem of the text itself. */
export function stepsOf({ fixes = [] }: Problem, { path }: Circumstances, text: string): readonly Step[] {
  return fixes.map((fix) => ({ title: fix.title, changes: [{ path, text, edits: [fix] }] }));
}

/** What leads away from a release, or pins it. */
export async function stepsFrom(
  entry: DocumentEntry,
  all: readonly DocumentEntry[],
  found: Circumstances,
  text: string,
): Promise<readonly Step[]> {
  const { dependency, report } = entry;
  if (report === undefined) {
    return [];
  }
  const replacement =
    dependency && replaceEdit(dependency, report, (name) => all.some((other) => other.dependency?.key === name));
  if (replacement !== undefined) {
    const { title, edits } = replacement;
    return [{ title, kind: MEND_KIND, changes: [{ path: found.path, text, edits }] }];
  }
  const here = [rollbackEdit, upgradeEdit, pinEdit].flatMap((fix): Step[] => {
    const edit = dependency && fix(dependency, report);
    if (edit === undefined) {
      return [];
    }
    const { title, preferred } = edit;
    const kind = fix === pinEdit ? {} : { kind: MEND_KIND };
    return [{ title, preferred, ...kind, changes: [{ path: found.path, text, edits: [edit] }] }];
  });
  return here.length > 0 ? here : stepElsewhere(entry, found, text);
}

/** What a line cannot mend itself is mended where it is decided: in another manifest, a catalog, or an override. */
async function stepElsewhere(
  { dependency, locked, report }: DocumentEntry,
  { service, path }: Circumstances,
  text: string,
): Promise<readonly Step[]> {
  const way = report && findWayOut(report);
  if (locked === undefined || way === undefined || way.direction === "nowhere" || dependency?.range !== undefined) {
    return [];
  }
  const fix = await service.fix(path, text, locked.id, way.direction === "back" ? way.to.version : way.version);
  const preferred = way.direction === "back" && report?.assessment.level === "error";
  return fix === undefined ? [] : [{ ...fix, preferred, kind: MEND_KIND }];
}

/**
 * Lets the package manager install what it would refuse; never what speaks against itself, nor what is not known to be
 * better than that yet.
 */
export async function installSteps(
  entry: DocumentEntry,
  { service, path }: Circumstances,
  text: string,
): Promise<readonly Step[]> {
  const { report, refusals = [], isEarly } = entry;
  const level = report?.assessment.level;
  if (refusals.length === 0 || isEarly === true || level === "error" || level === "warning") {
    return [];
  }
  const { advisories, history, depsDev } = report?.evidence ?? {};
  const isDoubtful = [advisories, history, depsDev].some((answer) => answer?.status === "unavailable");
  const doubt = isDoubtful ? " (not fully checked)" : "";
  const fixes = await service.letInstall(path, text, entry);
  return fixes.map(({ title, changes }) => ({ title: `${title}${doubt}`, changes }));
}

/**
 * Accepts what a line is marked for, in custody.json. Where the client cannot ask for a reason, an empty one is written:
 * it is marked there, and nothing is accepted, until somebody fills it in.
 */
export async function acceptSteps(
  { report }: DocumentEntry,
  { service, path, ageIsSet }: Circumstances,
  document: TextDocument,
  { now, acceptCommand }: { now(): number; readonly acceptCommand: string | undefined },
): Promise<readonly Step[]> {
  const rules = report === undefined ? [] : rulesToAccept(report.assessment);
  if (report === undefined || rules.length === 0 || readDiagnostic(report, { ageIsSet }) === undefined) {
    return [];
  }
  const { name, version } = report.subject;
  const request = { package: `${name}@${version}`, rules, until: dayAhead(now(), MAX_ACCEPT_DAYS) };
  if (acceptCommand !== undefined) {
    const question: AcceptQuestion = { uri: document.uri, ...request };
    const ask = { command: acceptCommand, arguments: [question] };
    return [{ title: `Accept ${name} ${version} in custody.json…`, ask }];
  }
  const change = await service.accept(path, document.getText(), { ...request, reason: "" });
  const title = `Accept ${name} ${version} in custody.json until ${request.until}, once a reason is given there`;
  return change === undefined ? [] : [{ title, changes: [change] }];
}

/** Copies what speaks against a release, for whoever is to be told of it. */
export function reportSteps(
  { report, span }: DocumentEntry,
  document: TextDocument,
  { reportCommand }: { readonly reportCommand: string | undefined },
): readonly Step[] {
  if (report === undefined || reportCommand === undefined || rulesToAccept(report.assessment).length === 0) {
    return [];
  }
  const { name, version } = report.subject;
  const params: CopiedReportParams = { uri: document.uri, position: document.positionAt(span.start) };
  return [{ title: `Copy the report on ${name} ${version}`, ask: { command: reportCommand, arguments: [params] } }];
}
