import type { InstallScriptName, Release } from "../../../model";
import type { NumbersOf } from "../../calibration";
import type { ReleaseAt } from "../../history";
import { defineRule } from "../../rule";
import { DAY, day } from "../../time";
import { releasesOf } from "../../timeline";

const SCRIPTS: readonly InstallScriptName[] = ["preinstall", "install", "postinstall"];
const GYP_BUILD = "node-gyp rebuild";

/** Install scripts run with the user's rights before a line of the package is read: most thefts begin with one. */
export const installScriptAdded = defineRule({
  id: "install-script-added",
  family: "what",
  level: "warning",
  needs: ["release"],
  test({ release }, _context, own) {
    const { previous, entry } = release;
    if (previous === undefined) {
      return undefined;
    }
    const before = commandsOf(previous.release);
    const added = [...commandsOf(entry.release)].find(([, command]) =>
      [...before.values()].every((other) => isOther(command, other)),
    );
    if (added === undefined) {
      return undefined;
    }
    const [script, command] = added;
    return {
      script,
      command,
      replaced: before.get(script) ?? null,
      previous: previous.release.version,
      previousDate: day(previous.at),
      longStanding: isLongStanding(release, own),
    };
  },
  weigh: ({ longStanding }, { pointsLongStanding }) =>
    longStanding ? { strength: "usual", level: "info", points: pointsLongStanding } : { strength: "strong" },
  say: ({ script, command, replaced, previous, previousDate }) => ({
    clause:
      replaced === null ? `adds ${script} "${short(command, 40)}"` : `replaces ${script} by "${short(command, 40)}"`,
    what:
      replaced === null
        ? `Runs "${short(command, 70)}" as ${script} when installed; ${previous} (${previousDate}) had no such script.`
        : `Runs "${short(command, 60)}" as ${script} when installed, where ${previous} (${previousDate}) ran "${short(replaced, 40)}".`,
    why: "An install script runs with your rights as soon as the package is installed, before anything of it is used.",
    remedy: "Read the script first, or install with --ignore-scripts; without need, stay on the earlier release.",
  }),
});

/** Install scripts and what they run; the implicit build counts as one. */
function commandsOf({ scripts, gyp }: Release): ReadonlyMap<string, string> {
  const commands = new Map<string, string>();
  for (const name of SCRIPTS) {
    const command = scripts[name];
    if (command !== undefined) {
      commands.set(name, command);
    }
  }
  if (gyp && !commands.has("install")) {
    commands.set("install", GYP_BUILD);
  }
  return commands;
}

/** Other work, rather than the same with another flag: no file or word in common but those of every command line. */
function isOther(command: string, before: string): boolean {
  if (command === before) {
    return false;
  }
  const known = targetsOf(before);
  const targets = targetsOf(command);
  return targets.size === 0 ? known.size > 0 : ![...targets].some((target) => known.has(target));
}

const EVERYDAY: ReadonlySet<string> = new Set([
  "node",
  "npm",
  "npx",
  "yarn",
  "pnpm",
  "run",
  "exec",
  "sh",
  "bash",
  "exit",
  "echo",
  "true",
  "cd",
]);

function targetsOf(command: string): ReadonlySet<string> {
  const words = command.split(/[\s;&|"'()`=]+/).map((word) => word.replace(/^\.\//, "").replace(/\.[cm]?[jt]s$/, ""));
  return new Set(words.filter((word) => /[a-z]/i.test(word) && !word.startsWith("-") && !EVERYDAY.has(word)));
}

/** By somebody who has published this package for years: then it is more likely a decision than a theft. */
function isLongStanding(
  { entry, timeline }: ReleaseAt,
  { longStandingDays, longStandingReleases }: NumbersOf<"install-script-added">,
): boolean {
  const { publisher } = entry.release;
  const own = publisher === undefined ? [] : releasesOf(timeline, publisher.name);
  const first = own[0];
  return (
    first !== undefined &&
    (entry.accountPosition ?? 0) >= longStandingReleases &&
    entry.at - first.at >= longStandingDays * DAY
  );
}

function short(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}
