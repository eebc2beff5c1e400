import type { Change, FileFinding, Level } from "../../model";
import { plainText } from "../markdown";
import { count, rankOf } from "../words";
import {
  arrangeCheck,
  type CheckedPackage,
  type CheckInput,
  type CheckView,
  compareText,
  countedLevel,
} from "./checkView";

/** What the service says about a change of a workspace, as far as it is printed. */
export interface ReviewInput extends CheckInput {
  readonly changes: readonly Change[];
}

/** What was compared with. */
export interface ReviewBase {
  /** As a person named it. */
  readonly ref: string;
  readonly commit: string;
}

/** One change, with what is said about the release that it leads to; undefined where there is none that could be judged. */
export interface ReviewLine {
  readonly change: Change;
  readonly entry: CheckedPackage | undefined;
}

/** A review put in order: what every format prints, each in its own way. */
export interface ReviewView extends CheckView {
  readonly base: ReviewBase;
  /** By level, what is not judged behind, then by name; what is gone last. */
  readonly lines: readonly ReviewLine[];
}

/** Puts a review in order: the packages as in a check, and each change with its verdict. */
export function arrangeReview(input: ReviewInput, base: ReviewBase): ReviewView {
  const view = arrangeCheck(input);
  const entries = new Map(view.packages.map((entry) => [keyOf(entry.subject.name, entry.subject.version), entry]));
  const lines = input.changes.map((change): ReviewLine => {
    const isGone = change.to === undefined;
    return { change, entry: isGone ? undefined : entries.get(keyOf(change.name, change.to ?? "")) };
  });
  return {
    ...view,
    base,
    lines: lines.sort((one, other) => rankOfLine(one) - rankOfLine(other) || byName(one, other)),
  };
}

/** A change that leads to what no registry has: nothing can be said about its releases. */
export function isUnjudged({ change, entry }: ReviewLine): boolean {
  return entry === undefined && change.kind !== "removed";
}

/** Nothing to look at: clear, and the same as it is called. */
export function isCalm(line: ReviewLine): boolean {
  const { change, entry } = line;
  const level = entry && countedLevel(entry);
  return change.kind === "removed" || (level === "clear" && change.kind !== "re-resolved") || level === "unchecked";
}

/** Whether a finding about a file is one about the rules of the judgement. */
export function isLooser({ finding: { family } }: FileFinding): boolean {
  return family === "policy";
}

/** What is to be looked at of files rather than of packages, a sentence each: it stands before all that packages come to. */
export function sayFiles({ fileFindings }: Pick<ReviewView, "fileFindings">): string {
  const loud = fileFindings.filter(({ finding: { level } }) => level === "error" || level === "warning");
  const shown = loud.slice(0, MOST_FILES).map(({ finding: { what } }) => plainText(what));
  return [...shown, ...(loud.length > MOST_FILES ? [`And ${loud.length - MOST_FILES} more of that kind.`] : [])].join(
    " ",
  );
}

/** Nobody reads more of them in a line. */
const MOST_FILES = 3;

/** `9 changes since main (a1b2c3d): 4 added, 2 upgraded, 3 removed.` */
export function sayChanges({ lines, base }: ReviewView): string {
  const since = base.commit === base.ref ? `since ${base.ref}` : `since ${base.ref} (${base.commit.slice(0, 7)})`;
  if (lines.length === 0) {
    return `No package has changed ${since}.`;
  }
  const counts = KINDS.flatMap((kind) => {
    const of = lines.filter(({ change }) => change.kind === kind).length;
    return of === 0 ? [] : `${of} ${kind}`;
  });
  return `${count(lines.length, "change", "changes")} ${since}: ${counts.join(", ")}.`;
}

const KINDS: readonly Change["kind"][] = ["added", "upgraded", "downgraded", "re-resolved", "removed"];

/** `upgraded axios 1.14.0 -> 1.14.1`, and what else is another one. */
export function nameChange(change: Change, arrow = "->"): string {
  return `${change.kind} ${change.name} ${sayWay(change, arrow)}`;
}

/** The same without a name. */
export function sayWay({ from, to, differs, source }: Change, arrow = "->"): string {
  const way = [...new Set([from, to])].filter((version) => version !== undefined).join(` ${arrow} `);
  const others = differs.map((what) => (what === "source" ? `now from ${source}` : `another ${what}`));
  return `${way}${others.length === 0 ? "" : ` (${others.join(", ")})`}`;
}

/** Twice the rank of a level, so that what is not judged has a place between two. */
export function rankOfLine(line: ReviewLine): number {
  const { change, entry } = line;
  const level: Level | undefined = entry && (countedLevel(entry) ?? "clear");
  if (level !== undefined) {
    return rankOf(level) * 2;
  }
  return change.kind === "removed" ? Number.POSITIVE_INFINITY : rankOf("info") * 2 + 1;
}

function byName({ change: one }: ReviewLine, { change: other }: ReviewLine): number {
  return (
    compareText(one.name, other.name) ||
    compareText(one.to ?? "", other.to ?? "") ||
    compareText(one.from ?? "", other.from ?? "")
  );
}

function keyOf(name: string, version: string): string {
  return JSON.stringify([name, version]);
}
