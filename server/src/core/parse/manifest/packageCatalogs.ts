import type { Dependency } from "../../model";
import { type BlockReader, toDependency } from "./manifestBlocks";

/** Reads the catalogs that a package.json may hold for Bun, in two places. Of a block given twice the last one counts. */
export class CatalogReader {
  private readonly blocks: BlockReader;
  /** Block's path → catalog's name → what it holds. */
  private readonly read = new Map<string, ReadonlyMap<string, readonly Dependency[]>>();

  constructor(blocks: BlockReader) {
    this.blocks = blocks;
  }

  entries(): readonly Dependency[] {
    return [...this.read.values()].flatMap((catalogs) => [...catalogs.values()].flat());
  }

  forget(paths: readonly string[]): void {
    for (const path of paths) {
      this.read.delete(path);
    }
  }

  /** The one without a name. */
  readCatalog(path: string): void {
    const { blocks, read } = this;
    if (read.has(path)) {
      blocks.complainAboutTwice(path, blocks.keySpan());
    }
    read.set(path, new Map([["", this.readOne(path, "")]]));
  }

  readCatalogs(path: string): void {
    const { blocks, read } = this;
    const [span, indent] = [blocks.keySpan(), blocks.scanner.keyIndent()];
    if (read.has(path)) {
      blocks.complainAboutTwice(path, span);
    }
    const catalogs = new Map<string, readonly Dependency[]>();
    read.set(path, catalogs);
    if (!blocks.enterBlock(path, "an object of catalogs")) {
      return;
    }
    for (let name = blocks.nextNestedKey(indent); name !== undefined; name = blocks.nextNestedKey(indent)) {
      if (catalogs.has(name)) {
        blocks.complainAboutTwice(`${path}.${name}`, blocks.keySpan());
      }
      catalogs.set(name, this.readOne(`${path}.${name}`, name));
    }
  }

  private readOne(path: string, catalog: string): readonly Dependency[] {
    const { blocks } = this;
    const entries = blocks.enterVersions(path) ? blocks.readEntries("entry") : [];
    return entries.map((entry) => ({ ...toDependency(entry, "catalog"), catalog }));
  }
}
