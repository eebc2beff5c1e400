import { npmHighImpact } from "npm-high-impact";
import { createAsker } from "./lookup/asker";
import { askVersions } from "./lookup/depsDev";
import type { Lookups } from "./lookup/lookups";
import { askHits } from "./lookup/osv";
import { readPackument } from "./lookup/packument";
import { askHistory } from "./lookup/registry";
import { askScorecards } from "./lookup/scorecard";
import type { History, Lookup } from "./model";
import type { Project } from "./project";
import type { SourceId, World } from "./world";

/** What became of asking one source once. */
export interface SourceCheck {
  readonly source: SourceId;
  /** Whom: the base address. */
  readonly url: string;
  /** About whom: a name of the workspace that it may hear, else one that everybody knows. */
  readonly asked: string;
  readonly status: "answers" | "fails";
  /** Why it fails, and what to do. */
  readonly reason: string | undefined;
  readonly milliseconds: number;
  /** Of a registry: which fields it gives. */
  readonly gives: History["gives"] | undefined;
  /** Of a registry: it answered, and does not know the name. */
  readonly isUnknown: boolean;
}

/** Asked about where a workspace names nothing that may be told: the first of the names that are used most. */
const NEUTRAL = npmHighImpact[0] ?? "npm";
const NEUTRAL_REPOSITORY = "github.com/ossf/scorecard";
const MOST_REGISTRIES = 20;
const ONE = { first: 1, most: 1 };

/**
 * Asks every source once: each registry that the project's names belong to, and each service. A name is told to nobody
 * who may not hear it; nothing is taken from memory.
 */
export async function checkSources(
  project: Project,
  world: World,
  lookups: Lookups,
  abort: AbortSignal,
): Promise<readonly SourceCheck[]> {
  const names = declaredNames(project);
  const byRegistry = new Map<string, string>();
  for (const name of [...names, NEUTRAL]) {
    const { url, withheld } = world.registry(name);
    if (withheld === undefined && !byRegistry.has(url) && lookups.audience(name).registry === undefined) {
      byRegistry.set(url, name);
    }
  }
  const told = names.find((name) => lookups.audience(name).services === undefined) ?? NEUTRAL;
  const { osv, depsdev, scorecard } = world.endpoints;
  const wanted = () => !abort.aborted;

  return Promise.all([
    ...[...byRegistry]
      .slice(0, MOST_REGISTRIES)
      .map(([url, name]) =>
        check("registry", url, name, (asker) => askHistory(name, wanted, world, asker, readPackument)),
      ),
    check("osv", osv, told, (asker) => first(askHits([{ name: told, version: VERSION }], wanted, world, asker))),
    check("depsdev", depsdev, told, (asker) =>
      first(askVersions([{ name: told, version: VERSION }], wanted, world, asker)),
    ),
    ...(scorecard === undefined
      ? []
      : [
          check("scorecard", scorecard, NEUTRAL_REPOSITORY, (asker) =>
            first(askScorecards([NEUTRAL_REPOSITORY], wanted, world, asker)),
          ),
        ]),
  ]);

  async function check<T>(
    source: SourceId,
    url: string,
    asked: string,
    ask: (asker: ReturnType<typeof createAsker>) => Promise<Lookup<T>>,
  ): Promise<SourceCheck> {
    const start = world.now();
    const answer = await ask(createAsker(world, source, ONE));
    abort.throwIfAborted();
    const isHistory = source === "registry" && answer.status === "found";
    return {
      source,
      url,
      asked,
      status: answer.status === "found" || answer.status === "absent" ? "answers" : "fails",
      reason: "reason" in answer ? answer.reason : undefined,
      milliseconds: Math.max(0, world.now() - start),
      gives: isHistory ? givesOf(answer.value) : undefined,
      isUnknown: source === "registry" && answer.status === "absent",
    };
  }
}

/** Any will do: whether a service knows it makes no difference here. */
const VERSION = "1.0.0";

async function first<T>(answers: Promise<readonly Lookup<T>[]>): Promise<Lookup<T>> {
  const [answer = { status: "unavailable", reason: "left out of the answer" } as const] = await answers;
  return answer;
}

function givesOf(value: unknown): History["gives"] | undefined {
  return typeof value === "object" && value !== null && "gives" in value ? (value as History).gives : undefined;
}

/** The names that manifests ask a registry for, in their order. */
function declaredNames({ manifests }: Project): readonly string[] {
  const all = manifests.flatMap(({ manifest }) =>
    manifest.dependencies.flatMap(({ name, source }) => (source === "registry" ? [name] : [])),
  );
  return [...new Set(all)];
}
