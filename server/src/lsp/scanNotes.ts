import { relativePath } from "../core/filePath";
import { groupBy } from "../core/groupBy";
import { messages } from "../core/messages";
import type { Location } from "../core/model";
import { readDiagnostic } from "../core/present/diagnostic";
import { clip, plainText } from "../core/present/markdown";
import { placesOf } from "../core/present/places";
import { count, nameRelease } from "../core/present/words";
import type { ScanReport } from "../core/service";
import { atMost, installNote, isToldByRefusal, type NoteOptions, packageNote, versionOf } from "./notes";
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
    const isSaid = isToldByRefusal({ report, refusals: report.refusals ?? [] });
    if (place !== undefined && found !== undefined && !isSaid && (report.direct || found.level !== "info")) {
      const note = packageNote(place, found, options);
      const manifests = others.filter(({ file }) => file !== scan.lockfile);
      add(place.file, { ...note, elsewhere: elsewhere(note, manifests, scan.root) });
    }
  }
  for (const { file, note } of refusedNotes(scan, options)) {
    add(file, note);
  }
  return new Map([...byFile].map(([file, notes]) => [file, atMost(notes)]));

  function add(file: string, note: Note): void {
    const notes = byFile.get(file) ?? [];
    byFile.set(file, notes);
    notes.push(note);
  }
}

/** Of more than this one line tells: what refuses dozens is one thing to know, a young lockfile or a new gate. */
const MOST_REFUSED = 5;

interface PlacedNote {
  readonly file: string;
  readonly note: Note;
}

/** What the next install will refuse, where it stands: transitive releases too, since one of them is enough to stop it. */
function refusedNotes(scan: ScanReport, options: NoteOptions): readonly PlacedNote[] {
  // How many there are is not known before all is judged, and no line is to come and go.
  const packages = scan.pending > 0 ? [] : scan.packages;
  const refused = packages.flatMap((report) => {
    const [place] = placesOf(report, scan.lockfile);
    return place === undefined || report.refusals === undefined ? [] : [{ report, place, refusals: report.refusals }];
  });
  if (refused.length <= MOST_REFUSED) {
    return refused.flatMap(({ place, refusals }) =>
      refusals.map(({ text }) => ({ file: place.file, note: installNote(versionOf(place), text, options) })),
    );
  }
  const byFile = groupBy(refused, ({ report, place }) => {
    return report.locations.some(({ file }) => file === scan.lockfile) ? scan.lockfile : place.file;
  });
  return [...byFile].flatMap(([file, all]) => {
    const [manager] = all.flatMap(({ report }) => report.manager ?? []);
    const some = all.slice(0, 2).map(({ report }) => clip(plainText(nameRelease(report)), LONGEST_NAME));
    const message = messages.gateRefusesMany(manager, all.length, some);
    return file === undefined ? [] : [{ file, note: installNote({ start: 0, end: 0 }, message, options) }];
  });
}

const LONGEST_NAME = 60;

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
