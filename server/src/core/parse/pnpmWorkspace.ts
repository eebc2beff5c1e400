import type { Manifest } from "../model";
import { type ManifestYaml, type ManifestYamlReader, parseManifestYaml } from "./manifest/manifestYaml";
import { noName } from "./manifest/npmOverrides";
import { isRemoval, parseSelector, toOverride } from "./manifest/overrides";
import type { YamlPair } from "./yaml/yamlTree";

const PNPM_WORKSPACE: ManifestYaml = {
  kind: "pnpm-workspace",
  document: "pnpm-workspace.yaml",
  manager: "pnpm",
  schema: "core",
  twice: "refused",
  read({ key, keySpan, value }, reader) {
    switch (key) {
      case "packages":
        reader.workspaces = reader.readList(value, key, keySpan);
        break;
      case "catalog":
        reader.readCatalog(value, key, keySpan, "");
        break;
      case "catalogs":
        for (const inner of reader.readMappings(value, key, keySpan)) {
          // pnpm's other way to write the one without a name.
          const name = inner.key === "default" ? "" : inner.key;
          reader.readCatalog(inner.value, `${key}.${inner.key}`, inner.keySpan, name);
        }
        break;
      case "overrides":
        readOverrides({ key, keySpan, value }, reader);
        break;
    }
  },
};

/**
 * Reads a pnpm-workspace.yaml: members, catalogs, and overrides in pnpm's own form. Never throws.
 *
 * "$name" stands for what the root's package.json asks for, which is not known here: such an override has no range.
 */
export function parsePnpmWorkspace(text: string): Manifest {
  return parseManifestYaml(text, PNPM_WORKSPACE);
}

function readOverrides(
  { key, keySpan, value }: Pick<YamlPair, "key" | "keySpan" | "value">,
  reader: ManifestYamlReader,
): void {
  for (const { key: selectorText, ...entry } of reader.readSpecs(value, key, keySpan, "override")) {
    const selector = parseSelector(selectorText, "pnpm");
    if (selector === undefined) {
      reader.complain(noName(selectorText), entry.nameSpan);
    } else if (!isRemoval("pnpm", entry.spec)) {
      reader.dependencies.push(toOverride({ ...entry, selector, grammar: "pnpm" }, () => undefined));
    }
  }
}
