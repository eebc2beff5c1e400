import { join } from "node:path";
import { type CacheFs, codeOf } from "./shard";

/** What of the machine decides where the cache is. */
export interface CacheMachine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
  readonly platform: NodeJS.Platform;
}

/** The folder of the cache, or why there is none. */
export type CachePlace = { readonly folder: string } | { readonly off: string };

/** CUSTODY_CACHE says where the cache is, or "off"; else it is where this system keeps caches of a user. */
export function findCachePlace({ environment, homeDirectory, platform }: CacheMachine): CachePlace {
  const asked = environment.CUSTODY_CACHE ?? "";
  if (/^(?:off|0|no|false)$/i.test(asked)) {
    return { off: `CUSTODY_CACHE is "${asked}"` };
  }
  if (asked !== "") {
    return isAbsolutePath(asked, platform)
      ? { folder: asked }
      : { off: `CUSTODY_CACHE should be an absolute path or "off", but is "${asked}"` };
  }
  const parent = usualParent(environment, homeDirectory, platform);
  return parent === undefined ? { off: "this user has no home folder" } : { folder: join(parent, "custody") };
}

function usualParent(
  environment: CacheMachine["environment"],
  home: string,
  platform: NodeJS.Platform,
): string | undefined {
  const isKnown = isAbsolutePath(home, platform);
  const named = environment[platform === "win32" ? "LOCALAPPDATA" : "XDG_CACHE_HOME"] ?? "";
  if (platform !== "darwin" && isAbsolutePath(named, platform)) {
    return named;
  }
  switch (platform) {
    case "win32":
      return isKnown ? join(home, "AppData", "Local") : undefined;
    case "darwin":
      return isKnown ? join(home, "Library", "Caches") : undefined;
    default:
      return isKnown ? join(home, ".cache") : undefined;
  }
}

function isAbsolutePath(path: string, platform: NodeJS.Platform): boolean {
  return platform === "win32" ? /^(?:[a-z]:[\\/]|\\\\)/i.test(path) : path.startsWith("/");
}

/**
 * Makes a folder that its user alone can enter. Throws where that cannot be: what others may write to, they could
 * fill with answers of their own.
 */
export function makePrivateFolder(fs: CacheFs, path: string, userId: number | undefined): void {
  fs.mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = fs.lstatSync(path);
  if (!found.isDirectory()) {
    throw Object.assign(new Error("it is not a folder"), { code: "ENOTDIR" });
  }
  if (userId === undefined) {
    return;
  }
  if (found.uid !== userId) {
    throw Object.assign(new Error("it belongs to another user"), { code: "EOWNER" });
  }
  if ((found.mode & 0o077) !== 0) {
    fs.chmodSync(path, 0o700);
  }
}

/** Why the cache cannot be used, in words. */
export function wordsOf(error: unknown): string {
  switch (codeOf(error)) {
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "it cannot be written";
    case "ENOTDIR":
    case "EEXIST":
      return "a file stands in its place";
    case "EOWNER":
      return "it belongs to another user";
    default:
      return error instanceof Error ? (codeOf(error) ?? error.message) : String(error);
  }
}
