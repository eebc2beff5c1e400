import { LOCKFILE_NAMES } from "./lockfileChoice";
import { MANIFEST_NAMES } from "./manifestNames";

/** The files that hold settings of package managers, and nothing else that is judged. */
export const SETTINGS_FILES: readonly string[] = [".npmrc", "bunfig.toml"];

/** The names of the files that a review compares. */
export const REVIEWED_NAMES: readonly string[] = [
  ...MANIFEST_NAMES,
  ...LOCKFILE_NAMES,
  "custody.json",
  ...SETTINGS_FILES,
];
