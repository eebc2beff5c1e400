import { eachInTurn } from "./inTurn";
import { keyOf, type SubjectKey } from "./lookup/lookups";
import type { Target } from "./targets";
import type { Verdict } from "./verdicts";
import type { World } from "./world";

/** What is said while answers still come in. */
export interface EarlyVerdicts {
  /** Judges releases by what is known now, and tells those that something speaks against. Never throws; nobody waits for it. */
  look(targets: readonly Target[]): void;
  /** The whole answer is there: nothing more is told. */
  close(): void;
}

export interface EarlyOptions {
  /** By what is known now. */
  judge(target: Target): Verdict;
  /** Whether this release has its last word already, and nothing new is known of it. */
  isSettled(target: Target): boolean;
  /** All that speaks by now. */
  tell(verdicts: ReadonlyMap<SubjectKey, Verdict>): void;
}

/**
 * Judges before all answers are in, as often as something new is known: what is unasked yet is silent, so only what
 * already speaks against a release is told. Whoever shows it refines it with the next layer.
 */
export function createEarlyVerdicts(
  { judge, isSettled, tell }: EarlyOptions,
  world: Pick<World, "breathe">,
  abort: AbortSignal,
): EarlyVerdicts {
  const speaking = new Map<SubjectKey, Verdict>();
  let isClosed = false;

  return {
    look: (targets) => void run(targets).catch(() => undefined),
    close() {
      isClosed = true;
    },
  };

  /** A bug shows again in the whole judgement, where it is not swallowed. */
  async function run(targets: readonly Target[]): Promise<void> {
    let isNew = false;
    await eachInTurn(
      targets,
      (target) => {
        if (isClosed || isSettled(target)) {
          return;
        }
        const verdict = judge(target);
        const key = keyOf(target.subject);
        const { level } = verdict.assessment;
        if (level !== "clear" && level !== "unchecked") {
          speaking.set(key, verdict);
          isNew = true;
        } else {
          isNew = speaking.delete(key) || isNew;
        }
      },
      world,
      abort,
    );
    if (isNew && !isClosed && !abort.aborted) {
      tell(new Map(speaking));
    }
  }
}
