import { createFreshProcesses, type FreshProcesses } from "./freshProcess";
import { median } from "./measure";
import type { ChildMemory, ChildTiming } from "./parseChild";
import { GENERATORS, generateFile, type ParseSubject, parseSubjects } from "./parseSubjects";

const REPEATS = 3;
const RUNS = 15;
const OTHERS = ["lockparse", "JSON.parse", "jsonc-parser", "yaml"];
const FEW = 10_000;
const MANY = 100_000;
const MOST = 200_000;

/**
 * How fast lockfiles are read, places included, beside others who read the same texts without places or into a tree.
 *
 * Each contender runs in a process of its own, three times to warm up and then for the median of 15; all that is
 * repeated three times in alternating order, and of the three ratios the worst is told. Words on the command line
 * choose parts of it: `speed`, `memory`, `growth`, and how a format starts.
 */
async function main(words: readonly string[]): Promise<void> {
  const parts = ["speed", "memory", "growth"];
  const isWanted = (part: string) => words.includes(part) || !parts.some((other) => words.includes(other));
  const formats = words.filter((word) => !parts.includes(word));
  const isChosen = ({ title }: { readonly title: string }) =>
    formats.length === 0 || formats.some((format) => title.startsWith(format));
  const processes = await createFreshProcesses("parseChild.ts");
  try {
    const generated = GENERATORS.filter(isChosen).map(({ title }) => title);
    if (isWanted("speed")) {
      await compareSpeed(processes, (await parseSubjects(processes.folder)).filter(isChosen));
    }
    if (isWanted("memory")) {
      await compareMemory(processes, generated);
    }
    if (isWanted("growth")) {
      await compareGrowth(processes, generated);
    }
  } finally {
    await processes.close();
  }
}

async function compareSpeed(processes: FreshProcesses, subjects: readonly ParseSubject[]): Promise<void> {
  const rows: (readonly string[])[] = [];
  for (const { title, path, others } of subjects) {
    const rounds = await race(processes, path, ["ours", ...others]);
    const ours = rounds.flatMap((round) => round.get("ours") ?? []);
    const ratios = OTHERS.map((other) => {
      const slowest = Math.max(...rounds.map((round) => ratio(round.get("ours"), round.get(other))));
      return Number.isNaN(slowest) ? "-" : `${slowest.toFixed(2)} x`;
    });
    const isExpected = ours.every((timing) => timing.isExpected ?? true);
    const compared = ours.some((timing) => timing.isExpected === undefined) ? "-" : isExpected ? "same" : "DIFFERENT";
    rows.push([title, String(ours[0]?.entries), median(ours.map(({ ms }) => ms)).toFixed(2), ...ratios, compared]);
  }
  const header = ["", "entries", "ours, ms", ...OTHERS.map((other) => `of ${other}`), "expected.tsv"];
  console.log(
    renderTable("parse: our time as a multiple of theirs, the worst of three; places are read too", header, rows),
  );
}

/** The timings of some contenders, each round in another order, by name. */
async function race(
  processes: FreshProcesses,
  path: string,
  names: readonly string[],
): Promise<readonly ReadonlyMap<string, ChildTiming>[]> {
  const rounds: Map<string, ChildTiming>[] = [];
  for (let round = 0; round < REPEATS; round++) {
    const timings = new Map<string, ChildTiming>();
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      timings.set(name, await time(processes, path, name, RUNS));
    }
    rounds.push(timings);
  }
  return rounds;
}

async function compareMemory(processes: FreshProcesses, titles: readonly string[]): Promise<void> {
  const rows: (readonly string[])[] = [];
  for (const title of titles) {
    const path = await generateFile(processes.folder, title, MOST);
    const { entries, peak, kept } = (await processes.run(["memory", path])) as ChildMemory;
    rows.push([title, String(entries), peak.toFixed(0), kept.toFixed(0)]);
  }
  const header = ["", "entries", "grows by at most, MB", "the result keeps, MB"];
  console.log(renderTable("parse: memory beside the text; aim 300 MB", header, rows));
}

async function compareGrowth(processes: FreshProcesses, titles: readonly string[]): Promise<void> {
  const rows: (readonly string[])[] = [];
  for (const title of titles) {
    const few = await generateFile(processes.folder, title, FEW);
    const many = await generateFile(processes.folder, title, MANY);
    const growths: number[] = [];
    for (let round = 0; round < REPEATS; round++) {
      growths.push(ratio(await time(processes, many, "ours", 5), await time(processes, few, "ours", 5)));
    }
    rows.push([title, `${Math.max(...growths).toFixed(1)} x`, growths.map((growth) => growth.toFixed(1)).join(" ")]);
  }
  const header = ["", "slowest", "all three"];
  console.log(renderTable("parse: time of 100,000 entries as a multiple of that of 10,000; aim 12", header, rows));
}

async function time(processes: FreshProcesses, path: string, name: string, runs: number): Promise<ChildTiming> {
  return (await processes.run(["time", path, name, String(runs)])) as ChildTiming;
}

function ratio(one: ChildTiming | undefined, other: ChildTiming | undefined): number {
  return (one?.ms ?? Number.NaN) / (other?.ms ?? Number.NaN);
}

function renderTable(title: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = [header, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  return [title, ...lines.map((line) => `  ${line}`), ""].join("\n");
}

void main(process.argv.slice(2));
