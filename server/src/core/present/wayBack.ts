import type { Finding, PackageReport } from "../model";
import { formatDay } from "./time";

/** What is mended by a later release, not by an earlier one. */
const MENDED_LATER: ReadonlySet<string> = new Set(["vulnerable"]);

/**
 * The way back as a sentence; undefined where none is needed, where the main remedy names it already, and where the
 * way is forward: the releases before a vulnerable one are most often as vulnerable.
 */
export function wayBack(rollback: PackageReport["rollback"], main: Finding | undefined): string | undefined {
  if (rollback === undefined || main === undefined || MENDED_LATER.has(main.rule)) {
    return undefined;
  }
  if (rollback === "none") {
    return "No earlier release that is still served is judged sound.";
  }
  if (main.remedy.includes(rollback.version)) {
    return undefined;
  }
  const when = rollback.publishedAt === undefined ? "" : `, of ${formatDay(rollback.publishedAt)}`;
  return `The release to go back to is ${rollback.version}${when}.`;
}
