import { relativePath } from "../filePath";
import type { PolicyFinding } from "../model";
import { type CheckJsonOptions, checkJson, type Locate } from "./checkJson";
import type { ReviewView } from "./reviewView";

/** The `review` object of the command line's contract, schema 1: that of `check`, with the base, the changes and the policy. */
export function reviewJson(view: ReviewView, options: CheckJsonOptions) {
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
    policy: view.policyFindings.map((each) => policyJson(each, view.root, options.locate)),
    packages,
    ...(refused === undefined ? {} : { refused }),
    sources,
    elapsedMs,
  } as const;
}

function policyJson({ finding, location }: PolicyFinding, root: string, locate: Locate) {
  const { rule, level, points, what, evidence } = finding;
  const { line, column } = locate(location.file, location.span.start);
  const file = relativePath(root, location.file) ?? location.file;
  return { id: rule, level, points, message: what, evidence, file, line, column };
}

function compare(one: string | null, other: string | null): number {
  const [a, b] = [one ?? "", other ?? ""];
  return a < b ? -1 : a > b ? 1 : 0;
}
