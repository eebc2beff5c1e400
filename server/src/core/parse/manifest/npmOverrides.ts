import type { Span } from "../../model";
import type { BlockReader } from "./manifestBlocks";
import { type OverrideText, parseSelector, type Selector } from "./overrides";

/** Deeper than anybody nests; npm itself goes down by recursion. */
const DEEPEST = 100;

/** An object of overrides: what holds below one package. */
interface Level {
  readonly nameSpan: Span;
  /** The package that it is for; undefined at the top. */
  readonly selector: Selector | undefined;
  readonly parents: readonly string[];
  readonly entries: Map<string, OverrideText | Level>;
}

/**
 * Reads npm's `overrides`, into which the scanner has stepped: a value is a spec, or an object whose "." is the spec and
 * whose other keys hold below that package. Bun's flat ones are of the same form. `indent` is that of the block's key.
 */
export function readNpmOverrides(
  blocks: BlockReader,
  nameSpan: Span,
  indent: number | undefined,
): readonly OverrideText[] {
  const top: Level = { nameSpan, selector: undefined, parents: [], entries: new Map() };
  const open = [top];
  let isTooDeep = false;
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const key = blocks.nextNestedKey(indent);
    if (key === undefined) {
      open.pop();
    } else if (blocks.scanner.peek() !== "object" || key === ".") {
      readSpec(blocks, level, key);
    } else if (open.length < DEEPEST) {
      const inner = openLevel(blocks, level, key);
      if (inner !== undefined) {
        open.push(inner);
      }
    } else {
      if (!isTooDeep) {
        const message = `Overrides are nested more than ${DEEPEST} deep here: what is inside is not judged. Nest them less.`;
        blocks.complain(message, blocks.keySpan());
      }
      isTooDeep = true;
      blocks.scanner.skipValue();
    }
  }
  return flatten(top);
}

function openLevel(blocks: BlockReader, level: Level, key: string): Level | undefined {
  const nameSpan = blocks.keySpan();
  const selector = readSelector(blocks, key, level.parents);
  if (selector === undefined) {
    blocks.scanner.skipValue();
    return undefined;
  }
  blocks.scanner.enterObject();
  const inner: Level = { nameSpan, selector, parents: [...level.parents, key.trim()], entries: new Map() };
  blocks.replace<OverrideText | Level>(level.entries, key, inner);
  return inner;
}

function readSpec(blocks: BlockReader, level: Level, key: string): void {
  const selector = key === "." ? level.selector : readSelector(blocks, key, level.parents);
  const entry = blocks.readEntry(key, "override");
  if (entry !== undefined && selector !== undefined) {
    const { spec, nameSpan, specSpan } = entry;
    blocks.replace<OverrideText | Level>(level.entries, key, { selector, grammar: "npm", spec, nameSpan, specSpan });
  }
}

function readSelector(blocks: BlockReader, key: string, around: readonly string[]): Selector | undefined {
  const selector = parseSelector(key, "npm", around);
  if (selector === undefined) {
    blocks.complain(noName(key), blocks.keySpan());
  }
  return selector;
}

/** What is said of a key that names no package. */
export function noName(key: string): string {
  return `"${key}" ends in no package's name, so this override is not judged. Write it as name or name@range.`;
}

/** Goes down no deeper than `DEEPEST`. */
function flatten({ entries }: Level): readonly OverrideText[] {
  return [...entries.values()].flatMap((entry) => ("entries" in entry ? flatten(entry) : [entry]));
}
