/** Key → value as written; several values where the key was written as a list. Keys are spelled as npm spells them. */
export type ConfigEntries = ReadonlyMap<string, string | readonly string[]>;

/** Whose configuration files are read; Yarn 1 and Yarn 2 and newer have nothing in common here. */
export type Tool = "npm" | "pnpm" | "yarn" | "yarn-classic" | "bun";

/** What one place of configuration says. */
export interface ConfigLayer {
  /** The name to call it by in a sentence: a path, or "the environment". */
  readonly file: string;
  readonly entries: ConfigEntries;
  /** npm's spelling of a key → how the file spells it; the same where it is left out. */
  readonly written?: ReadonlyMap<string, string>;
}

/** The configuration of one tool, by who wrote it. The environment's, the user's and the machine's are the user's own. */
export interface ToolLayers {
  readonly environment: readonly ConfigLayer[];
  /** The repository's, nearest first; whoever wrote the repository wrote it, so nothing in it is expanded. */
  readonly project: readonly ConfigLayer[];
  /** First wins, as among the machine's. */
  readonly user: readonly ConfigLayer[];
  readonly machine: readonly ConfigLayer[];
}

/** How a layer itself spells a key. */
export function keyIn({ written }: ConfigLayer, key: string): string {
  return written?.get(key) ?? key;
}

/** The single value of a key; undefined where it is left out, empty, or npm's way of saying "none". */
export function textOf({ entries }: ConfigLayer, key: string): string | undefined {
  const value = entries.get(key);
  return typeof value === "string" && value !== "" && value !== "null" ? value : undefined;
}

/** Gathers entries under npm's spelling, with the place in the file that each came from. The first of a key stays. */
export class EntryWriter {
  private readonly entries = new Map<string, string | readonly string[]>();
  private readonly written = new Map<string, string>();

  /** Values of other kinds than text, numbers, truth and lists of text say nothing. */
  put(key: string, value: unknown, spelling: string): void {
    const text = readValue(value);
    if (text !== undefined && !this.entries.has(key)) {
      this.entries.set(key, text);
      this.written.set(key, spelling);
    }
  }

  layer(file: string): ConfigLayer {
    return { file, entries: this.entries, written: this.written };
  }
}

function readValue(value: unknown): string | readonly string[] | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "boolean":
    case "number":
      return String(value);
    default:
      return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  }
}
