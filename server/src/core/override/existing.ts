import type { Dependency, LockedPackage, Span } from "../model";
import { meets } from "../ranges";
import type { LockedRequest } from "../resolve/requests";
import { satisfies } from "../resolve/resolveVersion";
import type { FileEdit, ManifestFile } from "./types";

/** What becomes of the overrides that stand already. */
export interface Existing {
  readonly edits: readonly FileEdit[];
  /** Whether all requests are met by what stands now, so that nothing is added. */
  readonly isEnough: boolean;
}

/** Requests of one name that came to what is locked: all of them, and those that overrides are wanted for. */
export interface Asked {
  readonly key: string;
  readonly mine: readonly LockedRequest[];
  readonly wanted: readonly LockedRequest[];
  readonly locked: LockedPackage;
  /** The manager compares the ranges of keys and requests letter by letter, as Yarn does, not by what both admit. */
  readonly isByLetter: boolean;
}

/**
 * Changes the overrides in `file` that lead a name to what is locked, so that none stands twice. One for another line
 * of versions stays.
 */
export function updateExisting(
  file: ManifestFile,
  within: Span | undefined,
  { key, mine, wanted, locked, isByLetter }: Asked,
  value: string,
  /** "$name" stands for a spec that is changed too. */
  isReferenceMoved: boolean,
): Existing {
  const edits: FileEdit[] = [];
  const met = new Set<LockedRequest>();
  for (const override of file.manifest.dependencies) {
    const { spec, specSpan, override: selector } = override;
    const when = selector?.when;
    const isOpenTo = (asked: LockedRequest) =>
      when === undefined || admits(when, asked.spec ?? locked.version, isByLetter);
    const isMine = isFor(override, key, within) && leadsTo(override, locked);
    if (!isMine || !(mine.length === 0 || mine.some(isOpenTo) || admits(when ?? "", locked.version, isByLetter))) {
      continue;
    }
    if (!(isReferenceMoved && spec === `$${key}`) && spec !== value) {
      edits.push({ file: file.path, create: false, span: specSpan, newText: quoteless(file, value) });
    }
    for (const asked of (selector?.parents.length ?? 0) > 0 ? [] : wanted.filter(isOpenTo)) {
      met.add(asked);
    }
  }
  return { edits, isEnough: wanted.every((asked) => met.has(asked)) };
}

function admits(when: string, spec: string, isByLetter: boolean): boolean {
  const [bound = "", range = ""] = [when, spec].map((text) => text.replace(/^npm:/, ""));
  return bound === range || (!isByLetter && meets(range, bound));
}

function isFor({ section, key, nameSpan }: Dependency, name: string, within: Span | undefined): boolean {
  return (
    (section === "overrides" || section === "resolutions") &&
    key === name &&
    within !== undefined &&
    nameSpan.start >= within.start &&
    nameSpan.end <= within.end
  );
}

/** A reference ("$name", a catalog) is taken to lead here: where it leads to another line, nothing is locked by it. */
function leadsTo({ name, spec, range }: Dependency, locked: LockedPackage): boolean {
  if (range === undefined || spec.startsWith("$")) {
    return spec.startsWith("$") || spec.startsWith("catalog:");
  }
  return name === locked.name && satisfies(locked.version, range) !== false;
}

function quoteless({ manifest }: ManifestFile, value: string): string {
  return manifest.kind === "package-json" ? JSON.stringify(value).slice(1, -1) : value;
}
