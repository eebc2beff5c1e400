import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const MAIN = resolve(__dirname, "../../server/src/cli/main.ts");

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs the real program, from its source: a process of its own in `HOME/project`, for a user whose home and environment
 * are all there is.
 */
export async function program(
  home: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const words = ["--import", pathToFileURL(require.resolve("tsx")).href, MAIN, ...args];
  const child = spawn(process.execPath, words, {
    cwd: resolve(home, "project"),
    env: { PATH: process.env.PATH ?? "", HOME: home, USERPROFILE: home, ...environment },
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const [code] = await once(child, "close");
  return { code, out, err };
}
