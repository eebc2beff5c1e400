import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Io } from "./io";
import { UsageError } from "./usageError";

/** Where a result goes: standard output, or a file that appears whole or not at all. */
export interface Output {
  /** False once nobody reads any more. */
  write(text: string): Promise<boolean>;
}

/**
 * Runs `work` with its output. A file is written beside its place and moved there when `work` is done, so
 * that whoever reads it never sees half a result, and a failure leaves the old one.
 */
export async function withOutput<T>(
  io: Io,
  file: string | undefined,
  work: (output: Output) => Promise<T>,
): Promise<T> {
  if (file === undefined) {
    return work(io);
  }
  const target = resolve(io.workingDirectory, file);
  const draft = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  const handle = await open(draft, "w").catch(refuse);
  try {
    const result = await work({ write: (text) => handle.writeFile(text).then(() => true, refuse) });
    await handle.close();
    await rename(draft, target).catch(refuse);
    return result;
  } finally {
    await handle.close().catch(() => undefined);
    await rm(draft, { force: true });
  }
}

function refuse(error: unknown): never {
  throw new UsageError(`--output cannot be written: ${reasonOf(error)}`);
}

/** The code of a system error in words, without the path, which stands in the sentence already. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  switch (code) {
    case "ENOENT":
      return "there is no such file or folder";
    case "EISDIR":
      return "it is a folder";
    case "ENOTDIR":
      return "part of the path is not a folder";
    case "ENOSPC":
      return "the disk is full";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "permission denied";
    default:
      return code ?? (error instanceof Error ? error.message : String(error));
  }
}
