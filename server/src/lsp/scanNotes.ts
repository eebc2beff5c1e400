import { relativePath } from "../core/filePath";
import type { Location } from "../core/model";
import { readDiagnostic } from "../core/present/diagnostic";
import { placesOf } from "../core/present/places";
import { count } from "../core/present/words";
import type { ScanReport } from "../core/service";
import { atMost, type NoteOptions, packageNote } from "./notes";
import type { Note } from "./toProtocol";

/** Where else the same is asked for: nobody reads a longer list. */
const MOST_RELATED = 10;

/**
 * The notes of a project by file: each finding once, at the first manifest that asks for the package, else at its entry
 * in the lockfile. What is only to know of a package that others brought along is left to the open lockfile.
 */
export function readScanNotes(scan: ScanReport, options: NoteOptions): ReadonlyMap<string, readonly Note[]> {
  const byFile = new Map<string, Note[]>();
  for (const report of scan.packages) {
    const [place, ...others] = placesOf(report, scan.lockfile);
    const found = place && readDiagnostic(report, options);
    if (place !== undefined && found !== undefined && (report.direct || found.level !== "info")) {
      const note = packageNote(place, found, options);
      const notes = byFile.get(place.file) ?? [];
      const manifests = others.filter(({ file }) => file !== scan.lockfile);
      notes.push({ ...note, elsewhere: elsewhere(note, manifests, scan.root) });
      byFile.set(place.file, notes);
    }
  }
  return new Map([...byFile].map(([file, notes]) => [file, atMost(notes)]));
}

/** At most ten lines in all; the last one counts the rest. */
function elsewhere({ related }: Note, others: readonly Location[], root: string): NonNullable<Note["elsewhere"]> {
  const room = MOST_RELATED - related.length;
  const shown = others.slice(0, others.length > room ? room - 1 : room);
  const next = others[shown.length];
  return [
    ...shown.map((place) => ({ message: `${relativePath(root, place.file) ?? place.file} asks for it too.`, place })),
    ...(next === undefined
      ? []
      : [{ message: `And ${count(others.length - shown.length, "more place does", "more places do")}.`, place: next }]),
  ];
}
