import { eachInTurn, giveWay } from "./inTurn";
import { manifestLines, type Resolving } from "./lines";
import type { Unresolved } from "./model";
import type { Project } from "./project";
import { lockedTargets, TargetList } from "./targets";

/** What is to be judged of a project, and what has no release to judge. */
export interface Collection {
  readonly targets: TargetList;
  readonly unresolved: readonly Unresolved[];
}

/** How many manifests are followed down at once: their versions may have to be asked for, and one after the other takes long. */
const AT_ONCE = 20;

/** What the manifests of a project name, in their order. */
export async function collectNamed(project: Project, how: Resolving): Promise<Collection> {
  const targets = new TargetList();
  const unresolved: Unresolved[] = [];
  for (let at = 0; at < project.manifests.length; at += AT_ONCE) {
    await giveWay(how.world, how.abort);
    const lines = await Promise.all(
      project.manifests.slice(at, at + AT_ONCE).map(async (from) => ({
        file: from.path,
        lines: await manifestLines(project, from, how),
      })),
    );
    for (const { file, lines: ofFile } of lines) {
      for (const { dependency, target, open } of ofFile) {
        if (target !== undefined) {
          targets.add(target);
        }
        if (open !== undefined && dependency !== undefined) {
          unresolved.push({ dependency, file, ...open });
        }
      }
    }
  }
  return { targets, unresolved };
}

/** Adds all that the project's lockfile has. */
export async function addLocked(targets: TargetList, project: Project, { world, abort }: Resolving): Promise<void> {
  await eachInTurn(lockedTargets(project), (target) => targets.add(target), world, abort);
}
