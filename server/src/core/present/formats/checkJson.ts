import { relativePath } from "../../filePath";
import type { Location } from "../../model";
import { type CheckedPackage, type CheckView, isNotable, type RefusedPackage, sortLocations } from "./checkView";
import { judgeJson } from "./judgeJson";
import { mainLocation } from "./reportText";

/** A place as people count: from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Finds the place of an offset; the door knows the texts. */
export type Locate = (file: string, offset: number) => Place;

export interface CheckJsonOptions {
  /** Clear packages too. */
  readonly all: boolean;
  readonly locate: Locate;
  readonly elapsedMs: number;
}

const MAX_PATHS = 5;

/** The `check` object of the command line's contract, schema 1. Files are told relative to `root`. */
export function checkJson(view: CheckView, { all, locate, elapsedMs }: CheckJsonOptions) {
  const { root, asOf, summary, packages, refused, sources } = view;
  return {
    schema: 1,
    asOf: new Date(asOf).toISOString(),
    root,
    summary: {
      packages: summary.packages,
      error: summary.error,
      warning: summary.warning,
      info: summary.info,
      clear: summary.clear,
      unchecked: summary.unchecked,
      accepted: summary.accepted,
    },
    packages: packages
      .filter((entry) => all || isNotable(entry))
      .map((entry) => packageJson(entry, asOf, root, locate)),
    ...(refused.length === 0 ? {} : { refused: refused.map((each) => refusedJson(each, root, locate)) }),
    sources: sources.map(({ id, requests, bytes, failed, hits }) => ({ id, requests, bytes, failed, hits })),
    elapsedMs: Math.round(elapsedMs),
  } as const;
}

/**
 * The same object as text, two spaces deep, in parts: of hundreds of thousands of packages the whole would be longer than
 * any string can be.
 */
export function* renderCheckJson(view: CheckView, { all, locate, elapsedMs }: CheckJsonOptions): Generator<string> {
  const frame = JSON.stringify(checkJson({ ...view, packages: [] }, { all, locate, elapsedMs }), undefined, 2);
  const place = frame.lastIndexOf('"packages": []');
  const [before, after] = [frame.slice(0, place), frame.slice(place + '"packages": []'.length)];
  yield `${before}"packages": [`;
  let part = "";
  let isFirst = true;
  for (const entry of view.packages) {
    if (all || isNotable(entry)) {
      const text = JSON.stringify(packageJson(entry, view.asOf, view.root, locate), undefined, 2);
      part += `${isFirst ? "" : ","}\n    ${text.replaceAll("\n", "\n    ")}`;
      isFirst = false;
    }
    if (part.length > PART) {
      yield part;
      part = "";
    }
  }
  yield `${part}${isFirst ? "]" : "\n  ]"}${after}\n`;
}

/** Characters that are written at once. */
const PART = 64 * 1024;

function packageJson(entry: CheckedPackage, asOf: number, root: string, locate: Locate) {
  const { subject, assessment, direct, resolvedBy, locations, paths, accepted } = entry;
  return {
    ...judgeJson(subject, asOf, assessment),
    direct,
    resolvedBy,
    locations: sortLocations(locations).map((location) => locationJson(location, root, locate)),
    paths: paths.slice(0, MAX_PATHS),
    accepted: accepted === undefined ? null : { rules: accepted.rules, reason: accepted.reason, until: accepted.until },
  };
}

function refusedJson({ entry, reason, text }: RefusedPackage, root: string, locate: Locate) {
  const { name, version } = entry.subject;
  const main = mainLocation(entry);
  return { name, version, reason, message: text, ...(main === undefined ? {} : locationJson(main, root, locate)) };
}

function locationJson({ file, span }: Location, root: string, locate: Locate) {
  const { line, column } = locate(file, span.start);
  return { file: relativePath(root, file) ?? file, line, column };
}
