import { messages } from "../messages";
import type { Problem } from "../model";
import type { Policy } from "../policy";
import { removeElement } from "./jsonNodes";
import type { LockedVersions } from "./lockedBelow";
import { acceptElements } from "./parsePolicy";

/** The acceptances of a policy that are for nothing which is locked: to know, since they may be for what is to come. */
export function unusedEntries(text: string, { accept }: Policy, locked: LockedVersions): readonly Problem[] {
  const elements = acceptElements(text);
  return accept.flatMap(({ package: name, span }): readonly Problem[] => {
    const at = name.lastIndexOf("@");
    const versions = locked.get(name.slice(0, at));
    if (versions?.has(name.slice(at + 1)) === true) {
      return [];
    }
    const element = elements.find(({ offset }) => offset === span.start);
    const fixes = element === undefined ? [] : [{ title: "Remove this entry", ...removeElement(text, element) }];
    const message = messages.acceptUnused(name, [...(versions ?? [])].sort());
    return [{ message, span, notice: true, unused: true, fixes }];
  });
}
