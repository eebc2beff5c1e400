import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import {
  type DocumentSource,
  field,
  type OsvRecord,
  type RegistryDocument,
  record,
  type UndatedEvents,
} from "./documents";

/** The recorded documents, where this checkout has them beside it. They are read, never copied. */
const CORPUS = resolve(import.meta.dirname, "../../../shared/corpus");

export function hasCorpus(): boolean {
  return existsSync(join(CORPUS, "packuments"));
}

/**
 * Recorded and reconstructed registry documents. Of several for one name: the reconstruction whose hour comes next,
 * because it holds what was pulled later; else a recorded one; else the latest reconstruction. `eventsOf` says what is
 * known from elsewhere about the undated parts of a name's documents.
 */
export function corpusDocuments(eventsOf: (name: string) => UndatedEvents = () => ({})): DocumentSource {
  const recorded = new Map(
    ["modern", "histories", "packuments"].flatMap((folder) =>
      jsonFiles(join(CORPUS, folder)).map((file) => [nameOf(file), file] as const),
    ),
  );
  const cases = reconstructions();
  return {
    names: () => [...new Set([...recorded.keys(), ...cases.keys()])],
    find(name, asOf) {
      const made = cases.get(name) ?? [];
      const file = (made.find((one) => one.asOf >= asOf) ?? { file: recorded.get(name) }).file ?? made.at(-1)?.file;
      return file === undefined ? undefined : { document: read(file) as RegistryDocument, events: eventsOf(name) };
    },
  };
}

/** OSV records as the service gives them: it writes SEMVER for npm, where the advisory database writes ECOSYSTEM. */
export function corpusAdvisories(): readonly OsvRecord[] {
  return jsonFiles(join(CORPUS, "osv"))
    .filter((file) => /^(GHSA|MAL)-/.test(basename(file)))
    .map((file) => read(file) as OsvRecord)
    .filter(({ published }) => typeof published === "string")
    .map((advisory) => ({
      ...advisory,
      affected: (advisory.affected ?? []).map((one) => ({
        ...one,
        ...(one.ranges === undefined
          ? {}
          : { ranges: one.ranges.map((range) => (range.type === "ECOSYSTEM" ? { ...range, type: "SEMVER" } : range)) }),
      })),
    }));
}

/** Name → its reconstructed documents, by the hour they were made for. */
function reconstructions(): ReadonlyMap<string, readonly { readonly file: string; readonly asOf: number }[]> {
  const made = new Map<string, { file: string; asOf: number }[]>();
  const lines = readFileSync(join(CORPUS, "cases/cases.jsonl"), "utf8").split("\n");
  for (const line of lines.filter((text) => text.trim() !== "")) {
    const one = record(JSON.parse(line));
    const name = field(one, "package");
    const packument = field(one, "packument");
    if (one?.real === false && name !== undefined && packument !== undefined) {
      const entry = { file: join(CORPUS, "cases/packuments", packument), asOf: Date.parse(String(one.asOf)) };
      made.set(name, [...(made.get(name) ?? []), entry]);
    }
  }
  for (const entries of made.values()) {
    entries.sort((a, b) => a.asOf - b.asOf);
  }
  return made;
}

function jsonFiles(folder: string): readonly string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return files.sort().map((file) => join(folder, file));
}

/** `@scope__name.json`; a year before the ending tells an older capture of the same name, which the newer one replaces. */
function nameOf(file: string): string {
  return basename(file, ".json")
    .replace("__", "/")
    .replace(/\.(19|20)\d\d$/, "");
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
