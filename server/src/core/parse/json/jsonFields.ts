/** Longer names are looked up like the others, among those that are as long but for a multiple of this. */
const LENGTHS = 32;

/**
 * Names of fields, found in a text without making a string each time: all of the many entries of a lockfile have the
 * same few, and to tell those apart takes as long as anything else.
 */
export class JsonFields<Name extends string> {
  /** By length and first character, so that mostly one is left to compare. */
  private readonly slots: Name[][] = Array.from({ length: LENGTHS * 16 }, () => []);

  constructor(names: readonly Name[]) {
    for (const name of names) {
      this.slots[slotOf(name, 0, name.length)]?.push(name);
    }
  }

  /** The name that stands from `start` to `end`, as one of its own strings; "" where it is none of them. */
  find(text: string, start: number, end: number): Name | "" {
    const names = this.slots[slotOf(text, start, end)];
    if (names !== undefined) {
      for (let index = 0; index < names.length; index++) {
        const name = names[index] ?? "";
        if (name.length === end - start && standsAt(text, start, name)) {
          return name;
        }
      }
    }
    return "";
  }
}

function slotOf(text: string, start: number, end: number): number {
  return ((end - start) % LENGTHS) * 16 + (text.charCodeAt(start) & 15);
}

/** As `startsWith`, which takes longer for so few characters. */
function standsAt(text: string, start: number, name: string): boolean {
  for (let at = 0; at < name.length; at++) {
    if (text.charCodeAt(start + at) !== name.charCodeAt(at)) {
      return false;
    }
  }
  return true;
}
