import type { Lockfile, Manifest } from "../model";
import { inspectJson, type LocateOffset } from "./inspectJson";
import { plainText } from "./markdown";
import { count } from "./words";

/** What `inspect` lists, one line for each package: place, name, version or spec, where it comes from. */
export function renderInspectText(file: string, document: Manifest | Lockfile, locate: LocateOffset): string {
  const { kind, packages } = inspectJson(file, document, locate);
  const rows = packages.map((entry) => {
    const details = [
      entry.source,
      entry.direct ? "direct" : "transitive",
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

function longest(texts: readonly string[]): number {
  return texts.reduce((length, text) => Math.max(length, text.length), 0);
}
