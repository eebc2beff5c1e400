import { type Scan, withRig } from "./rig";

/** What is said where nothing is wrong. */
export interface Sound {
  readonly plain: Scan;
  /** With the registry document of every package. */
  readonly deep: Scan;
}

/** What is said of the workspace where all sources answer. */
export function soundScan(scorecard = false): Promise<Sound> {
  return withRig({ scorecard }, async (rig) => ({ plain: await rig.scan(), deep: await rig.scan({ deep: true }) }));
}

/**
 * What is said that no sound scan says, however deep, or left out without a word. A finding may be weaker than it would
 * be, and an advisory that could not be read is a weakness of unknown severity.
 */
export function dishonest({ plain, deep }: Sound, found: Scan): readonly string[] {
  return [...plain].flatMap(([release, expected]) => {
    const said = found.get(release);
    if (said === undefined) {
      return [`${release}: gone`];
    }
    const known = [...(deep.get(release)?.rules ?? []), ...(said.unchecked.includes("osv") ? ["vulnerable info"] : [])];
    const more = said.rules.filter((rule) => !known.some((other) => isAtMost(rule, other)));
    const less = expected.rules.filter((rule) => !said.rules.includes(rule));
    const isOpen = [said, found.get(BROUGHT_BY[release] ?? "")].some((one) =>
      one?.unchecked.some((id) => !expected.unchecked.includes(id)),
    );
    return [
      ...more.map((rule) => `${release}: wrongly ${rule}`),
      ...((less.length > 0 || said.level !== expected.level) && !isOpen
        ? [`${release}: ${said.level} instead of ${expected.level}, without ${less}, and nothing said`]
        : []),
      ...(said.level === "clear" && expected.level !== "clear"
        ? [`${release}: clear instead of ${expected.level}`]
        : []),
    ];
  });
}

/** What is said of a release because of another one: where that is open, so is this. */
const BROUGHT_BY: Readonly<Record<string, string>> = { "baby@1.0.0": "fresh@1.8.0" };

/** The same rule, at the same level or at a lower one. */
function isAtMost(rule: string, other: string): boolean {
  const [id, level = ""] = rule.split(" ");
  const [otherId, otherLevel = ""] = other.split(" ");
  return id === otherId && LEVELS.indexOf(level) >= LEVELS.indexOf(otherLevel);
}

const LEVELS = ["error", "warning", "info", "none"];

/** What a scan says otherwise than another, word for word but for the sentences. */
export function differences(sound: Scan, found: Scan): readonly string[] {
  return [...sound].flatMap(([release, expected]) => {
    const said = found.get(release);
    return JSON.stringify(said) === JSON.stringify(expected)
      ? []
      : [`${release}: ${JSON.stringify(said)} instead of ${JSON.stringify(expected)}`];
  });
}
