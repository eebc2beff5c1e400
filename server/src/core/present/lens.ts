import type { Manifest, Span } from "../model";
import { type CountedLine, countLines, sayTotals } from "./totals";

/** A line, and where it stands. */
export interface PlacedLine extends CountedLine {
  readonly span: Span;
}

/** The counts of one block of a document, for above the place of its key. */
export interface LensText {
  readonly span: Span;
  readonly title: string;
}

/** One line of counts for each block of a manifest in which there is anything to judge. */
export function readBlockLenses({ blocks }: Pick<Manifest, "blocks">, lines: readonly PlacedLine[]): LensText[] {
  return blocks.flatMap((span, index) => {
    const end = blocks[index + 1]?.start ?? Number.POSITIVE_INFINITY;
    return readLens(
      span,
      lines.filter((line) => span.start < line.span.start && line.span.start < end),
    );
  });
}

/** One line of counts above a whole lockfile. */
export function readFileLens(lines: readonly PlacedLine[]): LensText[] {
  return readLens({ start: 0, end: 0 }, lines);
}

/** While nothing is known it says that: a line that came only later would push the text down under the reader's eyes. */
function readLens(span: Span, lines: readonly PlacedLine[]): LensText[] {
  const counts = sayTotals(countLines(lines));
  const pending = lines.filter(({ report, open }) => report === undefined && open === undefined).length;
  const still = pending === 0 ? [] : [`${pending.toLocaleString("en-US")} being checked`];
  const said = [...counts, ...still];
  return said.length === 0 ? [] : [{ span, title: `Custody: ${said.join(" · ")}` }];
}
