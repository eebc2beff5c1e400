import { baseName, joinPath, parentOf } from "../filePath";
import { GATE_FILES } from "../parse/gates/parseGates";
import { parsePackageJson } from "../parse/packageJson";
import { type Policy, tighten } from "../policy";
import { parsePolicy } from "../policy/parsePolicy";
import { tighteningHalf } from "../policy/rulesInForce";
import { foldersOfRepository } from "../repositoryFolders";
import type { Settings } from "../settings";
import type { World } from "../world";
import { compareGates, type GateSide } from "./compareGates";
import { comparePolicies, type Loosened, type PolicyFile } from "./comparePolicies";
import type { Sides } from "./places";
import { policyInForce } from "./policyInForce";

/** What a review goes by. */
export interface ReviewRules {
  readonly policy: Policy | undefined;
  readonly settings: Settings;
  /** What is looser now, of the policies and of the package managers' own gates. */
  readonly loosened: readonly Loosened[];
}

export interface RulesInput {
  /** The folder whose policy counts for the releases. */
  readonly root: string;
  /** The manifests and lockfiles of now and then: the policies that count for their folders are compared. */
  readonly files: readonly string[];
  readonly changed: ReadonlySet<string>;
  /** The user's settings, and the policy that stands above the repository's. */
  readonly settings: Settings;
  readonly above: Policy | undefined;
  /** What stands above is not known: the repository's may only tighten. */
  readonly tightensOnly: boolean;
  readonly asOf: number;
  nameFile(path: string): string;
}

export async function reviewRules(
  { now, base }: Sides,
  { root, files, changed, settings, above, tightensOnly, asOf, nameFile }: RulesInput,
): Promise<ReviewRules> {
  const folders = [...new Set([root, ...files.map((file) => parentOf(file) ?? "/")])];
  const [policiesNow, policiesThen] = [policyFinder(now.world), policyFinder(base.world)];
  const pairs = new Map<string, readonly [base: PolicyFile | undefined, now: PolicyFile | undefined]>();
  for (const folder of folders) {
    const [was, is] = [await policiesThen(folder), await policiesNow(folder)];
    pairs.set(JSON.stringify([was?.path, is?.path]), [was, is]);
  }
  const loosened = [...pairs.values()].flatMap(([was, is]) => comparePolicies(was, is, settings, nameFile));

  let ageMs = 0;
  const gateFolders = [...changed].flatMap((file) =>
    GATE_FILES.includes(baseName(file)) ? (parentOf(file) ?? "/") : [],
  );
  for (const folder of [...new Set(gateFolders)].sort()) {
    const [was, is] = [await gateSide(base.world, folder), await gateSide(now.world, folder)];
    const gates = compareGates(was, is, asOf, nameFile);
    loosened.push(...gates.loosened);
    ageMs = Math.max(ageMs, gates.ageMs);
  }

  const found = policyInForce((await policiesThen(root))?.policy, (await policiesNow(root))?.policy, settings);
  const own = found !== undefined && tightensOnly ? tighteningHalf(found, settings) : found;
  return {
    policy: above !== undefined && own !== undefined ? tighten(above, own) : (above ?? own),
    settings: withAge(settings, ageMs),
    loosened: once(loosened),
  };
}

/** Finds the policy that counts for a folder: the nearest one upwards, within the repository. */
function policyFinder(world: World): (folder: string) => Promise<PolicyFile | undefined> {
  const read = new Map<string, Promise<PolicyFile | undefined>>();
  return async (folder) => {
    for await (const at of foldersOfRepository(world, folder)) {
      const path = joinPath(at, "custody.json");
      const found = read.get(path) ?? readPolicy(world, path);
      read.set(path, found);
      const file = await found;
      if (file !== undefined) {
        return file;
      }
    }
    return undefined;
  };
}

async function readPolicy(world: World, path: string): Promise<PolicyFile | undefined> {
  const text = await world.readFile(path);
  return text === undefined ? undefined : { path, text, policy: parsePolicy(text, world.now()) };
}

async function gateSide(world: World, folder: string): Promise<GateSide> {
  const files = GATE_FILES.map(async (name) => {
    const path = joinPath(folder, name);
    const text = await world.readFile(path);
    return text === undefined ? [] : [{ name, path, text }];
  });
  const manifest = await world.readFile(joinPath(folder, "package.json"));
  return {
    files: (await Promise.all(files)).flat(),
    manifest: manifest === undefined ? undefined : parsePackageJson(manifest),
  };
}

function withAge(settings: Settings, ageMs: number): Settings {
  const own = settings.minimumReleaseAgeIsSet ? settings.minimumReleaseAgeMs : 0;
  return ageMs > own ? { ...settings, minimumReleaseAgeMs: ageMs, minimumReleaseAgeIsSet: true } : settings;
}

/** Two folders with one policy then, and two now, tell of the same thing. */
function once(loosened: readonly Loosened[]): readonly Loosened[] {
  return [...new Map(loosened.map((one) => [JSON.stringify(one), one])).values()];
}
