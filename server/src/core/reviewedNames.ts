import { LOCKFILE_NAMES } from "./lockfileChoice";
import { MANIFEST_NAMES } from "./manifestNames";

/** The files that hold a gate of a package manager's own, beside the manifests that do. */
export const GATE_FILES: readonly string[] = [".npmrc", "bunfig.toml"];

/** The names of the files that a review compares. */
export const REVIEWED_NAMES: readonly string[] = [...MANIFEST_NAMES, ...LOCKFILE_NAMES, "custody.json", ...GATE_FILES];
