import type { Lookup, Subject } from "../model";
import { never } from "./asker";
import type { Audience } from "./audience";
import { keyOf, type SubjectKey } from "./lookups";
import { isName, isVersion } from "./registry";

const NO_NAME = never("no source can be asked about a package of this name and version");

/** What services for public packages may be told, and the answers that stand for all else. */
export function sortByAudience<T>(
  asked: readonly Subject[],
  audience: (name: string) => Audience,
): {
  readonly askable: ReadonlyMap<SubjectKey, Subject>;
  readonly answers: Map<SubjectKey, Lookup<T>>;
} {
  const askable = new Map<SubjectKey, Subject>();
  const answers = new Map<SubjectKey, Lookup<T>>();
  for (const subject of asked) {
    const key = keyOf(subject);
    const { services: silence } = audience(subject.name);
    if (silence !== undefined) {
      answers.set(key, silence);
    } else if (isName(subject.name) && isVersion(subject.version)) {
      askable.set(key, subject);
    } else {
      // What no source could answer is not sent: a source may refuse the whole batch for it.
      answers.set(key, NO_NAME);
    }
  }
  return { askable, answers };
}
