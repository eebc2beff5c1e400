import { ancestors, joinPath } from "./filePath";
import type { World } from "./world";

/** Folders upwards from `folder`, nearest first, up to the root of its repository and never beyond. */
export async function* foldersOfRepository(world: World, folder: string): AsyncGenerator<string> {
  for (const at of ancestors(folder)) {
    yield at;
    // Of a worktree or a submodule, ".git" is a file.
    const marks = await Promise.all([".git/HEAD", ".git"].map((name) => world.stampOf(joinPath(at, name))));
    if (marks.some((mark) => mark !== undefined)) {
      return;
    }
  }
}
