import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Where Node keeps what it has made of a program's code. Set by the user, it is theirs; Node.js before 22.1 knows none. */
const VARIABLE = "NODE_COMPILE_CACHE";

/**
 * Lets Node keep what it has made of the server's code, so that a window that opens need not compile it again, which is
 * a quarter of the start. Node looks whether it is of the same code and the same Node, and else goes without.
 *
 * What stands there is run: so the folder is in the editor's own storage, as the extension itself is, and never where a
 * workspace or a restored cache could put something. One of each version, since they have nothing in common.
 */
export function codeCacheIn(
  storage: string,
  version: string,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  return environment[VARIABLE] === undefined ? { [VARIABLE]: join(folderIn(storage), version) } : {};
}

/** Takes away what was kept of other versions. Never throws: what cannot be taken away stays. */
export async function forgetOtherCode(storage: string, version: string): Promise<void> {
  const folder = folderIn(storage);
  const names = await readdir(folder).catch(() => []);
  const others = names.filter((name) => name !== version);
  await Promise.allSettled(others.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function folderIn(storage: string): string {
  return join(storage, "code");
}
