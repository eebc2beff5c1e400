import { appendFileSync } from "node:fs";

/**
 * Loaded into a process with `--import`: writes a line for each time its main thread was busy for long, since only
 * the process itself can tell. What it costs is a timer of one millisecond.
 */
const place = process.env.CUSTODY_PROBE;
const LONG_MS = 4;

if (place !== undefined && place !== "") {
  let last = performance.now();
  let used = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const wall = now - last - 1;
    const { user, system } = process.threadCpuUsage(used);
    if (wall >= LONG_MS) {
      const line = {
        at: performance.timeOrigin + last,
        wall,
        cpu: (user + system) / 1000,
        rss: process.memoryUsage.rss(),
      };
      appendFileSync(place, `${JSON.stringify(line)}\n`);
    }
    last = performance.now();
    used = process.threadCpuUsage();
  }, 1);
  timer.unref();
}
