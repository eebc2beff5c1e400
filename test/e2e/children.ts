import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

const running = new Set<ChildProcess>();
const POSIX = process.platform !== "win32";

process.on("exit", () => {
  for (const child of running) {
    kill(child, "SIGKILL");
  }
});

/** Starts a process that dies with this one, together with everything it has started itself. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: POSIX });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/** Asks a process and its children to end, insists after three seconds, and waits until they have. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    kill(child, "SIGKILL");
    return;
  }
  const ended = new Promise((resolve) => child.once("exit", resolve));
  kill(child, "SIGTERM");
  const insist = setTimeout(() => kill(child, "SIGKILL"), 3000);
  await ended;
  clearTimeout(insist);
  kill(child, "SIGKILL");
}

/** Runs to the end; the answer is the exit code and the last of what was printed. */
export function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = start(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        output = (output + text).slice(-20_000);
      });
    }
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Makes Ctrl+C and a polite kill end this process in the ordinary way, so that its children end too. */
export function exitOnSignals(): void {
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
}

/** The whole group: a server's extension hosts must not outlive it. A group that is gone already is what was wanted. */
function kill(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    if (POSIX) {
      process.kill(-child.pid, signal);
    } else {
      child.kill(signal);
    }
  } catch {
    // No such process.
  }
}
