import type { Problem } from "../core/model";
import { readDiagnostic } from "../core/present/diagnostic";
import { count, DEPRECATED } from "../core/present/words";
import type { DocumentEntry, DocumentReport } from "../core/service";
import type { Note } from "./toProtocol";

/** The most that one file shows; the last line then counts the rest. */
const MAX_NOTES = 500;

export interface NoteOptions {
  /** Somebody asked for a minimum release age, so that youth alone is worth a line. */
  readonly ageIsSet: boolean;
  rulePage(rule: string): string | undefined;
  /** Every problem of the text, not only the first: in a policy each stands for itself. */
  readonly allProblems: boolean;
}

/** One note for each dependency that is worth a look, one where the text broke, and one where the lockfile disagrees. */
export function readNotes(report: DocumentReport, options: NoteOptions): readonly Note[] {
  const faults = report.problems.filter(({ notice }) => notice !== true);
  const notices = report.problems.filter(({ notice }) => notice === true);
  const notes: readonly Note[] = [
    ...(options.allProblems ? faults : faults.slice(0, 1)).map(problemNote),
    ...notices.map(({ span, message }) => lockfileNote(span, message)),
    ...report.entries.flatMap((entry) => entryNotes(entry, options)),
  ];
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
      message: `${count(left, "more finding", "more findings")} in this file; the command line lists all of them.`,
      related: [],
    },
  ];
}

const RANK = { error: 0, warning: 1, info: 2 } as const;

function problemNote({ span, message, unused }: Problem): Note {
  const look = unused === true ? "unused" : undefined;
  return { span, level: "warning", code: "unreadable", page: undefined, message, related: [], look };
}

function lockfileNote(span: Note["span"], message: string): Note {
  return { span, level: "info", code: "lockfile", page: undefined, message, related: [] };
}

function entryNotes({ span, versionSpan, report, note }: DocumentEntry, options: NoteOptions): readonly Note[] {
  // An empty spec has no text to underline.
  const place = versionSpan.end > versionSpan.start ? versionSpan : span;
  const found = report && readDiagnostic(report, options);
  const notes: Note[] = [];
  if (found !== undefined) {
    const { level, rule, family, message, related } = found;
    const at = family === "name" ? span : place;
    const look = rule === DEPRECATED ? "deprecated" : undefined;
    notes.push({ span: at, level, code: rule, page: options.rulePage(rule), message, related, look });
  }
  if (note?.level === "info") {
    notes.push(lockfileNote(place, note.text));
  }
  return notes;
}
