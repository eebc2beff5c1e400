/** The one change that leads from a name to another. */
export type Edit =
  | { readonly kind: "inserted" | "dropped"; readonly at: number; readonly letter: string }
  | { readonly kind: "replaced"; readonly at: number; readonly letter: string; readonly wanted: string }
  | { readonly kind: "swapped"; readonly at: number };

/** The single edit (a letter too many, one too few, another one, two neighbours swapped) that makes `written` of `meant`. */
export function singleEdit(written: string, meant: string): Edit | undefined {
  if (written === meant || Math.abs(written.length - meant.length) > 1) {
    return undefined;
  }
  let at = 0;
  while (at < written.length && at < meant.length && written[at] === meant[at]) {
    at += 1;
  }
  let [one, other] = [written.length, meant.length];
  while (one > at && other > at && written[one - 1] === meant[other - 1]) {
    one -= 1;
    other -= 1;
  }
  const [extra, missing] = [one - at, other - at];
  // Most names that are compared differ in more: nothing is cut out of them.
  if (extra > 2 || missing > 2) {
    return undefined;
  }
  const [here, there] = [written.slice(at, one), meant.slice(at, other)];
  if (extra === 1 && missing === 0) {
    return { kind: "inserted", at, letter: here };
  }
  if (extra === 0 && missing === 1) {
    return { kind: "dropped", at, letter: there };
  }
  if (extra === 1 && missing === 1) {
    return { kind: "replaced", at, letter: here, wanted: there };
  }
  return extra === 2 && missing === 2 && here === `${there[1]}${there[0]}` ? { kind: "swapped", at } : undefined;
}

const ROWS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"] as const;
const KEYS: ReadonlyMap<string, readonly [number, number]> = new Map(
  ROWS.flatMap((row, y) => [...row].map((key, x) => [key, [x + y / 2, y]] as const)),
);
const SOUND_ALIKE = ["aeiouy", "ck", "sz", "cs", "mn", "bd", "pq", "uv", "vw", "gq", "il", "ij", "ft"] as const;

/** Whether one letter is easily written for another: next to it on the keyboard, or of the same look or sound. */
export function isSlip(one: string, other: string): boolean {
  const [a, b] = [KEYS.get(one), KEYS.get(other)];
  const isNextTo = a !== undefined && b !== undefined && Math.abs(a[0] - b[0]) <= 1 && Math.abs(a[1] - b[1]) <= 1;
  return isNextTo || SOUND_ALIKE.some((letters) => letters.includes(one) && letters.includes(other));
}
