import type { Section } from "../../model";
import type { JsonScanner } from "../json/jsonScanner";
import { readWhole } from "../npm/npmEntry";

/**
 * What all members and entries of a text ask for, one after the other: three lists rather than an object for each,
 * since there are more of these than of anything else.
 */
export class BunEdges {
  readonly names: string[] = [];
  readonly specs: string[] = [];
  readonly sections: Section[] = [];

  add(name: string, spec: string, section: Section): void {
    this.names.push(name);
    this.specs.push(spec);
    this.sections.push(section);
  }
}

/** What a workspace member, or an entry of `packages`, asks for. */
export interface BunRequests {
  /** The first of its edges, and behind the last. */
  readonly firstEdge: number;
  readonly endOfEdges: number;
  /** Peers that need not be there. */
  readonly optionalPeers: ReadonlySet<string>;
}

export const NO_NAMES: ReadonlySet<string> = new Set();

/** Reads the object of an entry, which the scanner stands before. One that was left open ends before the next entry. */
export function readRequests(scanner: JsonScanner, edges: BunEdges): BunRequests {
  scanner.enterObject();
  const firstEdge = edges.names.length;
  let optionalPeers = NO_NAMES;
  while (scanner.nextKey()) {
    const field = scanner.key();
    switch (field) {
      case "dependencies":
      case "devDependencies":
      case "optionalDependencies":
      case "peerDependencies":
        readEdges(scanner, field, edges);
        break;
      case "optionalPeers":
        optionalPeers = readNames(scanner);
        break;
      default:
        if (isLostKey(scanner)) {
          scanner.giveBackKey();
          return { firstEdge, endOfEdges: edges.names.length, optionalPeers };
        }
        skipFlat(scanner);
    }
  }
  return { firstEdge, endOfEdges: edges.names.length, optionalPeers };
}

/** Reads an object of names and specs. */
export function readEdges(scanner: JsonScanner, section: Section, edges: BunEdges): void {
  if (!scanner.enterObject()) {
    scanner.skipValue();
    return;
  }
  while (scanner.nextKey()) {
    const name = scanner.key();
    const kind = scanner.peek();
    if (kind === "object" || kind === "array") {
      // No spec is a list: the block was left open, and this belongs further out.
      scanner.giveBackKey();
      return;
    }
    const spec = readWhole(scanner);
    if (spec !== undefined) {
      edges.add(name, spec, section);
    }
  }
}

/** Reads a list of names. */
export function readNames(scanner: JsonScanner): ReadonlySet<string> {
  const names = new Set<string>();
  if (!scanner.enterArray()) {
    scanner.skipValue();
    return names;
  }
  while (scanner.nextItem()) {
    const name = scanner.readString();
    if (scanner.giveBackString()) {
      break;
    }
    if (name !== undefined) {
      names.add(name);
    }
  }
  return names;
}

/** Moves behind a value that holds no lists itself, so that one which was left open ends before the next entry. */
export function skipFlat(scanner: JsonScanner): void {
  switch (scanner.peek()) {
    case "object":
      scanner.enterObject();
      while (scanner.nextKey()) {
        if (isLostKey(scanner)) {
          scanner.giveBackKey();
          return;
        }
        scanner.skipValue();
      }
      break;
    case "array":
      readNames(scanner);
      break;
    default:
      scanner.skipValue();
  }
}

/** Whether an unknown key belongs further out, since the object here was left open. */
export function isLostKey(scanner: JsonScanner): boolean {
  const kind = scanner.peek();
  return (kind === "object" || kind === "array") && scanner.keyStartsLine();
}
