import { appendFileSync } from "node:fs";

/**
 * Loaded into a process with `--import`: writes a line for each time its main thread was busy for long, since only
 * the process itself can tell. What it costs is a timer of one millisecond.
 *
 * Processes that this one starts inherit it: CUSTODY_PROBED is how the path of the one that is meant ends.
 */
const { CUSTODY_PROBE: place = "", CUSTODY_PROBED: ending = "" } = process.env;
const [, script = ""] = process.argv;
const LONG_MS = 4;

/** What the thread itself has computed, in microseconds; older Nodes can only tell of the whole process. */
const used = () => {
  const { user, system } = process.threadCpuUsage?.() ?? process.cpuUsage();
  return user + system;
};

if (place !== "" && script.endsWith(ending)) {
  let last = performance.now();
  let before = used();
  const timer = setInterval(() => {
    const now = performance.now();
    const wall = now - last - 1;
    if (wall >= LONG_MS) {
      const line = {
        at: performance.timeOrigin + last,
        wall,
        cpu: (used() - before) / 1000,
        rss: process.memoryUsage.rss(),
      };
      appendFileSync(place, `${JSON.stringify(line)}\n`);
    }
    last = performance.now();
    before = used();
  }, 1);
  timer.unref();
}
