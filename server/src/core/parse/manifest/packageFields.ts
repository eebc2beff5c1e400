import { readStrings } from "../workspaces";
import type { BlockReader } from "./manifestBlocks";

/** Which dependencies are packed into the package: by name, or all of `dependencies`. */
export type Bundled = ReadonlySet<string> | "all";

/** Reads `bundleDependencies`, an array of names or a boolean. */
export function readBundled(blocks: BlockReader, key: string): Bundled {
  const { scanner } = blocks;
  const nameSpan = blocks.keySpan();
  const kind = scanner.peek();
  if (kind === "array") {
    return new Set(readStrings(scanner));
  }
  const literal = kind === "other" ? scanner.readLiteral() : scanner.skipValue();
  if (literal === "true") {
    return "all";
  }
  if (kind !== "nothing" && literal !== "false" && literal !== "null") {
    blocks.complain(`"${key}" should be a list of names, or true for all dependencies. It is ignored.`, nameSpan);
  }
  return new Set();
}

/** Reads `devEngines`: its package manager as `name@range`, of several the first; undefined where it names none. */
export function readDevEngines(blocks: BlockReader): string | undefined {
  const { scanner } = blocks;
  if (!scanner.enterObject()) {
    scanner.skipValue();
    return undefined;
  }
  let manager: string | undefined;
  for (let key = blocks.nextKey(); key !== undefined; key = blocks.nextKey()) {
    if (key === "packageManager") {
      manager = readFirstEngine(blocks);
    } else {
      scanner.skipValue();
    }
  }
  return manager;
}

function readFirstEngine(blocks: BlockReader): string | undefined {
  const { scanner } = blocks;
  if (!scanner.enterArray()) {
    return readEngine(blocks);
  }
  let first: string | undefined;
  for (let isFirst = true; scanner.nextItem(); isFirst = false) {
    if (isFirst) {
      first = readEngine(blocks);
    } else {
      scanner.skipValue();
    }
  }
  return first;
}

function readEngine(blocks: BlockReader): string | undefined {
  const { scanner } = blocks;
  if (!scanner.enterObject()) {
    scanner.skipValue();
    return undefined;
  }
  const fields = new Map<string, string | undefined>();
  for (let key = blocks.nextKey(); key !== undefined; key = blocks.nextKey()) {
    fields.set(key, scanner.readString());
  }
  const [name, version] = [fields.get("name"), fields.get("version")];
  return name === undefined || version === undefined ? name : `${name}@${version}`;
}
