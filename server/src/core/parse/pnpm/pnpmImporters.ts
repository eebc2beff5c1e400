import type { Section } from "../../model";
import type { Steps } from "../../steps";
import type { YamlLines } from "../yaml/yamlLines";

/** What an importer asks for, and what it came to. */
export interface PnpmRequest {
  readonly name: string;
  specifier: string | undefined;
  reference: string | undefined;
  readonly section: Section;
}

/** Keys of an importer → how its dependencies are meant. What pnpm itself needs is for development. */
export const SECTIONS: ReadonlyMap<string, Section> = new Map<string, Section>([
  ["dependencies", "dependencies"],
  ["devDependencies", "devDependencies"],
  ["optionalDependencies", "optionalDependencies"],
  ["configDependencies", "devDependencies"],
  ["packageManagerDependencies", "devDependencies"],
]);

/** So many importers are read between two turns of others. */
const PART = 10;

/** Reads `importers`: folder → what it asks for; "" is the root. */
export function* readImporters(lines: YamlLines, importers: Map<string, PnpmRequest[]>, outer: number): Steps<void> {
  lines.next();
  for (let count = 1; lines.indent > outer; count++) {
    if (count % PART === 0) {
      yield;
    }
    const { indent } = lines;
    const key = lines.key();
    const path = key === "." ? "" : key;
    const requests = importers.get(path) ?? [];
    const specifiers = new Map<string, string>();
    importers.set(path, requests);
    lines.next();
    while (lines.indent > indent) {
      const section = SECTIONS.get(lines.key());
      const inner = lines.indent;
      if (section !== undefined) {
        readRequests(lines, section, requests);
      } else if (lines.keyIs("specifiers")) {
        readScalars(lines, specifiers);
      } else {
        lines.next();
        lines.leave(inner);
      }
    }
    fillSpecifiers(requests, specifiers);
  }
}

/** `name: version`, and from 6.0 on `name:` with a `specifier` and a `version`. */
export function readRequests(lines: YamlLines, section: Section, requests: PnpmRequest[]): void {
  const outer = lines.indent;
  lines.next();
  while (lines.indent > outer) {
    const { indent } = lines;
    const request: PnpmRequest = { name: lines.key(), specifier: undefined, reference: undefined, section };
    const take = (key: string, value: string | undefined): void => {
      if (key === "specifier") {
        request.specifier = value;
      } else if (key === "version") {
        request.reference = value;
      }
    };
    requests.push(request);
    if (lines.readFlow(take)) {
      lines.next();
      continue;
    }
    if (!lines.hasNoValue()) {
      request.reference = lines.wholeValue();
    }
    lines.next();
    while (lines.indent > indent) {
      take(lines.key(), lines.wholeValue());
      lines.next();
    }
  }
}

/** Reads `catalogs` into `catalog:name` → key → specifier; the default one is `catalog:` too. */
export function readCatalogs(lines: YamlLines, catalogs: Map<string, Map<string, string>>, outer: number): void {
  lines.next();
  while (lines.indent > outer) {
    const { indent } = lines;
    const requests: PnpmRequest[] = [];
    const name = lines.key();
    readRequests(lines, "dependencies", requests);
    const specifiers = new Map(requests.map((request) => [request.name, request.specifier ?? ""]));
    catalogs.set(`catalog:${name}`, specifiers);
    if (name === "default") {
      catalogs.set("catalog:", specifiers);
    }
    lines.leave(indent);
  }
}

/** Reads the scalars below a key. */
export function readScalars(lines: YamlLines, found: Map<string, string>): void {
  const { indent } = lines;
  lines.next();
  while (lines.indent > indent) {
    found.set(lines.key(), lines.value());
    lines.next();
  }
}

/** Up to 5.x, specifiers stand apart from versions. */
export function fillSpecifiers(requests: readonly PnpmRequest[], specifiers: ReadonlyMap<string, string>): void {
  for (const request of requests) {
    request.specifier ??= specifiers.get(request.name);
  }
}
