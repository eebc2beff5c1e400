import type { Dependency, PackageReport } from "../../model";
import { count, list, thenInstall } from "../words";
import { pinEdit, type SpecEdit } from "./edits";

/** One line of a manifest, as far as it is known. */
export interface PinLine {
  readonly dependency: Dependency | undefined;
  readonly report: PackageReport | undefined;
}

/** All pins of a manifest in one step. */
export interface PinAll {
  readonly title: string;
  readonly edits: readonly Pick<SpecEdit, "span" | "newText">[];
}

/**
 * Pins every dependency of a manifest to the version that it is locked to, but for those that are at warning or above or
 * were not checked: a pin would keep these from being mended. What decides for others (overrides) stays as it is.
 * Undefined where there is nothing to pin.
 */
export function pinAllEdits(lines: readonly PinLine[]): PinAll | undefined {
  const edits = new Map<number, SpecEdit>();
  const managers = new Set<PackageReport["manager"]>();
  let [flagged, unchecked] = [0, 0];
  for (const { dependency, report } of lines) {
    if (dependency === undefined || report?.resolvedBy !== "lockfile" || DECIDES.has(dependency.section)) {
      continue;
    }
    const { level } = report.assessment;
    // As a pin it would be offered by itself; whether it is one of these is asked of the level alone.
    const edit = pinEdit(dependency, { ...report, assessment: { ...report.assessment, level: "clear" } });
    if (edit === undefined) {
      continue;
    }
    if (level === "error" || level === "warning") {
      flagged += 1;
    } else if (level === "unchecked") {
      unchecked += 1;
    } else {
      edits.set(edit.span.start, edit);
      managers.add(report.manager);
    }
  }
  if (edits.size === 0) {
    return undefined;
  }
  const [manager] = managers;
  const left = [
    flagged === 0 ? undefined : `${count(flagged, "is", "are")} at warning or above`,
    unchecked === 0 ? undefined : `${count(unchecked, "is", "are")} not checked`,
  ].filter((part) => part !== undefined);
  const but = left.length === 0 ? "" : ` (${list(left)}, and ${flagged + unchecked === 1 ? "stays" : "stay"})`;
  const what = count(edits.size, "dependency to its locked version", "dependencies to their locked versions");
  return { title: `Pin ${what}${but}, ${thenInstall({ manager })}`, edits: [...edits.values()] };
}

const DECIDES: ReadonlySet<Dependency["section"]> = new Set(["overrides", "resolutions"]);
