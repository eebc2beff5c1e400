import { createRandom, type Random } from "./random";

/** One made-up release, and the others that it asks for, each by a caret and its version. */
export interface BigPackage {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly license: string;
  readonly dev: boolean;
  readonly dependencies: readonly BigPackage[];
}

export interface BigGraph {
  readonly packages: readonly BigPackage[];
  /** Those that the project itself asks for. */
  readonly asked: readonly BigPackage[];
}

const LICENSES = ["MIT", "ISC", "Apache-2.0", "BSD-3-Clause"] as const;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * As many packages as are wanted, sorted by name, with three dependencies each on average: what the lockfiles of all
 * formats are made from. The same for the same seed.
 */
export function bigGraph(entries: number, seed: number): BigGraph {
  const random = createRandom(seed);
  const dependencies = Array.from({ length: entries }, (): BigPackage[] => []);
  const packages = Array.from({ length: entries }, (_, index) => packageName(index, random))
    .sort()
    .map((name, index): BigPackage => {
      return {
        name,
        version: `${random.below(20)}.${random.below(30)}.${random.below(10)}`,
        integrity: `sha512-${Array.from({ length: 86 }, () => DIGITS[random.below(64)]).join("")}==`,
        license: random.pick(LICENSES),
        dev: random.below(4) === 0,
        dependencies: dependencies[index] ?? [],
      };
    });
  for (const [index, into] of dependencies.entries()) {
    into.push(...pickSome(packages.length - index - 1, random.below(7), random, index + 1, packages));
  }
  return { packages, asked: pickSome(packages.length, 60, random, 0, packages) };
}

/** Some of the packages from a place on, each once, by name. */
function pickSome(
  among: number,
  count: number,
  random: Random,
  from: number,
  packages: readonly BigPackage[],
): readonly BigPackage[] {
  const places = new Set(Array.from({ length: among > 0 ? count : 0 }, () => from + random.below(among)));
  return [...places].sort((a, b) => a - b).flatMap((place) => packages[place] ?? []);
}

function packageName(index: number, random: Random): string {
  const word = Array.from({ length: 3 + random.below(9) }, () => DIGITS[26 + random.below(26)]).join("");
  return random.below(3) === 0 ? `@scope-${random.below(50)}/${word}-${index}` : `${word}-${index}`;
}
