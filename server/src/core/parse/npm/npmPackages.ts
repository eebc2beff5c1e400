import { JsonFields } from "../json/jsonFields";
import type { JsonScanner } from "../json/jsonScanner";
import { readWorkspaces } from "../workspaces";
import {
  COMMON_FIELDS,
  type EdgeList,
  type NpmEntry,
  readCommonField,
  readEdges,
  readWhole,
  startEntry,
} from "./npmEntry";

const MODULES = "node_modules/";
const SLASH = 47;

const FIELDS = new JsonFields([
  ...COMMON_FIELDS,
  "name",
  "link",
  "extraneous",
  "hasInstallScript",
  "dependencies",
  "devDependencies",
  "peerDependencies",
  "optionalDependencies",
  "workspaces",
]);

const NO_WORKSPACES: readonly string[] = [];

/** Whether a key is a path inside node_modules, which nothing but an entry of `packages` has for a key. */
export function isInstallPath(key: string): boolean {
  return key.startsWith(MODULES) || key.includes(`/${MODULES}`);
}

/** What stands behind the last node_modules; as `lastIndexOf` would find it, which takes as long as the rest of the entry. */
function nameIn(path: string): string {
  for (let at = path.length; at >= MODULES.length; at--) {
    if (path.charCodeAt(at - 1) === SLASH && path.startsWith(MODULES, at - MODULES.length)) {
      return path.slice(at);
    }
  }
  return path.slice(MODULES.length - 1);
}

/**
 * Reads one entry of `packages`, as npm 7 and later write them: the scanner stands before its value.
 *
 * Undefined where the value is no object.
 */
export function readPackagesEntry(
  scanner: JsonScanner,
  edges: EdgeList,
): { entry: NpmEntry; workspaces: readonly string[] } | undefined {
  const path = scanner.key();
  const entry = startEntry(path, nameIn(path), scanner);
  if (!scanner.enterObject()) {
    scanner.skipValue();
    return undefined;
  }
  let workspaces = NO_WORKSPACES;
  while (scanner.nextKey()) {
    const field = scanner.field(FIELDS);
    if (readCommonField(scanner, field, entry)) {
      continue;
    }
    switch (field) {
      case "name":
        entry.name = readWhole(scanner);
        break;
      case "link":
        entry.isLink = scanner.readLiteral() === "true";
        break;
      case "extraneous":
        entry.isExtraneous = scanner.readLiteral() === "true";
        break;
      case "hasInstallScript":
        entry.hasInstallScript = scanner.readLiteral() === "true";
        break;
      case "dependencies":
      case "devDependencies":
      case "peerDependencies":
      case "optionalDependencies":
        readEdges(scanner, field, entry, edges);
        break;
      case "workspaces":
        workspaces = readWorkspaces(scanner);
        break;
      default:
        if (scanner.peek() === "object" && isInstallPath(scanner.key())) {
          scanner.giveBackKey();
          return { entry, workspaces };
        }
        scanner.skipValue();
    }
  }
  return { entry, workspaces };
}
