import { readFileSync, writeFileSync } from "node:fs";
import { FOLDERS, hasCorpus, readCases } from "../corpus/corpus";
import { type CaseResult, isSeenWith, judgeCase, replayFolder } from "../corpus/measures";
import { createVerdicts, crossValidate } from "./crossValidation";
import { type Count, type Measures, measure, simpleVerdict } from "./measure";
import { type Item, type Population, readPopulation } from "./population";
import { SIMPLE_RULES } from "./simpleRules";
import { BARE, STANDING } from "./space";
import { aimsTable, alarmsTable, type Beside, foldsTable, missedTable, movesTable, toolsTable } from "./tables";

const PAGE = `${import.meta.dirname}/../../docs/evaluation.md`;
const BEGIN = "<!-- figures: written by npm run calibrate -->";
const END = "<!-- end of figures -->";
const SHOWN = 10;

/**
 * `npm run calibrate`: what the judgement gets right and wrong on the corpus, beside simple rules, and how much of it hangs
 * on the corpus. `--quick` leaves out the searches and the page; `--all` shows every case and everything that was raised.
 */
function main(): void {
  if (!hasCorpus) {
    console.error("The corpus is not here: expected ../shared/corpus beside the project.");
    process.exitCode = 2;
    return;
  }
  const population = readPopulation();
  const { items } = population;
  const results = readCases().map((each) => judgeCase(each));
  const isAll = process.argv.includes("--all");
  printCases(results, isAll);
  const raised = items.filter(({ kind, verdict }) => kind === "release" && verdict.isRaised);
  const missed = items.filter(({ kind, verdict }) => kind === "takeover" && !verdict.isRaised);
  printItems("takeovers that look most like any other release", missed.sort(byScore).reverse(), SHOWN);
  printItems(
    "worst false alarms, one for each package",
    isAll ? raised.sort(byScore) : worstOf(raised),
    isAll ? raised.length : SHOWN,
  );
  printItems(
    "standing, one for each package",
    worstOf(items.filter(({ kind, verdict }) => kind === "standing" && verdict.isRaised)),
    SHOWN,
  );

  const found = measureAll(population, (place) => verdictOf(items[place]));
  const reached = [
    ["What is reached", aimsTable(found, measureBeside(results))],
    ["Beside what other tools look at", toolsTable([{ name: "Custody", found }, ...simpleTools(population)])],
    ["What is missed", missedTable(missed)],
    ["What is raised without need", alarmsTable(raised)],
  ] as const;
  const sections = process.argv.includes("--quick") ? reached : [...reached, ...folds(population, found)];
  const text = sections.map(([title, table]) => `### ${title}\n\n${table}`).join("\n\n");
  console.log(`\n${text}`);
  if (sections.length > reached.length) {
    writePage(text);
  }
}

function folds(population: Population, found: Measures): readonly (readonly [string, string])[] {
  const verdicts = createVerdicts(population);
  const standing = crossValidate(population, STANDING, verdicts);
  const bare = crossValidate(population, BARE, verdicts);
  if (JSON.stringify(standing.standing) !== JSON.stringify(found)) {
    throw new Error("the searches' own arithmetic comes to other figures than the judgement itself");
  }
  const searches = [
    { name: "from the table as it stands", found: standing },
    { name: "from no conjunction at all", found: bare },
  ];
  return [
    ["Out of fold", foldsTable(searches)],
    ["What changed with a part left out, from the table as it stands", movesTable(standing)],
    ["What changed with a part left out, from no conjunction at all", movesTable(bare)],
  ];
}

function simpleTools(population: Population): readonly { readonly name: string; readonly found: Measures }[] {
  return SIMPLE_RULES.map(({ name }) => ({
    name,
    found: measureAll(population, (place) => simpleVerdict(population.items[place], name)),
  }));
}

function measureAll({ items }: Population, verdictAt: Parameters<typeof measure>[2]): Measures {
  return measure(items, items.keys(), verdictAt);
}

function verdictOf(item: Item | undefined): Item["verdict"] {
  if (item === undefined) {
    throw new Error("no such item");
  }
  return item.verdict;
}

/** Waves as a workspace sees them that locks several of their packages, and handovers; with the speed of the replay. */
function measureBeside(results: readonly CaseResult[]): Beside {
  const takeovers = results.filter((result) => result.case.label === "takeover");
  const together = takeovers.flatMap((result) => {
    const beside = takeovers.map((other) => other.case).filter((other) => isSeenWith(other, result.case));
    return beside.length < 2 ? [] : judgeCase(result.case, beside).isRaised;
  });
  const replayed = FOLDERS.map((folder) => replayFolder(folder, []).noise);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const speed = sum(replayed.map(({ releases }) => releases)) / sum(replayed.map(({ milliseconds }) => milliseconds));
  console.log(`\n${Math.round(speed * 1000)} releases a second`);
  for (const name of replayed.flatMap(({ unseen }) => unseen)) {
    console.log(`transfer not seen: ${name}`);
  }
  const transfers: Count = {
    part: sum(replayed.map(({ transfersSeen }) => transfersSeen)),
    whole: sum(replayed.map(({ transfers: all }) => all)),
  };
  return { together: { part: together.filter((isRaised) => isRaised).length, whole: together.length }, transfers };
}

function printCases(results: readonly CaseResult[], isAll: boolean): void {
  console.log("cases that came out otherwise than they should");
  for (const { case: judged, assessment, missed, forbidden, isRaised } of results) {
    const isWrong = isRaised !== (judged.label === "takeover");
    if (isAll || isWrong || missed.length > 0 || forbidden.length > 0) {
      const mark = isWrong ? "WRONG" : "     ";
      console.log(
        `${mark} ${judged.label} ${judged.id}: ${assessment.level} ${assessment.score ?? "-"}: ${assessment.summary}`,
      );
      for (const [what, signals] of [
        ["expected and missed", missed],
        ["forbidden", forbidden],
      ] as const) {
        if (signals.length > 0) {
          console.log(`        ${what}: ${signals.join(", ")}`);
        }
      }
    }
  }
}

function printItems(title: string, shown: readonly Item[], most: number): void {
  console.log(`\n${title}`);
  for (const { evidence, assessment, folder } of shown.slice(0, most)) {
    const { name, version } = evidence.subject;
    console.log(
      `  ${name} ${version}${folder === undefined ? "" : ` (${folder})`}: ${assessment?.level} ${assessment?.score}: ${assessment?.summary}`,
    );
    for (const { rule, points, what } of assessment?.findings ?? []) {
      console.log(`      ${rule} ${points}: ${what}`);
    }
  }
}

function worstOf(items: readonly Item[]): readonly Item[] {
  const sorted = [...items].sort(byScore);
  return [...Map.groupBy(sorted, (item) => item.package).values()].flatMap(([first]) => first ?? []);
}

function byScore(a: Item, b: Item): number {
  return a.verdict.score - b.verdict.score;
}

function writePage(text: string): void {
  const page = readFileSync(PAGE, "utf8");
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/evaluation.md has no place for the figures, between ${BEGIN} and ${END}`);
  }
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${text}\n\n${END}${after}`);
}

main();
