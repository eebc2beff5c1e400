import { askGit, type GitPlace } from "./gitProcess";

/** One file of a commit. */
export interface TreeEntry {
  readonly kind: "file" | "link";
  readonly id: string;
}

const NUL = 0;
const LINK = "120000";
const SUBMODULE = "160000";

/**
 * The files of a commit that are wanted, by their path from the root, without those of repositories inside. Undefined where
 * the tree cannot be read, in a partial clone without trees for example.
 */
export async function readTree(
  place: GitPlace,
  commit: string,
  isWanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, TreeEntry> | undefined> {
  const entries = new Map<string, TreeEntry>();
  let rest: Buffer = Buffer.alloc(0);
  const { code } = await askGit(place, "ls-tree", ["-r", "-z", "--full-tree", "--end-of-options", commit], (piece) => {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    let start = 0;
    for (let nul = bytes.indexOf(NUL); nul >= 0; nul = bytes.indexOf(NUL, start)) {
      add(bytes.toString("utf8", start, nul));
      start = nul + 1;
    }
    rest = bytes.subarray(start);
  });
  return code === 0 ? entries : undefined;

  function add(line: string): void {
    const [, mode, id, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
    if (mode === undefined || id === undefined || path === undefined) {
      return;
    }
    if (mode !== SUBMODULE && isWanted(path)) {
      entries.set(path.normalize(), { kind: mode === LINK ? "link" : "file", id });
    }
  }
}
