import type { YamlLines } from "../yaml/yamlLines";
import type { PnpmEntries, PnpmEntry } from "./pnpmEntry";
import { withoutPeers } from "./pnpmKey";
import type { PnpmReference } from "./pnpmReferences";

/** Reads the fields below a package's key, in whatever form they are. */
export function readEntry(
  lines: YamlLines,
  entries: PnpmEntries,
  entry: PnpmEntry,
  outer: number,
  isVariant: boolean,
): void {
  const inner = lines.indent;
  let dev: boolean | undefined;
  let optional = false;
  while (lines.indent > outer) {
    if (lines.indent > inner) {
      lines.next();
    } else if (lines.keyIs("resolution")) {
      readResolution(lines, entries, entry);
    } else if (lines.keyIs("dependencies") || lines.keyIs("optionalDependencies")) {
      readReferences(lines, entries, entry);
    } else {
      if (lines.keyIs("dev")) {
        dev = lines.valueIs("true");
      } else if (lines.keyIs("optional")) {
        optional = lines.valueIs("true");
      } else if (lines.keyIs("requiresBuild")) {
        entry.hasInstallScript ||= lines.valueIs("true");
      } else if (lines.keyIs("version")) {
        entries.detailsOf(entry).version ??= lines.wholeValue();
      } else if (lines.keyIs("name")) {
        entries.detailsOf(entry).name ??= lines.wholeValue();
      }
      const { indent } = lines;
      lines.next();
      lines.leave(indent);
    }
  }
  entries.settle(entry, dev, optional, isVariant);
}

function readResolution(lines: YamlLines, entries: PnpmEntries, entry: PnpmEntry): void {
  const { indent } = lines;
  const isKnown = entry.integrity !== undefined || entries.details.get(entry)?.tarball !== undefined;
  const integrity = lines.shortFlow("{integrity: ");
  if (integrity !== undefined) {
    entry.integrity ??= integrity;
    lines.next();
  } else if (isKnown) {
    lines.next();
    lines.leave(indent);
  } else if (lines.readFlow((key, value) => takeResolution(entries, entry, key, value))) {
    lines.next();
  } else {
    lines.next();
    const inner = lines.indent;
    while (lines.indent > indent) {
      if (lines.indent === inner) {
        takeResolution(entries, entry, lines.key(), lines.value());
      }
      lines.next();
    }
  }
}

function readReferences(lines: YamlLines, entries: PnpmEntries, entry: PnpmEntry): void {
  const { indent } = lines;
  const references: PnpmReference[] = [];
  lines.next();
  while (lines.indent > indent) {
    const reference = lines.wholeValue();
    if (reference !== undefined && reference !== "") {
      references.push(entries.references.of(lines.key(), withoutPeers(reference)));
    }
    lines.next();
  }
  if (references.length > 0) {
    entries.addReferences(entry, references);
  }
}

function takeResolution(entries: PnpmEntries, entry: PnpmEntry, key: string, value: string): void {
  if (key === "integrity") {
    entry.integrity ??= value;
    return;
  }
  const details = entries.detailsOf(entry);
  if (key === "tarball") {
    details.tarball ??= value;
  } else if (key === "type") {
    details.type ??= value;
  } else if (key === "gitHosted") {
    details.isGitHosted = value === "true";
  } else if (key === "repo") {
    details.place = details.place === undefined ? value : `${value}#${details.place}`;
  } else if (key === "commit") {
    details.place = details.place === undefined ? value : `${details.place}#${value}`;
  } else if (key === "directory" || key === "url") {
    details.place ??= value;
  }
}
