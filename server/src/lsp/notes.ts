import type { Location, Problem, Span } from "../core/model";
import { type DiagnosticText, readDiagnostic } from "../core/present/diagnostic";
import { CONDITION, count, DEPRECATED } from "../core/present/words";
import type { DocumentEntry, DocumentReport } from "../core/service";
import type { Note } from "./toProtocol";

/** The most that one file shows; the last line then counts the rest. */
const MAX_NOTES = 500;

export interface NoteOptions {
  /** Somebody asked for a minimum release age, so that youth alone is worth a line. */
  readonly ageIsSet: boolean;
  rulePage(rule: string): string | undefined;
  /** What there is to read about custody.json. */
  readonly policyPage: string | undefined;
  /** The same about what package managers refuse. */
  readonly gatesPage?: string | undefined;
}

/**
 * One note for each dependency that is worth a look, one where the text broke, and one where the lockfile disagrees. Of a
 * policy all that is wrong, since each part of it stands for itself.
 */
export function readNotes(report: DocumentReport, options: NoteOptions): readonly Note[] {
  if (report.kind === "policy") {
    return report.problems.slice(0, MAX_NOTES).map((problem) => policyNote(problem, options.policyPage));
  }
  const faults = report.problems.filter(({ notice }) => notice !== true);
  const notices = report.problems.filter(({ notice }) => notice === true);
  return atMost([
    ...faults.slice(0, 1).map(problemNote),
    ...notices.map(({ span, message }) => lockfileNote(span, message)),
    ...report.entries.flatMap((entry) => entryNotes(entry, options)),
  ]);
}

/** All notes of a file where they are not too many, else the worst and a count of the others. */
export function atMost(notes: readonly Note[]): readonly Note[] {
  if (notes.length <= MAX_NOTES) {
    return notes;
  }
  const worst = [...notes].sort((one, other) => RANK[one.level] - RANK[other.level]).slice(0, MAX_NOTES - 1);
  const left = notes.length - worst.length;
  return [
    ...worst,
    {
      span: { start: 0, end: 0 },
      level: "info",
      code: "more",
      page: undefined,
      message: `${count(left, "more finding", "more findings")} in this file; the report and the command line list all of them.`,
      related: [],
    },
  ];
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

function problemNote({ span, message, unused }: Problem): Note {
  const look = unused === true ? "unused" : undefined;
  return { span, level: "warning", code: "unreadable", page: undefined, message, related: [], look };
}

function policyNote(problem: Problem, page: string | undefined): Note {
  return { ...problemNote(problem), level: problem.notice === true ? "info" : "warning", code: "policy", page };
}

function lockfileNote(span: Note["span"], message: string): Note {
  return { span, level: "info", code: "lockfile", page: undefined, message, related: [] };
}

function entryNotes(entry: DocumentEntry, options: NoteOptions): readonly Note[] {
  const { report, note, refusals = [] } = entry;
  const found = report && readDiagnostic(report, options);
  const place = versionOf(entry);
  return [
    ...(found === undefined || isToldByRefusal(entry) ? [] : [packageNote(entry, found, options)]),
    ...(note?.level === "info" ? [lockfileNote(place, note.text)] : []),
    ...refusals.map(({ text }) => installNote(place, text, options)),
  ];
}

/** What the next install will refuse, in the words for it. */
export function installNote(span: Span, message: string, { gatesPage }: Pick<NoteOptions, "gatesPage">): Note {
  return { span, level: "info", code: "install", page: gatesPage, message, related: [] };
}

/** That it is too young is told by what comes of that. */
export function isToldByRefusal({ report, refusals = [] }: Pick<DocumentEntry, "report" | "refusals">): boolean {
  const isYoungOnly = report?.assessment.findings.every(({ rule, level }) => rule === CONDITION || level === "none");
  return isYoungOnly === true && refusals.some(({ reason }) => reason === "age");
}

/** What is said of a release, on its version; what is said of its name, there. */
export function packageNote(place: Place, found: DiagnosticText, { rulePage }: Pick<NoteOptions, "rulePage">): Note {
  const { level, rule, family, message, related } = found;
  const span = family === "name" ? place.span : versionOf(place);
  const look = rule === DEPRECATED ? "deprecated" : undefined;
  return { span, level, code: rule, page: rulePage(rule), message, related, look };
}

type Place = Pick<Location, "span" | "versionSpan">;

/** An empty spec has no text to underline. */
export function versionOf({ span, versionSpan = span }: Place): Span {
  return versionSpan.end > versionSpan.start ? versionSpan : span;
}
