import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { apply, complaint, planFor } from "./applyPlan";
import { MANAGER_NAMES, type Manager, obtain } from "./obtain";
import { recordingPath, writeRecording } from "./recording";
import { type Files, isFor, SCENARIOS, type Scenario } from "./scenarios";

/** Those whose runs are kept for the tests that ask no registry: what the others do is the same. */
const RECORDED = /^(?:npm-(?:8|10|12)|pnpm-(?:8|9|10|12)|yarn-(?:1|3|4)|bun-1\.[34])$/;

/**
 * `npm run managers [-- SCENARIO… MANAGER…] [--record]`: has real package managers install after each form of override,
 * and looks whether they took the version. Needs the registry that npm is configured for.
 */
async function main(args: readonly string[]): Promise<void> {
  const folder = join(tmpdir(), "custody-managers");
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, "work-"));
  const isRecording = args.includes("--record");
  const isNamed = (name: string, all: readonly string[]) =>
    args.includes(name) || !all.some((other) => args.includes(other));
  let failed = 0;
  for (const name of MANAGER_NAMES.filter((each) => isNamed(each, MANAGER_NAMES))) {
    const manager = obtain(name, folder);
    for (const [id, scenario] of Object.entries(SCENARIOS)) {
      if (!isFor(scenario, name) || !isNamed(id, Object.keys(SCENARIOS))) {
        continue;
      }
      const outcome = await attempt(
        manager,
        scenario,
        join(work, "project"),
        isRecording && RECORDED.test(name) ? recordingPath(id, name) : undefined,
      );
      failed += outcome.isFine ? 0 : 1;
      console.log(`${outcome.isFine ? "ok  " : "FAIL"} ${name.padEnd(8)} ${id.padEnd(20)} ${outcome.said}`);
    }
  }
  rmSync(work, { recursive: true, force: true });
  process.exitCode = failed === 0 ? 0 : 1;
}

async function attempt(
  manager: Manager,
  scenario: Scenario,
  folder: string,
  recording: string | undefined,
): Promise<{ readonly isFine: boolean; readonly said: string }> {
  try {
    const { lockfile } = manager;
    const files = named(scenario.files, manager.packageManager);
    rmSync(folder, { recursive: true, force: true });
    write(folder, files);
    await manager.lock(folder);
    const before = { ...files, [lockfile]: readFileSync(join(folder, lockfile), "utf8") };
    const plan = planFor(before, lockfile, scenario);
    const isRefused = scenario.refused?.managers.test(manager.name) === true;
    if ("refused" in plan) {
      if (recording !== undefined) {
        writeRecording(recording, { said: plan.refused, before, after: undefined });
      }
      return { isFine: isRefused && scenario.refused.because.test(plan.refused), said: plan.refused };
    }
    const edited = apply(before, plan);
    write(folder, edited);
    await manager.lock(folder, /then run (.*)$/.exec(plan.title)?.[1]);
    const locked = readFileSync(join(folder, lockfile), "utf8");
    // What the next person's install makes of it.
    await manager.lock(folder);
    const again = readFileSync(join(folder, lockfile), "utf8");
    const wrong =
      complaint(lockfile, before[lockfile] ?? "", locked, scenario) ??
      complaint(lockfile, before[lockfile] ?? "", again, scenario);
    if (recording !== undefined && wrong === undefined) {
      writeRecording(recording, { said: plan.title, before, after: { ...edited, [lockfile]: locked } });
    }
    return {
      isFine: wrong === undefined && !isRefused,
      said: wrong === undefined ? plan.title : `${wrong} (${plan.title})`,
    };
  } catch (error) {
    return { isFine: false, said: String(error).replaceAll(/\s+/g, " ").slice(0, 600) };
  }
}

/** The manifest says which version installs, as projects that care do. */
function named(files: Files, packageManager: string | undefined): Files {
  const manifest = JSON.parse(files["package.json"] ?? "{}");
  return { ...files, "package.json": `${JSON.stringify({ ...manifest, packageManager }, null, 2)}\n` };
}

function write(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

void main(process.argv.slice(2));
