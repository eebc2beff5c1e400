import type { Evidence } from "../model";
import { clip } from "./markdown";
import { formatDay } from "./time";
import { list } from "./words";

const WEAKEST = 3;
const MAX_NAME = 80;
/** A check with full marks is no weak one. */
const FULL = 10;

/**
 * The public score as a sentence: overall, its weakest checks, its date, and whether the link to the repository is more
 * than a claim; undefined where there is none, or it was computed after the moment.
 */
export function sayPublicScore({ publicScore }: Pick<Evidence, "publicScore">, asOf: number): string | undefined {
  const answer = publicScore?.answer;
  if (publicScore === undefined || answer?.status !== "found" || answer.value.date > asOf) {
    return undefined;
  }
  const { score, date, checks } = answer.value;
  const weakest = checks.filter((check) => check.score < FULL).slice(0, WEAKEST);
  const low = weakest.length === 0 ? "" : `; lowest: ${list(weakest.map((check) => `${check.name} ${check.score}`))}`;
  const link = publicScore.attested ? "attested" : "claimed, not attested";
  return `OpenSSF Scorecard: ${score} of 10 for ${clip(publicScore.repository, MAX_NAME)} (${link}), ${formatDay(date)}${low}.`;
}
