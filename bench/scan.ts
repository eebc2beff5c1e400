import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchProgram } from "../test/managers/obtain";
import { exponentOf, median } from "./measure";
import { bundle } from "./scan/bundle";
import {
  type Contender,
  checkContender,
  editorContender,
  forgetVerdicts,
  pnpmContender,
  type Result,
} from "./scan/contenders";
import { type PreparedDocuments, prepareDocuments } from "./scan/documents";
import { type ScanReplica, startScanReplica } from "./scan/replica";
import { entriesOf, type ScanProject, writeHugeProject, writeProject } from "./scan/workspace";

/** Entries and names of lockfiles, in the proportions of real ones. */
const SIZES = [
  { entries: 200, names: 190, rounds: 5 },
  { entries: 1686, names: 1389, rounds: 5 },
  { entries: 5000, names: 3196, rounds: 3 },
] as const;

/**
 * `npx tsx bench/scan.ts [200 1686 5000] [cold warm huge]`: what it takes to check a project, cold and warm, beside pnpm that
 * verifies its lockfile, against a replica that answers after 40 ms. All take turns in one run.
 */
async function main(args: readonly string[]): Promise<void> {
  const isWanted = (word: string, all: readonly string[]) =>
    args.includes(word) || !all.some((other) => args.includes(other));
  const sizes = SIZES.filter(({ entries }) =>
    isWanted(
      String(entries),
      SIZES.map((size) => String(size.entries)),
    ),
  );
  const scratch = await mkdtemp(join(tmpdir(), "custody-scan-"));
  const documents = await prepareDocuments(Math.max(...SIZES.map(({ names }) => names)));
  const replica = await startScanReplica(documents, scratch);
  const contenders = await createContenders(scratch);
  if (isWanted("huge", [...MODES, ...SIZES.map(({ entries }) => String(entries))])) {
    const project = await writeHugeProject(join(scratch, "huge"), HUGE);
    const about = `${project.entries} entries, 1,000 importers of 50 dependencies, 5 % recent`;
    const check = contenders.filter(({ name }) => name === CHECK);
    console.log(
      renderTable(`scan, huge: ${about}; aim: memory under 1,000 MB`, await takeTurns(check, project, replica, 1)),
    );
  }
  const growth = new Map<string, (readonly [names: number, wall: number])[]>();
  for (const { entries, names, rounds } of sizes) {
    const project = await prepareProject(join(scratch, String(entries)), documents, replica, entries, names);
    const about = `${project.entries} entries of ${project.names} names, 60 direct, 5 % recent`;
    if (isWanted("cold", MODES)) {
      const results = await takeTurns(contenders, project, replica, rounds);
      console.log(renderTable(`scan, cold: ${about}`, results));
      for (const [name, all] of results) {
        growth.set(name, [...(growth.get(name) ?? []), [project.names, median(all.map(({ wall }) => wall))]]);
      }
    }
    if (isWanted("warm", MODES)) {
      console.log(
        renderTable(`scan, warm: ${about}`, await takeTurnsWarm(contenders, project, replica, rounds, scratch)),
      );
    }
  }
  for (const [name, points] of growth) {
    if (points.length > 1) {
      console.log(`growth with the number of names: ${name.padEnd(40)} exponent ${exponentOf(points).toFixed(2)}`);
    }
  }
  await replica.close();
  await rm(scratch, { recursive: true });
}

const MODES = ["cold", "warm", "huge"];
const HUGE = 200_000;
const CHECK = "custody check";

async function createContenders(scratch: string): Promise<readonly Contender[]> {
  const managers = join(tmpdir(), "custody-managers");
  await mkdir(managers, { recursive: true });
  const cli = await bundle("../server/src/cli/main.ts", join(scratch, "cli.cjs"));
  const server = await bundle("../server/src/main.ts", join(scratch, "server.cjs"));
  return [
    pnpmContender(join(fetchProgram("pnpm-12", managers), "pnpm")),
    editorContender(server),
    checkContender(CHECK, cli, []),
    checkContender("custody check --deep", cli, ["--deep"]),
  ];
}

function prepareProject(
  folder: string,
  { packages }: PreparedDocuments,
  { registry }: ScanReplica,
  entries: number,
  names: number,
): Promise<ScanProject> {
  return writeProject(folder, entriesOf(packages.slice(0, names), entries), registry);
}

type Results = ReadonlyMap<string, readonly Result[]>;

/** Round after round, so that whatever else the machine does hits all alike. The first round only warms up. */
async function takeTurns(
  contenders: readonly Contender[],
  project: ScanProject,
  replica: ScanReplica,
  rounds: number,
): Promise<Results> {
  const results = new Map<string, Result[]>(contenders.map(({ name }) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const { name, run } of contenders) {
      const result = await run(project, replica, undefined);
      if (round >= 0) {
        results.get(name)?.push(result);
      }
    }
  }
  return results;
}

/** Each in a home where it has been before; pnpm once more without its verdict, since a changed lockfile has none. */
async function takeTurnsWarm(
  contenders: readonly Contender[],
  project: ScanProject,
  replica: ScanReplica,
  rounds: number,
  scratch: string,
): Promise<Results> {
  const results = new Map<string, Result[]>();
  for (let round = -1; round < rounds; round++) {
    for (const [index, { name, run }] of contenders.entries()) {
      const home = join(scratch, "homes", `${project.entries}-${index}`);
      if (round >= 0 && index === 0) {
        await forgetVerdicts(home);
      }
      const result = await run(project, replica, home);
      if (round >= 0) {
        results.set(name, [...(results.get(name) ?? []), result]);
      }
    }
  }
  return results;
}

function renderTable(title: string, results: Results): string {
  const rows = [...results].map(([name, all]) => {
    const of = (read: (result: Result) => number) => median(all.map(read));
    const wall = of((result) => result.wall);
    const [last] = all.slice(-1);
    const requests = Object.entries(last?.asked.requests ?? {}).map(([source, count]) => `${source} ${count}`);
    return {
      name,
      wall,
      text: [
        `${(wall / 1000).toFixed(2)} s`,
        `(${all.map((one) => (one.wall / 1000).toFixed(2)).join(" ")})`,
        `cpu ${(of(({ cpu }) => cpu) / 1000).toFixed(2)} s`,
        `${of(({ memory }) => memory).toFixed(0)} MB`,
        `${requests.join(", ") || "nothing"} asked (at most ${last?.asked.mostAtOnce ?? 0} at once)`,
        `${((last?.asked.bytes ?? 0) / 1e6).toFixed(1)} MB`,
        last?.covered ?? "",
      ],
    };
  });
  const first = rows[0]?.wall ?? Number.NaN;
  const lines = rows.map(
    ({ name, wall, text }) => `  ${name.padEnd(38)} ${(wall / first).toFixed(2)} x  ${text.join("; ")}`,
  );
  return [title, ...lines, ""].join("\n");
}

void main(process.argv.slice(2));
