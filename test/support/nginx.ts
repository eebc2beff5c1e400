import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { start, stop } from "../e2e/children";
import { freePort } from "./freePort";

export interface Nginx {
  readonly port: number;
  close(): Promise<void>;
}

/** Debian has it where only root looks for programs. */
const PATH = `${process.env.PATH ?? ""}:/usr/sbin`;
const MOST_TRIES = 3;

/** Whether this machine has an nginx. */
export function hasNginx(): boolean {
  return spawnSync("nginx", ["-v"], { env: { PATH } }).status === 0;
}

/** Starts an nginx of our own with what stands in `http {}`; `configure` gets the port and a folder to write into. */
export async function startNginx(configure: (port: number, folder: string) => Promise<string>): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), "custody-nginx-"));
  const log: string[] = [];
  // Somebody else may take the port before nginx does.
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const port = await freePort();
    const file = join(folder, "nginx.conf");
    await mkdir(join(folder, "temp"), { recursive: true });
    await writeFile(file, wrapped(folder, await configure(port, folder)));
    const child = start("nginx", ["-p", folder, "-c", file, "-e", "stderr"], {
      env: { PATH },
      stdio: ["ignore", "ignore", "pipe"],
    });
    const ended = once(child, "close");
    const isUp = await new Promise<boolean>((resolve) => {
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        log.push(text);
        if (text.includes("start worker process ")) {
          resolve(true);
        }
      });
      ended.then(() => resolve(false));
    });
    if (isUp) {
      return {
        port,
        async close() {
          await stop(child);
          await rm(folder, { recursive: true, force: true });
        },
      };
    }
  }
  await rm(folder, { recursive: true, force: true });
  throw new Error(`nginx did not start:\n${log.join("")}`);
}

/** What stands around the files of conf.d: all that it writes is in the folder. */
function wrapped(folder: string, http: string): string {
  const kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 2;
pid ${folder}/nginx.pid;
error_log stderr notice;
events {}
http {
  access_log off;
  ${kinds.map((kind) => `${kind}_temp_path ${folder}/temp/${kind};`).join("\n  ")}
  ${http}
}
`;
}
