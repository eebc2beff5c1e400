/**
 * The files of a workspace as they stood at the commit that a review compares with. The command line asks git for them,
 * an editor its own git extension. Paths are absolute, as everywhere in the core.
 */
export interface BaseFiles {
  /**
   * The text of a file then; undefined where there was none. A sentence under `unreadable` says why it cannot be told: the
   * review then says so and takes the file for a new one, so that all of it is judged.
   */
  readFile(path: string): Promise<string | { readonly unreadable: string } | undefined>;
  /**
   * The manifests, lockfiles and files of settings that stood there then, by their names alone: at least those that are
   * gone since, and those that are in a commit although git is told to leave them out. Without it, only files that stand
   * there today are compared.
   */
  files?(): Promise<readonly string[]>;
}
