import type { Manifest } from "../model";
import { type ManifestYaml, parseManifestYaml } from "./manifest/manifestYaml";

const YARNRC: ManifestYaml = {
  kind: "yarnrc",
  document: ".yarnrc.yml",
  manager: "Yarn",
  schema: "failsafe",
  twice: "last counts",
  read({ key, keySpan, value }, reader) {
    if (key === "catalog") {
      reader.readCatalog(value, key, keySpan, "");
    } else if (key === "catalogs") {
      for (const inner of reader.readMappings(value, key, keySpan)) {
        reader.readCatalog(inner.value, `${key}.${inner.key}`, inner.keySpan, inner.key);
      }
    }
  },
};

/** Reads the catalogs of a .yarnrc.yml; nothing else of it is of interest. Never throws. */
export function parseYarnrc(text: string): Manifest {
  return parseManifestYaml(text, YARNRC);
}
