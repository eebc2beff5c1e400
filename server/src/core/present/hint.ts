import type { PackageReport, Span } from "../model";
import { diagnosticMessage, readDiagnostic } from "./diagnostic";
import { clip, plainText } from "./markdown";
import { verdictWord } from "./verdictWord";
import { LEVEL_WORDS, nameRelease } from "./words";

/** Which lines get a hint: those with a diagnostic, or every one that is judged. */
export type HintChoice = "flagged" | "all";

/** A word and the score, to stand at the end of a line: `look 41`. */
export interface HintText {
  readonly label: string;
  /** One sentence about the same, plain. */
  readonly tooltip: string;
}

export interface HintOptions {
  readonly choice: HintChoice;
  readonly ageIsSet: boolean;
}

/** The hint of a release; undefined where this choice has none. */
export function readHint(report: PackageReport, { choice, ageIsSet }: HintOptions): HintText | undefined {
  const { level, score } = report.assessment;
  const isFlagged = readDiagnostic(report, { ageIsSet }) !== undefined;
  if (!isFlagged && choice === "flagged") {
    return undefined;
  }
  const word = verdictWord(report);
  return {
    label: score === undefined ? word : `${word} ${score}`,
    tooltip: isFlagged ? diagnosticMessage(report) : calm(),
  };

  function calm(): string {
    const release = clip(plainText(nameRelease(report)), 300);
    const verdict = report.accepted === undefined ? LEVEL_WORDS[level] : "accepted by the policy";
    return `${release}: ${verdict}.`;
  }
}

/**
 * Where the hint of a line stands: behind what closes the quotes of its span, and behind the comma or colon that ends
 * the line there, so that nothing that was written is torn apart.
 */
export function hintOffset(text: string, { end }: Span): number {
  CLOSING.lastIndex = end;
  return end + (CLOSING.exec(text)?.[0].length ?? 0);
}

/** What may follow a span: its closing quote, the colon of a key, a comma with nothing but a comment behind it. */
const CLOSING = /["']?(?::|[ \t]*,(?=[ \t]*(?:\r|\n|\/[/*]|$)))?/y;
