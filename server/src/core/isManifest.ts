import type { Lockfile, Manifest } from "./model";

/** Whether a document declares dependencies; else it locks them. */
export function isManifest(document: Manifest | Lockfile): document is Manifest {
  return "dependencies" in document;
}
