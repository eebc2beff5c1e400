import type { Loosening } from "../../../model";
import { defineRule } from "../../rule";

/** What judges a change must not be made laxer by that very change, unseen. */
export const policyWeakened = defineRule({
  id: "policy-weakened",
  family: "policy",
  level: "warning",
  points: 10,
  needs: ["loosened"],
  test: ({ loosened: { file, setting, was, is, how, other } }) => ({
    file,
    setting,
    was: was ?? null,
    is,
    how,
    other: other ?? null,
  }),
  say: (match) => ({
    clause: "the rules of the judgement are looser than at the base",
    what: `${tell(match)}.`,
    why: "A change is judged by the rules that stood before it; once it is merged, the looser ones hold for all that follows.",
    remedy:
      "Let those who own the policy agree to it, if possible in a change of its own; this review still goes by the base.",
  }),
});

interface Told {
  readonly file: string;
  readonly setting: string;
  readonly was: string | null;
  readonly is: string;
  readonly how: Loosening["how"];
  readonly other: string | null;
}

function tell({ file: path, setting: key, was: then, is: now, how, other }: Told): string {
  const [file, setting, was, is] = [endOf(path), startOf(key, 60), startOf(then ?? "nothing", 40), startOf(now, 60)];
  switch (how) {
    case "set":
      return `${file} sets "${setting}" to ${is}, which was ${was} at the base`;
    case "dropped":
      return `${file} no longer sets "${setting}": ${was} at the base, ${is} now`;
    case "gone":
      return `${file} is gone, and with it "${setting}": ${was} at the base, ${is} now`;
    case "before":
      return `${file} stands before ${endOf(other ?? "")} now, so that "${setting}" is ${is}, which was ${was} at the base`;
    case "private":
      return `${file} makes ${is} private, which it was not at the base: no public source is asked about its packages`;
    case "exempt":
      return `${file} adds ${is} to "${setting}", which did not stand there at the base`;
    case "accepted":
      return `${file} accepts ${startOf(now, 110)}, which the base accepts ${then === null ? "not at all" : startOf(then, 40)}`;
  }
}

/** Names and paths may be of any length; of a path its end tells more. */
function startOf(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function endOf(path: string): string {
  return path.length <= 40 ? path : `…${path.slice(-39)}`;
}
