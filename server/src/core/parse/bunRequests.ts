import type { Section } from "../model";
import type { JsonScanner } from "./jsonScanner";
import { readWhole } from "./npmEntry";

export interface BunEdge {
  readonly name: string;
  readonly spec: string;
  readonly section: Section;
}

/** What a workspace member, or an entry of `packages`, asks for. */
export interface BunRequests {
  readonly edges: readonly BunEdge[];
  /** Peers that need not be there. */
  readonly optionalPeers: ReadonlySet<string>;
}

export const NO_NAMES: ReadonlySet<string> = new Set();

/** Reads the object of an entry, which the scanner stands before. One that was left open ends before the next entry. */
export function readRequests(scanner: JsonScanner): BunRequests {
  scanner.enterObject();
  const edges: BunEdge[] = [];
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
          return { edges, optionalPeers };
        }
        skipFlat(scanner);
    }
  }
  return { edges, optionalPeers };
}

/** Reads an object of names and specs. */
export function readEdges(scanner: JsonScanner, section: Section, edges: BunEdge[]): void {
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
      edges.push({ name, spec, section });
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
