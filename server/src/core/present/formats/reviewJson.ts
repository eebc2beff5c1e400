import { relativePath } from "../../filePath";
import type { FileFinding } from "../../model";
import { type CheckJsonOptions, checkJson, type Locate } from "./checkJson";
import { isLooser, type ReviewView } from "./reviewView";

/** The `review` object of the command line's contract, schema 1: that of `check`, with the base, the changes, the policy and what holds of a lockfile as a whole. */
export function reviewJson(view: ReviewView, options: CheckJsonOptions) {
  const toJson = (each: FileFinding) => fileJson(each, view.root, options.locate);
  const ofLockfiles = view.fileFindings.filter((each) => !isLooser(each));
  const { packages, refused, sources, elapsedMs, ...check } = checkJson(view, options);
  return {
    ...check,
    base: view.base.commit,
    changes: view.lines
      .map(({ change }) => change)
      .map(({ name, kind, from, to, importers, differs, source }) => ({
        name,
        kind,
        from: from ?? null,
        to: to ?? null,
        importers,
        ...(differs.length === 0 ? {} : { differs }),
        ...(source === "registry" ? {} : { source }),
      }))
      .sort(
        (one, other) => compare(one.name, other.name) || compare(one.to, other.to) || compare(one.from, other.from),
      ),
    policy: view.fileFindings.filter(isLooser).map(toJson),
    ...(ofLockfiles.length === 0 ? {} : { lockfiles: ofLockfiles.map(toJson) }),
    packages,
    ...(refused === undefined ? {} : { refused }),
    sources,
    elapsedMs,
  } as const;
}

function fileJson({ finding, location }: FileFinding, root: string, locate: Locate) {
  const { rule, level, points, what, evidence } = finding;
  const { line, column } = locate(location.file, location.span.start);
  const file = relativePath(root, location.file) ?? location.file;
  return { id: rule, level, points, message: what, evidence, file, line, column };
}

function compare(one: string | null, other: string | null): number {
  const [a, b] = [one ?? "", other ?? ""];
  return a < b ? -1 : a > b ? 1 : 0;
}
