import type { History } from "../model";

/** The dependencies that a release added: whose first publication the judgement needs to know. */
export function addedDependencies(_history: History, _version: string, _asOf: number): readonly string[] {
  return [];
}
