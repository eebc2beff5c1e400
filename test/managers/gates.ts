import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { CompactHistory } from "../replica/compactHistory";
import { GATE_SCENARIOS, type GateScenario, manifestOf, RELEASES } from "./gateScenarios";
import { MANAGER_NAMES, type Manager, obtain } from "./obtain";
import { type PackageServer, startPackageServer } from "./packageServer";
import { planGate } from "./planGate";
import { gateRecordingPath, writeRecording } from "./recording";
import type { Files } from "./scenarios";

/**
 * `npm run managers:gates [-- SCENARIO… MANAGER…] [--record]`: has real package managers install what their own gates may
 * refuse, from a registry on this machine, and looks whether they say what we say, before and after the fix.
 */
async function main(args: readonly string[]): Promise<void> {
  const folder = join(tmpdir(), "custody-managers");
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, "gates-"));
  const server = await startPackageServer(Object.keys(RELEASES).map(historyOf));
  const isNamed = (name: string, all: readonly string[]) =>
    args.includes(name) || !all.some((other) => args.includes(other));
  let failed = 0;
  for (const name of MANAGER_NAMES.filter((each) => isNamed(each, MANAGER_NAMES))) {
    for (const [id, scenario] of Object.entries(GATE_SCENARIOS)) {
      if (!scenario.managers.test(name) || !isNamed(id, Object.keys(GATE_SCENARIOS))) {
        continue;
      }
      const place = join(work, `${name}-${id}`);
      const manager = obtain(name, folder, { home: join(place, "home"), registry: server.url });
      const recording = args.includes("--record") ? gateRecordingPath(id, name) : undefined;
      const wrong = await attempt(manager, scenario, place, server, recording);
      failed += wrong === undefined ? 0 : 1;
      console.log(`${wrong === undefined ? "ok  " : "FAIL"} ${name.padEnd(8)} ${id.padEnd(14)} ${wrong ?? ""}`);
    }
  }
  await server.close();
  rmSync(work, { recursive: true, force: true });
  process.exitCode = failed === 0 ? 0 : 1;
}

/** What is wrong; undefined where the manager did at every step what we say it does. */
async function attempt(
  manager: Manager,
  scenario: GateScenario,
  place: string,
  { url }: PackageServer,
  recording: string | undefined,
): Promise<string | undefined> {
  const { name, lockfile, packageManager } = manager;
  const { files, lockedWith, home = {}, takenBy } = scenario;
  const project = join(place, "project");
  const manifest = { "package.json": manifestOf(scenario, packageManager) };
  const before = lockedWith === undefined ? { "package.json": manifestOf({ asks: {} }, packageManager) } : manifest;
  write(project, { ...before, ...lockedWith });
  const first = await outcome(manager, project);
  if (first !== undefined) {
    return `the first install failed: ${first}`;
  }
  const locked = readFileSync(join(project, lockfile), "utf8");
  for (const file of Object.keys(lockedWith ?? {})) {
    rmSync(join(project, file));
  }
  const now: Files = { ...manifest, ...files, [lockfile]: locked };
  write(project, now);
  write(join(place, "home"), home);
  const plan = await planGate(now, scenario);
  const said = await outcome(manager, project);
  const isTaken = takenBy?.test(name) === true;
  if ((said === undefined) !== isTaken || plan.isRefused === isTaken) {
    return `${said === undefined ? "taken" : `refused (${said})`}, expected ${isTaken ? "taken" : "refused"}; we say ${plan.isRefused ? "refused" : "taken"}`;
  }
  if (isTaken) {
    record({ said: "taken", before: now, after: undefined });
    return undefined;
  }
  if (plan.titles.length !== 1) {
    return "there is no fix";
  }
  write(project, plan.files);
  const after = await outcome(manager, project);
  if (after !== undefined) {
    return `the fix is not enough: ${after}`;
  }
  const again = await planGate(plan.files, scenario);
  record({ said: plan.titles.join("\n"), before: now, after: plan.files });
  return again.isRefused ? "we say that it is refused after the fix" : undefined;

  function record(run: Parameters<typeof writeRecording>[1]): void {
    if (recording !== undefined) {
      const stable = (all: Files) =>
        Object.fromEntries(
          Object.entries(all).map(([path, text]) => [path, text.replaceAll(url, "https://registry.example/")]),
        );
      writeRecording(recording, { ...run, before: stable(run.before), after: run.after && stable(run.after) });
    }
  }
}

/** What the manager said against it; undefined where it was content. */
async function outcome(manager: Manager, folder: string): Promise<string | undefined> {
  try {
    await manager.lock(folder);
    return undefined;
  } catch (error) {
    return String(error).replaceAll(/\s+/g, " ").slice(0, 400);
  }
}

function historyOf(name: string): CompactHistory {
  const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000).toISOString();
  const releases = (RELEASES[name] ?? []).map(
    ({ version, hoursAgo, how }) => [version, at(hoursAgo), { by: "ann", how }] as const,
  );
  return { name, releases };
}

function write(folder: string, files: Files): void {
  mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

void main(process.argv.slice(2));
