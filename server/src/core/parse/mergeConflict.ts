import type { Problem } from "../model";

const MARKS = ["<<<<<<<", "=======", ">>>>>>>"];

/** A line that git writes between the sides. No line of JSON can start like this. */
const MARK_LINE = /^(?:<{7}|\|{7}|={7}|>{7})(?: [^\r\n]*)?$/gm;

/** A text with the marks of an unfinished merge, taken apart. */
export interface MergeConflict {
  /** Our side and theirs: each as long as the text, with all that is not of that side blanked out. */
  readonly sides: readonly [ours: string, theirs: string];
  readonly problem: Problem;
}

/**
 * Takes a text apart into the two sides of the merge that left its marks in it; undefined where there are none.
 *
 * Each side mostly is a sound document, and since blanks stand for what was taken out, its offsets are
 * those of the text.
 */
export function findMergeConflict(text: string, remedy: string): MergeConflict | undefined {
  if (!MARKS.some((mark) => text.includes(mark))) {
    return undefined;
  }
  const marks = [...text.matchAll(MARK_LINE)].map(({ index, 0: line }) => ({
    kind: line.charAt(0),
    span: { start: index, end: index + line.length },
  }));
  const [first] = marks;
  if (first === undefined) {
    return undefined;
  }
  const ours = new Blanking(text);
  const theirs = new Blanking(text);
  for (const [index, { kind, span }] of marks.entries()) {
    const next = marks[index + 1]?.span.start ?? text.length;
    ours.blank(span.start, kind === "=" || kind === "|" ? next : span.end);
    theirs.blank(span.start, kind === "<" || kind === "|" ? next : span.end);
  }
  return {
    sides: [ours.finish(), theirs.finish()],
    problem: {
      message: `An unfinished merge left its marks here. Both sides are judged as far as they can be read. ${remedy}`,
      span: first.span,
    },
  };
}

/** Copies a text, with blanks for some of it; line ends stay, so that strings left open still end with their line. */
class Blanking {
  private readonly text: string;
  private readonly parts: string[] = [];
  private done = 0;

  constructor(text: string) {
    this.text = text;
  }

  blank(start: number, end: number): void {
    this.parts.push(this.text.slice(this.done, start), this.text.slice(start, end).replace(/[^\r\n]/g, " "));
    this.done = end;
  }

  finish(): string {
    return this.parts.join("") + this.text.slice(this.done);
  }
}
