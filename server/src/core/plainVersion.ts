/** The numbers of a stable version. */
export interface PlainVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

const ZERO = 0x30;
const POINT = 0x2e - ZERO;
/** More digits may be more than a number can hold. */
const MOST_DIGITS = 15;

/**
 * Reads a version that is three numbers and nothing else, as nearly all are, twenty times as fast as semver does;
 * undefined for all others, which semver has to read.
 */
export function readPlainVersion(text: string): PlainVersion | undefined {
  let [major, minor, number] = [0, 0, 0];
  let place = 0;
  let digits = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - ZERO;
    if (0 <= digit && digit <= 9 && digits < MOST_DIGITS && !(digits > 0 && number === 0)) {
      number = number * 10 + digit;
      digits += 1;
    } else if (digit === POINT && digits > 0 && place < 2) {
      [major, minor] = place === 0 ? [number, 0] : [major, number];
      place += 1;
      number = 0;
      digits = 0;
    } else {
      return undefined;
    }
  }
  return place === 2 && digits > 0 ? { major, minor, patch: number } : undefined;
}
