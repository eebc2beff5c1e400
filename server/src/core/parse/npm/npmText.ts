import type { Problem } from "../../model";
import { JsonScanner } from "../json/jsonScanner";
import { type NestedEntries, readNestedEntries } from "./npmDependencies";
import { EdgeList, MOST_ENTRIES, tooManyEntries, WRITE_ANEW } from "./npmEntry";
import { isInstallPath, readPackagesEntry } from "./npmPackages";
import { type NpmPlace, settle } from "./npmSettle";

const DOCUMENT = "a lockfile";

/** What the text of a lockfile says, before anything is concluded from it. */
export interface NpmText {
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Path → entry; undefined where the text has no `packages`. The last one of a path counts, as in JSON. */
  readonly packages: ReadonlyMap<string, NpmPlace> | undefined;
  readonly nested: NestedEntries | undefined;
  readonly workspaces: readonly string[];
  readonly problems: readonly Problem[];
}

/** Reads the text of a lockfile of npm, whatever its version, into what both of its layouts hold. */
export function readNpmText(text: string): NpmText {
  const scanner = new JsonScanner(text, DOCUMENT);
  const problems: Problem[] = [];
  const edges = new EdgeList();
  let name: string | undefined;
  let version: string | undefined;
  let packages: Map<string, NpmPlace> | undefined;
  let nested: NestedEntries | undefined;
  let workspaces: readonly string[] = [];
  let hasDuplicate = false;
  let isFull = false;

  if (scanner.enterObject()) {
    do {
      while (scanner.nextKey()) {
        readProperty(scanner.key());
      }
    } while (scanner.hasMore());
    complainAboutContent();
  } else {
    problems.push(rootProblem(scanner, text));
  }
  const broken = scanner.problem === undefined ? [] : [scanner.problem];
  return { name, version, packages, nested, workspaces, problems: [...broken, ...problems] };

  function readProperty(key: string): void {
    if (key === "packages") {
      if (scanner.enterObject()) {
        packages ??= new Map();
        while (scanner.nextKey()) {
          readPackage(packages);
        }
      } else {
        scanner.skipValue();
      }
    } else if (key === "dependencies" && packages === undefined) {
      nested = readNestedEntries(scanner);
      problems.push(...nested.problems);
    } else if (key === "lockfileVersion") {
      version = scanner.readLiteral();
      complainAboutVersion(version, scanner.valueStart, scanner.valueEnd);
    } else if (key === "name") {
      name = scanner.readString();
    } else if (isInstallPath(key) && scanner.peek() === "object") {
      // `packages` was closed too early.
      packages ??= new Map();
      readPackage(packages);
    } else {
      scanner.skipValue();
    }
  }

  function readPackage(into: Map<string, NpmPlace>): void {
    if (into.size >= MOST_ENTRIES) {
      if (!isFull) {
        problems.push(tooManyEntries(scanner));
      }
      isFull = true;
      scanner.skipValue();
      return;
    }
    const read = readPackagesEntry(scanner, edges);
    if (read === undefined) {
      return;
    }
    const { entry } = read;
    const { path, span } = entry;
    const { size } = into;
    into.set(path, settle(entry) ?? entry);
    if (into.size === size && !hasDuplicate) {
      hasDuplicate = true;
      const message = `"${path}" is given twice; npm uses this one and ignores the one before. ${WRITE_ANEW}`;
      problems.push({ message, span });
    }
    if (path === "") {
      workspaces = read.workspaces;
    }
  }

  function complainAboutVersion(written: string | undefined, start: number, end: number): void {
    const isTyped = start < end;
    if (isTyped && written !== "1" && written !== "2" && written !== "3") {
      const shown = text.slice(start, Math.min(end, start + 20));
      const message = `lockfileVersion ${shown} is not known here; 1, 2 and 3 are. What could be read is judged all the same.`;
      problems.push({ message, span: { start, end } });
    }
  }

  function complainAboutContent(): void {
    if (packages === undefined && nested === undefined && version === undefined && scanner.problem === undefined) {
      const message = `This is not a lockfile of npm: it has neither "packages" nor "dependencies". ${WRITE_ANEW}`;
      problems.push({ message, span: { start: 0, end: text.length } });
    }
  }
}

function rootProblem(scanner: JsonScanner, text: string): Problem {
  const start = scanner.position();
  if (text.slice(start) === "") {
    return {
      message: `The lockfile is empty, so nothing is locked. ${WRITE_ANEW}`,
      span: { start: 0, end: text.length },
    };
  }
  const end = text.slice(start).search(/[\r\n]|$/) + start;
  return { message: `A lockfile of npm holds one object, {…}. Nothing was read. ${WRITE_ANEW}`, span: { start, end } };
}
