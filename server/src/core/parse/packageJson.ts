import type { Dependency, Manifest, Section, Span } from "../model";
import { JsonScanner } from "./json/jsonScanner";
import { BlockReader, type ManifestEntry, SECTIONS, toDependency } from "./manifest/manifestBlocks";
import { mergeManifests } from "./manifest/mergeManifests";
import { noName, readNpmOverrides } from "./manifest/npmOverrides";
import {
  type FindDeclared,
  findReferenced,
  isRemoval,
  type OverrideGrammar,
  type OverrideText,
  parseSelector,
  referenceOf,
  toOverride,
} from "./manifest/overrides";
import { CatalogReader } from "./manifest/packageCatalogs";
import { type Bundled, readBundled, readDevEngines } from "./manifest/packageFields";
import { findMergeConflict } from "./mergeConflict";
import { readStrings } from "./workspaces";

const DOCUMENT = "package.json";

/**
 * Reads what a package.json declares, in its sections, catalogs and overrides, and remembers where each stands.
 *
 * Never throws. Half-typed text yields what could be read, plus the first thing that broke, because a
 * manifest is broken most of the time someone is editing it. Of keys given twice, the last one counts, as it
 * does for npm. Of an unfinished merge, both sides are read.
 */
export function parsePackageJson(text: string): Manifest {
  const manifest = readManifest(text);
  const conflict =
    manifest.problems.length === 0 ? undefined : findMergeConflict(text, "Resolve the merge, then save the file.");
  return conflict === undefined ? manifest : mergeManifests(conflict, readManifest);
}

function readManifest(text: string): Manifest {
  const reader = new ManifestReader(text);
  reader.read();
  return reader.conclude();
}

class ManifestReader {
  private name: string | undefined;
  private version: string | undefined;
  private packageManager: string | undefined;
  private engineManager: string | undefined;
  private pnpmSettings: Span | undefined;
  private workspaces: readonly string[] = [];
  private bundled = new Map<string, Bundled>();
  private readonly sections = new Map<Section, ReadonlyMap<string, Dependency>>();
  /** Block's path → what it holds: where a block is given twice, the last one counts. */
  private readonly overrides = new Map<string, readonly OverrideText[]>();

  private readonly text: string;
  private readonly scanner: JsonScanner;
  private readonly blocks: BlockReader;
  private readonly catalogs: CatalogReader;

  constructor(text: string) {
    this.text = text;
    this.scanner = new JsonScanner(text, DOCUMENT);
    this.blocks = new BlockReader(this.scanner);
    this.catalogs = new CatalogReader(this.blocks);
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

  conclude(): Manifest {
    const { name, version, pnpmSettings, workspaces, scanner, blocks } = this;
    const declared = (section: Section, key: string) => this.sections.get(section)?.get(key)?.spec;
    const overrides = [...this.overrides.values()].flat();
    if (scanner.problem === undefined) {
      this.complainAboutReferences(overrides, declared);
    }
    const dependencies = [
      ...SECTIONS.flatMap((section) => [...(this.sections.get(section)?.values() ?? [])]).map(this.markBundled()),
      ...this.catalogs.entries(),
      ...overrides.map((override) => toOverride(override, declared)),
    ].sort((a, b) => a.nameSpan.start - b.nameSpan.start);
    return {
      kind: "package-json",
      name,
      version,
      packageManager: this.packageManager ?? this.engineManager,
      pnpmSettings,
      workspaces,
      blocks: blocks.entered,
      dependencies,
      problems: scanner.problem === undefined ? blocks.problems : [scanner.problem, ...blocks.problems],
    };
  }

  private complainAboutRoot(): void {
    const { scanner, text, blocks } = this;
    if (scanner.peek() === "nothing" && text.trim() === "") {
      const message = 'package.json is empty, so nothing can be judged. The least it can hold is "{}".';
      blocks.complain(message, { start: 0, end: text.length });
      return;
    }
    const kind = scanner.peek() === "array" ? "an array" : "something else";
    const start = scanner.position();
    const end = text.slice(start).search(/[\r\n]|$/) + start;
    const message = `package.json should hold one object, {…}, but starts with ${kind}. Nothing was read.`;
    blocks.complain(message, { start, end });
  }

  private readProperty(key: string): void {
    const { scanner, blocks } = this;
    switch (key) {
      case "name":
        this.name = scanner.readString();
        break;
      case "version":
        this.version = scanner.readString();
        break;
      case "packageManager":
        this.packageManager = scanner.readString();
        break;
      case "devEngines":
        this.engineManager = readDevEngines(blocks);
        break;
      case "bundleDependencies":
      case "bundledDependencies":
        this.bundled.set(key, readBundled(blocks, key));
        break;
      case "workspaces":
        this.readWorkspaces();
        break;
      case "pnpm":
        this.readPnpmSettings();
        break;
      case "overrides":
        this.readOverrides();
        break;
      case "resolutions":
        this.readFlatOverrides("resolutions", "resolutions");
        break;
      case "catalog":
        this.catalogs.readCatalog("catalog");
        break;
      case "catalogs":
        this.catalogs.readCatalogs("catalogs");
        break;
      default:
        if (isSection(key)) {
          this.readSection(key);
        } else {
          scanner.skipValue();
        }
    }
  }

  private readSection(section: Section): void {
    const { blocks } = this;
    if (this.sections.has(section)) {
      blocks.complainAboutTwice(section, blocks.keySpan());
    }
    const entries = blocks.enterVersions(section) ? blocks.readEntries("dependency") : [];
    this.sections.set(section, new Map(entries.map((entry) => [entry.key, toDependency(entry, section)])));
  }

  /** An array of globs, or an object with such an array under `packages` and, for Bun, catalogs beside it. */
  private readWorkspaces(): void {
    const { scanner, blocks } = this;
    if (!scanner.enterObject()) {
      this.workspaces = readStrings(scanner);
      return;
    }
    this.workspaces = [];
    this.catalogs.forget(["workspaces.catalog", "workspaces.catalogs"]);
    const own = ["catalog", "catalogs"];
    for (let key = blocks.nextKey(own); key !== undefined; key = blocks.nextKey(own)) {
      if (key === "packages") {
        this.workspaces = readStrings(scanner);
      } else if (key === "catalog") {
        this.catalogs.readCatalog("workspaces.catalog");
      } else if (key === "catalogs") {
        this.catalogs.readCatalogs("workspaces.catalogs");
      } else {
        scanner.skipValue();
      }
    }
  }

  private readPnpmSettings(): void {
    const { scanner, blocks } = this;
    this.pnpmSettings = blocks.keySpan();
    this.overrides.delete("pnpm.overrides");
    if (!scanner.enterObject()) {
      scanner.skipValue();
      return;
    }
    const own = ["overrides"];
    for (let key = blocks.nextKey(own); key !== undefined; key = blocks.nextKey(own)) {
      if (key === "overrides") {
        this.readFlatOverrides("pnpm.overrides", "pnpm");
      } else {
        scanner.skipValue();
      }
    }
  }

  private readOverrides(): void {
    const { scanner, blocks } = this;
    const [span, indent] = [blocks.keySpan(), scanner.keyIndent()];
    if (this.overrides.has("overrides")) {
      blocks.complainAboutTwice("overrides", span);
    }
    const isBlock = blocks.enterVersions("overrides");
    this.overrides.set("overrides", isBlock ? readNpmOverrides(blocks, span, indent) : []);
  }

  private readFlatOverrides(path: string, grammar: OverrideGrammar): void {
    const { blocks } = this;
    if (this.overrides.has(path)) {
      blocks.complainAboutTwice(path, blocks.keySpan());
    }
    const entries = blocks.enterVersions(path) ? blocks.readEntries("override") : [];
    this.overrides.set(
      path,
      entries.flatMap((entry) => this.toOverrideText(entry, grammar)),
    );
  }

  private toOverrideText(entry: ManifestEntry, grammar: OverrideGrammar): readonly OverrideText[] {
    const { key, spec, nameSpan, specSpan } = entry;
    const selector = parseSelector(key, grammar);
    if (selector === undefined) {
      this.blocks.complain(noName(key), nameSpan);
      return [];
    }
    return isRemoval(grammar, spec) ? [] : [{ selector, grammar, spec, nameSpan, specSpan }];
  }

  private complainAboutReferences(overrides: readonly OverrideText[], declared: FindDeclared): void {
    for (const { spec, grammar, specSpan } of overrides) {
      const reference = referenceOf(spec);
      if (reference !== undefined && findReferenced(grammar, reference, declared) === undefined) {
        const manager = grammar === "npm" ? "npm" : "pnpm";
        const happened = `"${spec}" stands for the version that this file's dependencies ask of "${reference}", and they do not name it.`;
        const remedy = "Add it there, or write the version itself.";
        this.blocks.complain(`${happened} ${manager} refuses to install like this. ${remedy}`, specSpan);
      }
    }
  }

  /** npm reads either spelling, and of both `bundleDependencies`. What is peer or for development is never packed. */
  private markBundled(): (dependency: Dependency) => Dependency {
    const bundled = this.bundled.get("bundleDependencies") ?? this.bundled.get("bundledDependencies");
    return (dependency) => {
      const { section, key } = dependency;
      const isPacked = section === "dependencies" || section === "optionalDependencies";
      const isNamed = bundled === "all" ? section === "dependencies" : bundled?.has(key) === true;
      return isPacked && isNamed ? { ...dependency, bundled: true } : dependency;
    };
  }
}

function isSection(key: string): key is Section {
  return (SECTIONS as readonly string[]).includes(key);
}
