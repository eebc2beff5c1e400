import { mkdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { run } from "./children";

const ROOT = resolve(import.meta.dirname, "../..");

/** Packages what was built, as `npm run package` does; gives what was printed. */
export async function packageExtension(vsix: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  await mkdir(dirname(vsix), { recursive: true });
  const { code, output } = await run(process.execPath, ["package.mjs", vsix], {
    cwd: ROOT,
    env: { ...process.env, ...env },
  });
  if (code !== 0 || (await stat(vsix)).size === 0) {
    throw new Error(`The extension was not packaged:\n${output}`);
  }
  return output;
}
