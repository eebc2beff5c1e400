import type { DocumentEntry, DocumentReport } from "../core/service";

/** The entry whose name or version the offset is on; its text in between counts too. */
export function entryAt({ entries }: DocumentReport, offset: number): DocumentEntry | undefined {
  return entriesIn({ entries }, offset, offset)[0];
}

/** The entries that a selection touches, in the document's order. */
export function entriesIn(
  { entries }: Pick<DocumentReport, "entries">,
  start: number,
  end: number,
): readonly DocumentEntry[] {
  return entries.filter(({ span, versionSpan }) => {
    const from = Math.min(span.start, versionSpan.start);
    const to = Math.max(span.end, versionSpan.end);
    return from <= end && start <= to;
  });
}
