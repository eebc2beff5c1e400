import type { Manifest } from "../../model";
import type { MergeConflict } from "../mergeConflict";

/** What both sides of an unfinished merge declare, in the order of the text. */
export function mergeManifests({ sides, problem }: MergeConflict, parse: (text: string) => Manifest): Manifest {
  const [ours, theirs] = [parse(sides[0]), parse(sides[1])];
  const known = new Set(ours.dependencies.map(({ nameSpan }) => nameSpan.start));
  const added = theirs.dependencies.filter(({ nameSpan }) => !known.has(nameSpan.start));
  const blocks = new Map([...ours.blocks, ...theirs.blocks].map((span) => [span.start, span]));
  return {
    kind: ours.kind,
    name: ours.name ?? theirs.name,
    version: ours.version ?? theirs.version,
    packageManager: ours.packageManager ?? theirs.packageManager,
    pnpmSettings: ours.pnpmSettings ?? theirs.pnpmSettings,
    workspaces: [...new Set([...ours.workspaces, ...theirs.workspaces])],
    blocks: [...blocks.values()].sort((a, b) => a.start - b.start),
    dependencies: [...ours.dependencies, ...added].sort((a, b) => a.nameSpan.start - b.nameSpan.start),
    problems: [problem],
  };
}
