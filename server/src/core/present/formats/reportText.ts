import { plainText } from "../markdown";
import { sayWayOut } from "../wayOut";
import { nameRelease } from "../words";
import { type CheckedPackage, sortLocations } from "./checkView";

/** A file as the reader of a report names it: relative to the repository where possible, forward slashes. */
export type NameFile = (file: string) => string;

/** Everything a reader without the editor needs, in plain sentences, main reason first. */
export function reportSentences(entry: CheckedPackage): readonly string[] {
  const { subject, resolvedBy, assessment, paths, direct } = entry;
  const { summary, findings } = assessment;
  const others = findings.slice(1).filter(({ level, what }) => level !== "none" && !summary.includes(what));
  const remedy = findings[0]?.remedy;
  const back = sayWayOut(entry);
  const path = direct ? undefined : paths[0];
  return [
    `${nameRelease({ subject, resolvedBy })}: ${summary}`,
    ...others.map(({ what }) => what),
    ...(remedy === undefined ? [] : [remedy]),
    ...(back === undefined ? [] : [back]),
    ...(path === undefined ? [] : [`It is here through ${path.join(" > ")}.`]),
  ].map((sentence) => closed(plainText(sentence)));
}

/** The rule that a report stands under: the main reason's. */
export function mainRule({ assessment }: CheckedPackage): string {
  return assessment.findings[0]?.rule ?? "unchecked";
}

/**
 * Where a report stands: in a manifest if one names it, since that is what a person edits; in a review in a file that has
 * changed, since that is what a person looks at.
 */
export function mainLocation(
  { locations }: CheckedPackage,
  isChanged: (file: string) => boolean = () => true,
): CheckedPackage["locations"][number] | undefined {
  const all = sortLocations(locations);
  const changed = all.filter(({ file }) => isChanged(file));
  const sorted = changed.length > 0 ? changed : all;
  return sorted.find(({ file }) => file.endsWith("package.json")) ?? sorted[0];
}

function closed(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
