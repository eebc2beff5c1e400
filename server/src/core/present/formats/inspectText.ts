import type { Block, Lockfile, Manifest } from "../../model";
import { plainText } from "../markdown";
import { count } from "../words";
import { inspectJson, type LocateOffset } from "./inspectJson";

/** What is said of the place that an entry of a manifest has. */
interface ManifestEntry {
  readonly section: Block;
  readonly catalog?: string;
  readonly parents?: readonly string[];
  readonly when?: string;
}

/** What `inspect` lists, one line for each package: place, name, version or spec, where it comes from. */
export function renderInspectText(file: string, document: Manifest | Lockfile, locate: LocateOffset): string {
  const { kind, packages } = inspectJson(file, document, locate);
  const rows = packages.map((entry) => {
    const details = [
      entry.source,
      "section" in entry ? placeWords(entry) : entry.direct ? "direct" : "transitive",
      ...("bundled" in entry ? ["bundled"] : []),
      ...(entry.dev === true ? ["development only"] : []),
      ...("integrity" in entry && !entry.integrity && entry.source === "registry" ? ["no integrity"] : []),
    ];
    return {
      place: `${entry.line}:${entry.column}`,
      name: plainText(`${entry.name} ${"version" in entry ? entry.version : entry.spec}`),
      details: details.join(", "),
    };
  });
  const placeWidth = longest(rows.map(({ place }) => place));
  const nameWidth = Math.min(50, longest(rows.map(({ name }) => name)));
  const lines = rows.map(
    ({ place, name, details }) => `  ${place.padStart(placeWidth)}  ${name.padEnd(nameWidth)}  ${details}`,
  );
  return `${[`${file}: ${kind}, ${count(packages.length, "package", "packages")}`, ...lines].join("\n")}\n`;
}

/** What a line of a manifest is: a request, or something that decides over requests. */
function placeWords({ section, catalog, parents = [], when }: ManifestEntry): string {
  switch (section) {
    case "catalog":
      return catalog ? `catalog ${plainText(catalog)}` : "catalog";
    case "overrides":
    case "resolutions": {
      const where = parents.length === 0 ? "" : ` below ${parents.map((parent) => plainText(parent)).join(" > ")}`;
      return `override${when === undefined ? "" : ` of ${plainText(when)}`}${where}`;
    }
    default:
      return "direct";
  }
}

function longest(texts: readonly string[]): number {
  return texts.reduce((length, text) => Math.max(length, text.length), 0);
}
