import type { World } from "./world";

/** The text of a document that is open in an editor. */
export interface OpenText {
  /** Equal ids of one path mean the same text. */
  readonly id: string;
  text(): string;
}

/**
 * A world in which files that are open in the editor read as they stand there, saved or not: what is judged, and what an
 * edit is made for, is what the person sees.
 */
export function withOpenTexts(world: World, openText: (path: string) => OpenText | undefined): World {
  return {
    ...world,
    async readFile(path) {
      return openText(path)?.text() ?? world.readFile(path);
    },
    async stampOf(path) {
      const open = openText(path);
      const stamp = await world.stampOf(path);
      return open === undefined ? stamp : { id: `open ${open.id}`, modifiedAt: stamp?.modifiedAt ?? 0 };
    },
  };
}
