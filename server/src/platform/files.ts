import { readFileSync, statSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import type { FileStamp } from "../core/world";

/** The largest lockfiles there are have 10 MB. */
export const MOST_BYTES = 50 * 1024 * 1024;
const MOST_CONFIG_BYTES = 5 * 1024 * 1024;

/**
 * The text of a file, without the mark that some editors put at its start; undefined for what is no file, cannot be
 * read, or is larger than 50 MB.
 */
export async function readTextFile(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    // Reading a pipe would wait for whoever writes to it.
    return found.isFile() && found.size <= MOST_BYTES ? decodeText(await readFile(path)) : undefined;
  } catch {
    return undefined;
  }
}

/** Equal stamps mean the same text; what is no file has none. */
export async function stampOf(path: string): Promise<FileStamp | undefined> {
  try {
    const found = await stat(path, { bigint: true });
    const id = `${found.mtimeNs} ${found.size} ${found.ino}`;
    return found.isFile() ? { id, modifiedAt: Number(found.mtimeMs) } : undefined;
  } catch {
    return undefined;
  }
}

/** The names of the folders in a folder. Links are not followed: they may lead anywhere, and in circles. */
export async function foldersIn(path: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  } catch {
    return [];
  }
}

/** What differs once the text of a file does, at once; undefined for what is no file. */
export function quickStampOf(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true });
    return found.isFile() ? `${found.mtimeNs} ${found.size} ${found.ino}` : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a configuration file, at once; undefined for what is none, cannot be read, or is larger than 5 MB. */
export function readSmallFile(path: string): string | undefined {
  try {
    const found = statSync(path);
    return found.isFile() && found.size <= MOST_CONFIG_BYTES ? decodeText(readFileSync(path)) : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a file's bytes, without the mark that some editors put at its start. */
export function decodeText(bytes: Uint8Array): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isUtf16 ? "utf-16le" : "utf-8").decode(bytes);
}
