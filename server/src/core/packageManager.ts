import { minVersion, validRange } from "semver";

/** Who installs, as a manifest names it: `pnpm@9.1.0+sha512.…`, or a range of `devEngines`. */
export interface NamedManager {
  readonly name: string;
  /** A version or range; undefined where only the name is given. */
  readonly range: string | undefined;
}

/** Reads `Manifest.packageManager`. */
export function readPackageManager(text: string | undefined): NamedManager | undefined {
  const [, name, range] = /^\s*([^\s@]+)(?:@\s*(.*?))?\s*$/s.exec(text ?? "") ?? [];
  if (name === undefined) {
    return undefined;
  }
  const bare = range?.replace(/(\d)\+.*$/s, "$1") ?? "";
  return { name, range: bare.length <= 200 && validRange(bare, true) !== null && bare !== "" ? bare : undefined };
}

/** Whether no version before a major one is meant: `11.2.0`, `>=11`. */
export function isFromMajor({ range }: NamedManager, major: number): boolean {
  return range !== undefined && (minVersion(range, true)?.major ?? 0) >= major;
}
