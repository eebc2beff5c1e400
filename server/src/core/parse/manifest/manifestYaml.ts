import type { Dependency, Manifest, Problem, Span } from "../../model";
import { findMergeConflict } from "../mergeConflict";
import { parseSpec } from "../spec";
import { toProblem, type YamlFault } from "../yaml/yamlFault";
import { readYaml, type YamlPair, type YamlSchema, type YamlValue } from "../yaml/yamlTree";
import { mergeManifests } from "./mergeManifests";

/** A file of YAML beside the root's package.json, and how its package manager reads it. */
export interface ManifestYaml {
  readonly kind: Manifest["kind"];
  readonly document: string;
  /** Who reads it, in a sentence. */
  readonly manager: string;
  readonly schema: YamlSchema;
  /** What it does with a key that is given twice. */
  readonly twice: "refused" | "last counts";
  /** Reads a key of the root. */
  readonly read: (pair: YamlPair, reader: ManifestYamlReader) => void;
}

/** Nobody writes a larger one by hand, and reading it would keep the editor waiting. */
const LARGEST = 1_000_000;

/** Reads such a file. Never throws; of broken text, what could be read is there, with the first thing that broke. */
export function parseManifestYaml(text: string, format: ManifestYaml): Manifest {
  const parse = (side: string): Manifest => new ManifestYamlReader(side, format).conclude();
  const manifest = parse(text);
  const conflict =
    manifest.problems.length === 0 ? undefined : findMergeConflict(text, "Resolve the merge, then save the file.");
  return conflict === undefined ? manifest : mergeManifests(conflict, parse);
}

/** Collects what the keys of the root declare. */
export class ManifestYamlReader {
  workspaces: readonly string[] = [];
  readonly dependencies: Dependency[] = [];
  private readonly blocks: Span[] = [];
  private readonly problems: Problem[] = [];
  /** Catalog's name → where it stands. */
  private readonly catalogs = new Map<string, string>();
  private readonly format: ManifestYaml;

  constructor(text: string, format: ManifestYaml) {
    this.format = format;
    const { document } = format;
    if (text.length > LARGEST) {
      this.complain(`${document} is larger than a megabyte. Nothing of it is judged. Make it smaller.`, {
        start: 0,
        end: 0,
      });
      return;
    }
    const { root, faults } = readYaml(text, format.schema);
    this.readRoot(root, faults.length > 0);
    // Reading the tree may find more, such as an alias of nothing. What follows the first fault is mostly a consequence.
    const [fault] = faults;
    if (fault !== undefined) {
      this.problems.unshift(this.toProblem(fault));
    }
  }

  conclude(): Manifest {
    const { format, workspaces, problems } = this;
    return {
      kind: format.kind,
      name: undefined,
      version: undefined,
      packageManager: undefined,
      pnpmSettings: undefined,
      workspaces,
      blocks: this.blocks.toSorted((a, b) => a.start - b.start),
      dependencies: this.dependencies.toSorted((a, b) => a.nameSpan.start - b.nameSpan.start),
      problems,
    };
  }

  complain(message: string, span: Span): void {
    this.problems.push({ message, span });
  }

  /** Reads a catalog; "" is the one without a name. */
  readCatalog(value: YamlValue, path: string, pathSpan: Span, catalog: string): void {
    const other = this.catalogs.get(catalog);
    if (other !== undefined) {
      const { document, manager } = this.format;
      const message = `"${path}" and "${other}" are the same catalog. ${manager} refuses ${document} like this. Merge the two.`;
      this.complain(message, pathSpan);
    }
    this.catalogs.set(catalog, path);
    for (const { key, spec, nameSpan, specSpan } of this.readSpecs(value, path, pathSpan, "entry")) {
      const section = "catalog" as const;
      this.dependencies.push({ key, ...parseSpec(key, spec), spec, section, nameSpan, specSpan, catalog });
    }
  }

  /** The mappings in a mapping. */
  readMappings(value: YamlValue, path: string, pathSpan: Span): readonly YamlPair[] {
    return this.pairsOf(value, path, pathSpan, "a mapping of names and mappings");
  }

  /** The texts of a mapping. `what` is the word for one of them. */
  readSpecs(value: YamlValue, path: string, pathSpan: Span, what: string) {
    this.blocks.push(pathSpan);
    return this.pairsOf(value, path, pathSpan, "a mapping of names and versions").flatMap((pair) => {
      const { key, keySpan: nameSpan, value: spec } = pair;
      if (spec.kind === "text") {
        return [{ key, spec: spec.text, nameSpan, specSpan: spec.span }];
      }
      if (spec.kind !== "nothing") {
        this.complain(`The version of "${key}" should be text in quotes. This ${what} is not judged.`, spec.span);
      }
      return [];
    });
  }

  /** The texts of a list. */
  readList(value: YamlValue, path: string, pathSpan: Span): readonly string[] {
    if (value.kind !== "list") {
      this.complainAboutKind(value, path, pathSpan, "a list");
      return [];
    }
    return value.items().flatMap((item) => (item.kind === "text" ? [item.text] : []));
  }

  private pairsOf(value: YamlValue, path: string, pathSpan: Span, shouldBe: string): readonly YamlPair[] {
    if (value.kind !== "map") {
      this.complainAboutKind(value, path, pathSpan, shouldBe);
      return [];
    }
    return this.withoutTwice(value.pairs());
  }

  private complainAboutKind({ kind }: YamlValue, path: string, span: Span, shouldBe: string): void {
    if (kind !== "nothing") {
      this.complain(`"${path}" should be ${shouldBe}. It is ignored.`, span);
    }
  }

  private readRoot(root: YamlValue, isBroken: boolean): void {
    const { document, read } = this.format;
    if (root.kind === "map") {
      for (const pair of this.withoutTwice(root.pairs())) {
        read(pair, this);
      }
    } else if (root.kind !== "nothing" && !isBroken) {
      const { start, end } = root.span;
      const message = `${document} should hold keys with values, "key: value". Nothing was read.`;
      this.complain(message, { start, end: Math.min(end, start + 80) });
    }
  }

  /** Of equal keys the last one. */
  private withoutTwice(pairs: readonly YamlPair[]): readonly YamlPair[] {
    const { document, manager, twice } = this.format;
    const last = new Map<string, YamlPair>();
    for (const pair of pairs) {
      const { key, keySpan } = pair;
      if (last.delete(key)) {
        const meaning =
          twice === "refused"
            ? `${manager} refuses ${document} like this.`
            : `${manager} uses this one and ignores the one before.`;
        this.complain(`"${key}" is given twice here. ${meaning} Remove one of them.`, keySpan);
      }
      last.set(key, pair);
    }
    return [...last.values()];
  }

  private toProblem(fault: YamlFault): Problem {
    return toProblem(fault, this.format.document, this.format.manager);
  }
}
