import { renderDuration } from "../duration";
import type { Loosening, Manifest, PackageManager } from "../model";
import { managerRange } from "../packageManager";
import { DAY, type Gate, type GateValue } from "../parse/gates/gate";
import { parseGates } from "../parse/gates/parseGates";
import { formatDay } from "../present/time";
import { isWithin } from "../ranges";
import type { Loosened } from "./comparePolicies";

/** The files of one folder that hold gates, as they stand on one side, and the manifest beside them. */
export interface GateSide {
  readonly files: readonly { readonly name: string; readonly path: string; readonly text: string }[];
  readonly manifest: Manifest | undefined;
}

/** What of the package managers' own gates is looser now. */
export interface LooserGates {
  readonly loosened: readonly Loosened[];
  /** The longest age of those that were shortened, in milliseconds; 0 where none was. */
  readonly ageMs: number;
}

type PlacedGate = Gate & { readonly path: string };
type Kind = GateValue["kind"];
type Of<K extends Kind> = PlacedGate & { readonly says: Extract<GateValue, { readonly kind: K }> };

/**
 * Compares the gates of one folder, manager by manager: what one file held and another holds now has not changed. A date
 * and an age are compared by what they let in at `asOf`.
 */
export function compareGates(
  base: GateSide,
  now: GateSide,
  asOf: number,
  nameFile: (path: string) => string,
): LooserGates {
  const [before, after] = [gatesOf(base), gatesOf(now)];
  const loosened: Loosened[] = [];
  let longest = 0;
  for (const manager of ["npm", "pnpm", "yarn", "bun"] as const) {
    compareAges(manager);
    compareDates(manager);
    compareTrust(manager);
    compareSwitches(manager);
    compareExemptions(manager);
  }
  return { loosened, ageMs: longest };

  function compareAges(manager: PackageManager): void {
    if ([before, after].some((gates) => find(gates, manager, "date") !== undefined)) {
      return;
    }
    const scopes = [...before, ...after].flatMap((gate) =>
      gate.manager === manager && gate.says.kind === "age" ? [gate.says.scope] : [],
    );
    for (const scope of new Set([undefined, ...scopes])) {
      const [old, young] = [find(before, manager, "age", scope), find(after, manager, "age", scope)];
      const was = ageOf(before, base, manager, scope);
      const is = ageOf(after, now, manager, scope);
      // Where only the age for all was shortened, that is told once.
      const isOwn = old !== undefined || young !== undefined;
      if (isOwn && is < was && !(old !== undefined && isReplaced(old, was))) {
        longest = Math.max(longest, was);
        add(old, young, renderDuration(was), renderDuration(is));
      }
    }
  }

  /** Of a date and an age beside it the date holds. One that is later, or gone, lets more in. */
  function compareDates(manager: PackageManager): void {
    const [old, young] = [before, after].map((gates) => find(gates, manager, "date") ?? find(gates, manager, "age"));
    if ([old, young].every((gate) => gate?.says.kind !== "date") || latestOf(young, asOf) <= latestOf(old, asOf)) {
      return;
    }
    if (old?.says.kind === young?.says.kind) {
      add(old, young, tellLimit(old), tellLimit(young));
      return;
    }
    longest = Math.max(longest, old?.says.kind === "age" ? old.says.ms : 0);
    // What stood there before, behind the other one, is what is left of the two.
    const stoodThere = before.some((gate) => gate.setting === young?.setting && tellLimit(gate) === tellLimit(young));
    if (young !== undefined && !stoodThere) {
      add(old, young, nameLimit(old), tellLimit(young));
    } else {
      add(old, undefined, tellLimit(old), nameLimit(young));
    }
  }

  function compareTrust(manager: PackageManager): void {
    const [old, young] = [find(before, manager, "trust"), find(after, manager, "trust")];
    if (old?.says.isOn !== true) {
      return;
    }
    if (young?.says.isOn !== true) {
      add(old, young, "no-downgrade", "off");
      return;
    }
    const [limit, newLimit] = [find(before, manager, "trust-until"), find(after, manager, "trust-until")];
    if ((newLimit?.says.ms ?? Infinity) < (limit?.says.ms ?? Infinity)) {
      add(
        limit,
        newLimit,
        limit === undefined ? "no end" : renderDuration(limit.says.ms),
        renderDuration(newLimit?.says.ms ?? 0),
      );
    }
  }

  /** A switch is looser only where there was something to be strict about. */
  function compareSwitches(manager: PackageManager): void {
    const isAged = ageOf(before, base, manager, undefined) > 0;
    const isGated = isAged || find(before, manager, "trust")?.says.isOn === true;
    const isStillAged = ageOf(after, now, manager, undefined) > 0;
    if (isAged && isStillAged && isStrict(before, manager) && !isStrict(after, manager)) {
      add(switchOf(before, manager, "strict-age"), switchOf(after, manager, "strict-age"), "true", "false");
    }
    const [trusted, trusts] = [before, after].map((gates) => switchOf(gates, manager, "trust-lockfile"));
    if (isGated && trusted?.says.isOn !== true && trusts?.says.isOn === true) {
      add(trusted, trusts, "false", "true");
    }
  }

  /** An exception is looser only where there was something to make it from. */
  function compareExemptions(manager: PackageManager): void {
    for (const from of ["age", "trust"] as const) {
      const young = after.find((gate): gate is Of<"exempt"> => gate.manager === manager && isExempt(gate.says, from));
      const isGated =
        from === "age"
          ? ageOf(before, base, manager, undefined) > 0 || find(before, manager, "date") !== undefined
          : find(before, manager, "trust")?.says.isOn === true;
      const known = before
        .flatMap(({ manager: whose, says }) => (whose === manager && isExempt(says, from) ? says.names : []))
        .map(({ text }) => text);
      const added = young?.says.names.filter(({ text }) => !known.includes(text)) ?? [];
      const [first] = added;
      if (young !== undefined && first !== undefined && isGated) {
        const names = added.map(({ text }) => text.slice(0, 50));
        const is = names.length <= 2 ? names.join(" and ") : `${names[0]} and ${names.length - 1} more`;
        push(young, { was: undefined, is, how: "exempt" }, first.span);
      }
    }
  }

  /** Somebody else installs now, and waits as long. */
  function isReplaced({ path }: PlacedGate, was: number): boolean {
    const isGone = !now.files.some((file) => file.path === path);
    return isGone && after.some(({ says }) => says.kind === "age" && says.scope === undefined && says.ms >= was);
  }

  function add(old: PlacedGate | undefined, young: PlacedGate | undefined, was: string, is: string): void {
    const gate = young ?? old;
    if (gate !== undefined) {
      const isThere = now.files.some(({ path }) => path === gate.path);
      push(gate, { was, is, how: young !== undefined ? "set" : isThere ? "dropped" : "gone" });
    }
  }

  function push(
    { path, setting, span }: PlacedGate,
    told: Pick<Loosening, "was" | "is" | "how">,
    at = told.how === "dropped" || told.how === "gone" ? { start: 0, end: 0 } : span,
  ): void {
    loosened.push({ loosening: { file: nameFile(path), setting, ...told }, location: { file: path, span: at } });
  }
}

function gatesOf({ files }: GateSide): readonly PlacedGate[] {
  return files.flatMap(({ name, path, text }) => parseGates(name, text).map((gate) => ({ ...gate, path })));
}

function find<K extends Kind>(
  gates: readonly PlacedGate[],
  manager: PackageManager,
  kind: K,
  scope?: string,
): Of<K> | undefined {
  return gates.find(
    (gate): gate is Of<K> =>
      gate.manager === manager && gate.says.kind === kind && (gate.says.kind !== "age" || gate.says.scope === scope),
  );
}

/** After which moment nothing is taken any more. */
function latestOf(gate: PlacedGate | undefined, asOf: number): number {
  return gate?.says.kind === "date" ? gate.says.at : gate?.says.kind === "age" ? asOf - gate.says.ms : Infinity;
}

function tellLimit(gate: PlacedGate | undefined): string {
  if (gate?.says.kind === "age") {
    return renderDuration(gate.says.ms);
  }
  return gate?.says.kind === "date" && gate.says.at !== Infinity ? formatDay(gate.says.at) : "any date";
}

function nameLimit(gate: PlacedGate | undefined): string {
  return gate === undefined ? tellLimit(gate) : `${gate.setting} ${tellLimit(gate)}`;
}

function switchOf(
  gates: readonly PlacedGate[],
  manager: PackageManager,
  of: Of<"switch">["says"]["of"],
): Of<"switch"> | undefined {
  return gates.find(
    (gate): gate is Of<"switch"> => gate.manager === manager && gate.says.kind === "switch" && gate.says.of === of,
  );
}

/** An age that somebody has set is kept to, unless it is said otherwise. */
function isStrict(gates: readonly PlacedGate[], manager: PackageManager): boolean {
  return switchOf(gates, manager, "strict-age")?.says.isOn ?? find(gates, manager, "age") !== undefined;
}

function isExempt(says: GateValue, from: "age" | "trust"): says is Extract<GateValue, { readonly kind: "exempt" }> {
  return says.kind === "exempt" && says.from === from;
}

/** How long a manager waits with the packages of a scope; where nothing is written, what it waits by itself. */
function ageOf(
  gates: readonly PlacedGate[],
  side: GateSide,
  manager: PackageManager,
  scope: string | undefined,
): number {
  const gate = find(gates, manager, "age", scope) ?? find(gates, manager, "age");
  return gate?.says.ms ?? defaultAge(side.manifest, manager);
}

/** pnpm waits a day since 11.0, Yarn since 4.15, where the manifest says that it is one of these. */
function defaultAge(manifest: Manifest | undefined, manager: PackageManager): number {
  const since = manager === "pnpm" ? ">=11.0.0-0" : manager === "yarn" ? ">=4.15.0-0" : undefined;
  const range = manifest && managerRange(manifest, manager);
  return since !== undefined && isWithin(range, since) ? DAY : 0;
}
