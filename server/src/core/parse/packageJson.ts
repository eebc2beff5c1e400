import type { Dependency, Manifest, Problem, Section, Span } from "../model";
import { JsonScanner } from "./jsonScanner";
import { findMergeConflict, type MergeConflict } from "./mergeConflict";
import { parseSpec } from "./spec";
import { readWorkspaces } from "./workspaces";

const DOCUMENT = "package.json";
const SECTIONS = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"] as const;
/** Keys of the root that hold objects: where one stands inside a section, the section was left open. */
const OTHER_BLOCKS = [
  ...["scripts", "engines", "overrides", "resolutions", "peerDependenciesMeta", "exports", "imports", "bin"],
  ...["repository", "publishConfig", "config", "directories", "workspaces", "pnpm"],
];
const ROOT_BLOCKS: ReadonlySet<string> = new Set([...SECTIONS, ...OTHER_BLOCKS]);

/**
 * Reads the dependencies out of a package.json and remembers where each one stands.
 *
 * Never throws. Half-typed text yields what could be read, plus the first thing that broke, because a
 * manifest is broken most of the time someone is editing it. Of keys given twice, the last one counts, as it
 * does for npm. Of an unfinished merge, both sides are read.
 */
export function parsePackageJson(text: string): Manifest {
  const manifest = readManifest(text);
  const conflict =
    manifest.problems.length === 0 ? undefined : findMergeConflict(text, "Resolve the merge, then save the file.");
  return conflict === undefined ? manifest : mergeSides(conflict);
}

function mergeSides({ sides, problem }: MergeConflict): Manifest {
  const [ours, theirs] = [readManifest(sides[0]), readManifest(sides[1])];
  const known = new Set(ours.dependencies.map(({ nameSpan }) => nameSpan.start));
  const added = theirs.dependencies.filter(({ nameSpan }) => !known.has(nameSpan.start));
  return {
    kind: "package-json",
    name: ours.name ?? theirs.name,
    version: ours.version ?? theirs.version,
    packageManager: ours.packageManager ?? theirs.packageManager,
    pnpmSettings: ours.pnpmSettings ?? theirs.pnpmSettings,
    workspaces: [...new Set([...ours.workspaces, ...theirs.workspaces])],
    dependencies: [...ours.dependencies, ...added].sort((a, b) => a.nameSpan.start - b.nameSpan.start),
    problems: [problem],
  };
}

function readManifest(text: string): Manifest {
  const reader = new ManifestReader(text);
  reader.read();
  return {
    kind: "package-json",
    name: reader.name,
    version: reader.version,
    packageManager: reader.packageManager,
    pnpmSettings: reader.pnpmSettings,
    workspaces: reader.workspaces,
    dependencies: SECTIONS.flatMap((section) => [...(reader.sections.get(section)?.values() ?? [])]).sort(
      (a, b) => a.nameSpan.start - b.nameSpan.start,
    ),
    problems: reader.allProblems(),
  };
}

class ManifestReader {
  name: string | undefined;
  version: string | undefined;
  packageManager: string | undefined;
  pnpmSettings: Span | undefined;
  workspaces: readonly string[] = [];
  readonly sections = new Map<Section, Map<string, Dependency>>();

  private readonly text: string;
  private readonly scanner: JsonScanner;
  private readonly problems: Problem[] = [];

  constructor(text: string) {
    this.text = text;
    this.scanner = new JsonScanner(text, DOCUMENT);
  }

  read(): void {
    const { scanner } = this;
    if (!scanner.enterObject()) {
      this.complainAboutRoot();
      return;
    }
    do {
      while (scanner.nextKey()) {
        this.readProperty(scanner.key());
      }
    } while (scanner.hasMore());
  }

  allProblems(): readonly Problem[] {
    const { problem } = this.scanner;
    return problem === undefined ? this.problems : [problem, ...this.problems];
  }

  private complain(message: string, start: number, end: number): void {
    this.problems.push({ message, span: { start, end } });
  }

  private complainAboutRoot(): void {
    const { scanner, text } = this;
    if (scanner.peek() === "nothing" && text.trim() === "") {
      this.complain('package.json is empty, so nothing can be judged. The least it can hold is "{}".', 0, text.length);
      return;
    }
    const kind = scanner.peek() === "array" ? "an array" : "something else";
    const start = scanner.position();
    const end = text.slice(start).search(/[\r\n]|$/) + start;
    this.complain(`package.json should hold one object, {…}, but starts with ${kind}. Nothing was read.`, start, end);
  }

  private readProperty(key: string): void {
    const { scanner } = this;
    if (isSection(key)) {
      this.readSection(key);
    } else if (key === "name") {
      this.name = scanner.readString();
    } else if (key === "version") {
      this.version = scanner.readString();
    } else if (key === "packageManager") {
      this.packageManager = scanner.readString();
    } else if (key === "workspaces") {
      this.workspaces = readWorkspaces(scanner);
    } else {
      scanner.skipValue();
    }
  }

  private readSection(section: Section): void {
    const { scanner } = this;
    const { keyStart, keyEnd } = scanner;
    if (this.sections.has(section)) {
      this.complain(
        `"${section}" is given twice. Package managers use this one and ignore the one before. Merge the two.`,
        keyStart,
        keyEnd,
      );
    }
    const dependencies = new Map<string, Dependency>();
    this.sections.set(section, dependencies);
    if (!scanner.enterObject()) {
      const isTyped = scanner.peek() !== "nothing";
      scanner.skipValue();
      if (isTyped) {
        this.complain(`"${section}" should be an object of names and versions. It is ignored.`, keyStart, keyEnd);
      }
      return;
    }
    while (scanner.nextKey()) {
      const key = scanner.key();
      if (scanner.peek() === "object" && ROOT_BLOCKS.has(key)) {
        scanner.giveBackKey();
        return;
      }
      this.readDependency(key, section, dependencies);
    }
  }

  private readDependency(key: string, section: Section, dependencies: Map<string, Dependency>): void {
    const { scanner } = this;
    const nameSpan = { start: scanner.keyStart, end: scanner.keyEnd };
    const isTyped = scanner.peek() !== "nothing";
    const isString = scanner.peek() === "string";
    const spec = scanner.readString();
    if (spec === undefined) {
      if (isTyped && !isString) {
        const message = `The version of "${key}" should be text in quotes. This dependency is not judged.`;
        this.complain(message, scanner.valueStart, scanner.valueEnd);
      }
      return;
    }
    if (dependencies.delete(key)) {
      this.complain(
        `"${key}" is given twice here. Package managers use this one and ignore the one before. Remove one of them.`,
        nameSpan.start,
        nameSpan.end,
      );
    }
    const specSpan = { start: scanner.valueStart, end: scanner.valueEnd };
    dependencies.set(key, { key, ...parseSpec(key, spec), spec, section, nameSpan, specSpan });
  }
}

function isSection(key: string): key is Section {
  return (SECTIONS as readonly string[]).includes(key);
}
