import type { Evidence, Rollback } from "../model";
import type { AssessContext } from "../settings";

/**
 * The newest earlier release that can be gone back to: of the same line first, itself judged below warning, and still
 * served. Undefined where there is none.
 */
export function findRollback(_evidence: Evidence, _context: AssessContext): Rollback | undefined {
  return undefined;
}
