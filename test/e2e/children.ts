import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";

const running = new Set<ChildProcess>();
const POSIX = process.platform !== "win32";

process.on("exit", () => {
  for (const child of running) {
    kill(child, "SIGTERM");
  }
});

/** Starts a process that dies with this one, together with everything it has started itself. */
export function start(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, args, { ...options, detached: POSIX });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}

/** Asks a process and its children to end, insists when its patience ends, and waits until they have. */
export async function stop(child: ChildProcess, patienceMs = 3000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    kill(child, "SIGKILL");
    return;
  }
  const ended = new Promise((resolve) => child.once("close", resolve));
  kill(child, "SIGTERM");
  const insist = setTimeout(() => kill(child, "SIGKILL"), patienceMs);
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

/** Ctrl+C and a polite kill first end what was started here; each of those ends what it has started in turn. */
export function exitOnSignals(): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    process.once(signal, () => {
      const stopped = [...running].map((child) => stop(child, 8000));
      void Promise.allSettled(stopped).then(() => process.exit(code));
    });
  }
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
