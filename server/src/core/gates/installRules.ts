import { joinPath, parentOf } from "../filePath";
import { managerOf } from "../lockfileChoice";
import type { PackageManager } from "../model";
import { isBun14, managerRange, namedManager } from "../packageManager";
import { DAY, type Gate, type GateValue } from "../parse/gates/gate";
import { GATE_FILES, parseGates } from "../parse/gates/parseGates";
import type { Project, Projects } from "../project";
import { isWithin } from "../ranges";
import { foldersOfRepository } from "../repositoryFolders";
import type { Patience } from "../settings";
import type { OwnSettings, World } from "../world";

/** A gate with the file that it stands in. */
export interface PlacedGate extends Gate {
  /** Its form, as the project's file of that form is called: `pnpm-workspace.yaml`, though the user's is `config.yaml`. */
  readonly form: string;
  /** A path, or "the environment". */
  readonly file: string;
  /** Not the project's: the user, or the machine, has it for all projects. */
  readonly isOwn: boolean;
}

/** What the package manager of a project refuses by itself: what is written for it, and what it does where nothing is. */
export interface InstallRules {
  readonly manager: PackageManager;
  /** The folder of the lockfile, where the manager reads the project's files. */
  readonly folder: string;
  /** Which versions of it install here; undefined where the manifest does not say. */
  readonly range: string | undefined;
  /** Bun passes over exceptions with a version up to 1.3. */
  readonly exemptsVersions: boolean;
  /** The first that is about something holds. */
  readonly gates: readonly PlacedGate[];
}

/** Which releases are too new, and who says so. */
export interface AgeGate {
  /** How old a release must be, in milliseconds; or the moment after which none is taken. */
  readonly limit: { readonly ms: number } | { readonly at: number };
  /** Undefined: nobody, it is what this version of the manager does by itself. */
  readonly gate: PlacedGate | undefined;
}

/** The first version of each that knows an age; older ones pass over the setting. */
const AGES_SINCE: Readonly<Record<PackageManager, string>> = {
  npm: ">=11.10.0-0",
  pnpm: ">=10.16.0-0",
  yarn: ">=4.10.0-0",
  bun: ">=1.3.0-0",
};

/** From which version on they wait a day where nobody has said anything. */
const DAY_SINCE: Readonly<Partial<Record<PackageManager, string>>> = { pnpm: ">=11.0.0-0", yarn: ">=4.15.0-0" };

/**
 * Reads the rules of a project. `fallback` is who installs where neither a lockfile nor the manifest tells; undefined is
 * returned where nobody is known to install, and for Yarn 1, which has no such rules.
 */
export async function readInstallRules(
  world: World,
  projects: Pick<Projects, "read">,
  { root, lockfile }: Pick<Project, "root" | "lockfile">,
  fallback?: PackageManager,
): Promise<InstallRules | undefined> {
  const folder = lockfile === undefined ? root : (parentOf(lockfile.path) ?? "/");
  const path = joinPath(folder, "package.json");
  const text = await world.readFile(path);
  const read = text === undefined ? undefined : projects.read(path, text);
  const manifest = read !== undefined && "dependencies" in read ? read : undefined;
  const locking = lockfile && managerOf(lockfile.lockfile.kind);
  const manager = locking ?? (manifest && namedManager(manifest)) ?? fallback;
  const range = manifest && manager && managerRange(manifest, manager);
  if (manager === undefined || lockfile?.lockfile.kind === "yarn-v1") {
    return undefined;
  }
  return {
    manager,
    folder,
    range,
    exemptsVersions: manager !== "bun" || isBun14(manifest, lockfile?.text),
    gates: (await readGates(world, folder, manager, range)).filter(
      // npm has known a date for as long as anybody can remember.
      ({ says }) => says.kind === "date" || !isOutside(range, AGES_SINCE[manager]),
    ),
  };
}

async function readGates(
  world: World,
  folder: string,
  manager: PackageManager,
  range: string | undefined,
): Promise<readonly PlacedGate[]> {
  const own = world.ownSettings?.() ?? [];
  const project = GATE_FILES.map((name) => readProjectFiles(world, folder, name, manager));
  const files = [
    ...own.filter(({ isEnvironment }) => isEnvironment === true).map((each) => ({ ...each, isOwn: true })),
    ...(await Promise.all(project)).flat(),
    ...own.filter(({ isEnvironment }) => isEnvironment !== true).map((each) => ({ ...each, isOwn: true })),
  ];
  return files
    .filter(({ form, isOwn }) => manager !== "pnpm" || isReadByPnpm(form, isOwn, range))
    .flatMap(({ form, file, text, isOwn }) => parseGates(form, text).map((gate) => ({ ...gate, form, file, isOwn })))
    .filter((gate) => gate.manager === manager);
}

/** The project's file of a name; of Yarn, which puts them together, those above it in the repository too, nearest first. */
async function readProjectFiles(world: World, folder: string, form: string, manager: PackageManager) {
  const found: Omit<PlacedText, "isEnvironment">[] = [];
  for await (const at of manager === "yarn" ? foldersOfRepository(world, folder) : [folder]) {
    const file = joinPath(at, form);
    const text = await world.readFile(file);
    if (text !== undefined) {
      found.push({ form, file, text, isOwn: false });
    }
  }
  return found;
}

interface PlacedText extends OwnSettings {
  readonly isOwn: boolean;
}

/** pnpm reads settings from .npmrc and `rc` up to version 10, and from its own YAML beside the user's other files since 11. */
function isReadByPnpm(form: string, isOwn: boolean, range: string | undefined): boolean {
  return form === ".npmrc" ? !isWithin(range, PNPM_11) : !isOwn || !isWithin(range, "<11.0.0-0");
}

const PNPM_11 = ">=11.0.0-0";

/** No version of the range is as new as that. */
function isOutside(range: string | undefined, since: string): boolean {
  return isWithin(range, since.replace(">=", "<"));
}

/** The age that packages of a name have to have; undefined where it makes no difference how old they are. */
export function ageGateOf({ manager, range, gates }: InstallRules, name: string): AgeGate | undefined {
  const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/")) : undefined;
  const gate =
    (scope === undefined ? undefined : findGate(gates, "age", (says) => says.scope === scope)) ??
    gates.find(({ says }) => says.kind === "date" || (says.kind === "age" && says.scope === undefined));
  if (gate?.says.kind === "date") {
    return gate.says.at === Infinity ? undefined : { limit: { at: gate.says.at }, gate };
  }
  const since = DAY_SINCE[manager];
  const isDay = since !== undefined && isWithin(range, since);
  const ms = gate?.says.kind === "age" ? gate.says.ms : isDay ? DAY : 0;
  return ms === 0 ? undefined : { limit: { ms }, gate };
}

/** Whether a release that was published at one moment is taken at another. */
export function isOldEnough(publishedAt: number, asOf: number, { limit }: AgeGate): boolean {
  return publishedAt <= ("at" in limit ? limit.at : asOf - limit.ms);
}

/** pnpm from 11 on looks at what is locked, too, unless it is told to trust the lockfile. */
export function checksLocked({ manager, range, gates }: InstallRules): boolean {
  return (
    manager === "pnpm" &&
    isWithin(range, PNPM_11) &&
    findGate(gates, "switch", ({ of }) => of === "trust-lockfile")?.says.isOn !== true
  );
}

/**
 * Whether a release that is too young ends the install. pnpm from 11 on takes it where nothing older will do, and writes
 * the exception itself, unless it is told to be strict or an age is set.
 */
export function isStrictAboutAge({ manager, range, gates }: InstallRules, { gate }: AgeGate): boolean {
  if (manager !== "pnpm") {
    return true;
  }
  const strict = findGate(gates, "switch", ({ of }) => of === "strict-age")?.says.isOn;
  return isWithin(range, "<11.0.0-0") || (strict ?? gate !== undefined);
}

/** pnpm from 11 on goes back to a release that has the evidence where the range admits one; before, it gives up. */
export function stepsBackForTrust({ manager, range }: InstallRules): boolean {
  return manager === "pnpm" && isWithin(range, PNPM_11);
}

export type Of<K extends GateValue["kind"]> = PlacedGate & { readonly says: Extract<GateValue, { readonly kind: K }> };

export function findGate<K extends GateValue["kind"]>(
  gates: readonly PlacedGate[],
  kind: K,
  isAbout: (says: Of<K>["says"]) => boolean = () => true,
): Of<K> | undefined {
  return gates.find((gate): gate is Of<K> => gate.says.kind === kind && isAbout(gate.says as Of<K>["says"]));
}

/** The project may ask for more patience than the user, never for less. Undefined: nobody asks for any. */
export function patienceOf(rules: InstallRules): Patience | undefined {
  const [own, project] = [true, false].map((isOwn) =>
    findGate(
      rules.gates.filter((gate) => gate.isOwn === isOwn),
      "age",
      ({ scope }) => scope === undefined,
    ),
  );
  if (own === undefined && project === undefined) {
    const limit = ageGateOf(rules, "")?.limit;
    return limit !== undefined && "ms" in limit ? { ms: limit.ms, isSet: false, isOwn: false } : undefined;
  }
  const ms = Math.max(own?.says.ms ?? 0, project?.says.ms ?? 0);
  return { ms, isSet: true, isOwn: own?.says.ms === ms };
}
