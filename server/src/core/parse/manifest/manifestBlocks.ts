import type { Block, Dependency, Problem, Span } from "../../model";
import type { JsonScanner } from "../json/jsonScanner";
import { parseSpec } from "../spec";

export const SECTIONS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"] as const;
/** Keys of the root that hold objects: where one stands inside another block, that block was left open. */
const OTHER_BLOCKS = [
  ...["scripts", "engines", "devEngines", "overrides", "resolutions", "peerDependenciesMeta", "dependenciesMeta"],
  ...["exports", "imports", "bin", "repository", "publishConfig", "config", "directories", "workspaces", "pnpm"],
  ...["catalog", "catalogs"],
];
const ROOT_BLOCKS: ReadonlySet<string> = new Set([...SECTIONS, ...OTHER_BLOCKS]);

/** A name and what is asked of it, as they stand in the text. */
export interface ManifestEntry {
  readonly key: string;
  readonly spec: string;
  readonly nameSpan: Span;
  readonly specSpan: Span;
}

/**
 * Reads the blocks of a package.json that hold names and versions, in whatever state they are, and collects what is
 * wrong with them.
 */
export class BlockReader {
  readonly problems: Problem[] = [];
  /** The keys of the blocks of names and versions, as they were entered. */
  readonly entered: Span[] = [];
  readonly scanner: JsonScanner;

  constructor(scanner: JsonScanner) {
    this.scanner = scanner;
  }

  complain(message: string, { start, end }: Span): void {
    this.problems.push({ message, span: { start, end } });
  }

  keySpan(): Span {
    return { start: this.scanner.keyStart, end: this.scanner.keyEnd };
  }

  valueSpan(): Span {
    return { start: this.scanner.valueStart, end: this.scanner.valueEnd };
  }

  complainAboutTwice(name: string, span: Span): void {
    const remedy = "Package managers use this one and ignore the one before. Merge the two.";
    this.complain(`"${name}" is given twice. ${remedy}`, span);
  }

  /** Steps into the object that is the value of the last key. False, said and passed over, where it is something else. */
  enterBlock(name: string, shouldBe: string): boolean {
    const { scanner } = this;
    const span = this.keySpan();
    if (scanner.enterObject()) {
      return true;
    }
    const isTyped = scanner.peek() !== "nothing";
    scanner.skipValue();
    if (isTyped) {
      this.complain(`"${name}" should be ${shouldBe}. It is ignored.`, span);
    }
    return false;
  }

  /** The same for a block of names and versions. */
  enterVersions(name: string): boolean {
    const span = this.keySpan();
    const isEntered = this.enterBlock(name, "an object of names and versions");
    if (isEntered) {
      this.entered.push(span);
    }
    return isEntered;
  }

  /**
   * Moves to the next key of a block; undefined at its end, or where a key of the root shows that it was left open.
   * `own` are keys that look like the root's and are the block's.
   */
  nextKey(own: readonly string[] = []): string | undefined {
    const { scanner } = this;
    if (!scanner.nextKey()) {
      return undefined;
    }
    const key = scanner.key();
    if (scanner.peek() === "object" && ROOT_BLOCKS.has(key) && !own.includes(key)) {
      scanner.giveBackKey();
      return undefined;
    }
    return key;
  }

  /**
   * The same for a block whose keys may be anything and hold objects: there a key of the root is one where it stands no
   * further right than the block's own key, which had `indent` blanks before it.
   */
  nextNestedKey(indent: number | undefined): string | undefined {
    const { scanner } = this;
    if (!scanner.nextKey()) {
      return undefined;
    }
    const key = scanner.key();
    if (scanner.peek() === "object" && ROOT_BLOCKS.has(key)) {
      const own = scanner.keyIndent();
      const isOutside = indent !== undefined && own !== undefined && own <= indent;
      if (isOutside) {
        scanner.giveBackKey();
        return undefined;
      }
    }
    return key;
  }

  /** Reads a block of names and texts, into which the scanner has stepped. Of equal keys the last one counts. */
  readEntries(what: string): readonly ManifestEntry[] {
    const entries = new Map<string, ManifestEntry>();
    for (let key = this.nextKey(); key !== undefined; key = this.nextKey()) {
      const entry = this.readEntry(key, what);
      if (entry !== undefined) {
        this.replace(entries, key, entry);
      }
    }
    return [...entries.values()];
  }

  /** The text behind a key; undefined, and said where it is something else, where there is none. `what` is the entry's word. */
  readEntry(key: string, what: string): ManifestEntry | undefined {
    const { scanner } = this;
    const nameSpan = this.keySpan();
    const isTyped = scanner.peek() !== "nothing";
    const isString = scanner.peek() === "string";
    const spec = scanner.readString();
    if (spec !== undefined) {
      return { key, spec, nameSpan, specSpan: this.valueSpan() };
    }
    if (isTyped && !isString) {
      this.complain(`The version of "${key}" should be text in quotes. This ${what} is not judged.`, this.valueSpan());
    }
    return undefined;
  }

  /** Puts an entry in the place of an earlier one, and says so. */
  replace<T extends { readonly nameSpan: Span }>(entries: Map<string, T>, key: string, entry: T): void {
    if (entries.delete(key)) {
      this.complain(
        `"${key}" is given twice here. Package managers use this one and ignore the one before. Remove one of them.`,
        entry.nameSpan,
      );
    }
    entries.set(key, entry);
  }
}

export function toDependency({ key, spec, nameSpan, specSpan }: ManifestEntry, section: Block): Dependency {
  return { key, ...parseSpec(key, spec), spec, section, nameSpan, specSpan };
}
