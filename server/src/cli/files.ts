import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { relativePath } from "../core/filePath";
import { LOCKFILE_NAMES } from "../core/lockfileChoice";
import { MANIFEST_NAMES } from "../core/manifestNames";
import type { Io } from "./io";
import { reasonOf } from "./output";
import { UsageError } from "./usageError";

/** A path as the core wants it: absolute, forward slashes. */
export function absolutePath(io: Io, path: string): string {
  const absolute = resolve(io.workingDirectory, path);
  return process.platform === "win32" ? absolute.replaceAll("\\", "/") : absolute;
}

/** The text of a file that was named on the command line. Throws `UsageError` where there is none. */
export async function readNamedFile(io: Io, path: string): Promise<string> {
  try {
    return await readFile(absolutePath(io, path), "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

/** A JSON document that was named on the command line; a byte-order mark is no fault. */
export async function readNamedJson(io: Io, path: string, expected: string): Promise<unknown> {
  const text = await readNamedFile(io, path);
  try {
    return JSON.parse(text.startsWith("\uFEFF") ? text.slice(1) : text);
  } catch {
    const fault = text.trim() === "" ? "is empty" : "is not JSON";
    throw new UsageError(`${path} ${fault}: expected ${expected}`);
  }
}

/** What stands at a path: undefined for nothing that can be looked at. */
export async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch {
    return undefined;
  }
}

/** The files that hold what is judged, as a sentence lists them. */
export const READABLE = `${MANIFEST_NAMES.join(", ")}, ${LOCKFILE_NAMES.slice(0, -1).join(", ")} or ${LOCKFILE_NAMES.at(-1)}`;

/** Whether the file's name promises JSON, so that another text in it can be refused; other formats say themselves what is wrong. */
export function isJson(path: string): boolean {
  return path.endsWith(".json");
}

const CONFLICT = /^(?:<{7}|\|{7}|={7}|>{7})(?: |$)/m;

/**
 * Whether a text could be a JSON object that was broken on the way, rather than something else.
 *
 * Half-typed manifests and lockfiles with merge conflicts are read as far as they go; a text that never
 * was one is refused with a sentence.
 */
export function beginsAsObject(text: string): boolean {
  return /^\uFEFF?\s*\{\s*(?:"(?:[^"\\\n]|\\.)*"\s*:|\})/.test(text) || CONFLICT.test(text);
}

/** Code scanning and annotations want paths from the root of the checkout. */
export function nameInRepository(file: string, root: string, io: Io): string {
  const bases = [io.environment.GITHUB_WORKSPACE, io.workingDirectory].flatMap((base) =>
    base ? [absolutePath(io, base)] : [],
  );
  for (const base of bases) {
    const name = relativePath(base, file);
    if (name !== undefined) {
      return name;
    }
  }
  return relativePath(root, file) ?? file;
}
