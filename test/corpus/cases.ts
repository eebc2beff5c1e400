import { type Case, FOLDERS, hasCorpus, readCases } from "./corpus";
import { areaUnderCurve, type CaseResult, judgeCase, replayFolder } from "./measures";

/** `npm run cases`: what the judgement gets right and wrong on the corpus, measured as the trust model says. */
function main(): void {
  if (!hasCorpus) {
    console.error("The corpus is not here: expected ../shared/corpus beside the project.");
    process.exitCode = 2;
    return;
  }
  const isVerbose = process.argv.includes("--all");
  const cases = readCases();
  const results = cases.map((each) => judgeCase(each));
  const takeovers = results.filter((result) => result.case.label === "takeover");
  const benign = results.filter((result) => result.case.label === "benign");

  heading("cases that came out otherwise than they should");
  for (const result of results) {
    const isWrong = result.isRaised !== (result.case.label === "takeover");
    if (isVerbose || isWrong || result.missed.length > 0 || result.forbidden.length > 0) {
      print(result, isWrong);
    }
  }

  heading("cases, from metadata alone");
  count("takeover releases at warning or above", takeovers.filter(({ isRaised }) => isRaised).length, takeovers.length);
  const incidents = Map.groupBy(takeovers, (result) => result.case.incident ?? result.case.id);
  const seen = [...incidents.values()].filter((group) => group.some(({ isRaised }) => isRaised));
  count("incidents with one of them", seen.length, incidents.size);
  count("benign cases at warning or above", benign.filter(({ isRaised }) => isRaised).length, benign.length);
  count("forbidden signals", results.flatMap(({ forbidden }) => forbidden).length, results.length);
  count("expected signals missed", results.flatMap(({ missed }) => missed).length, results.length);
  collective(takeovers);

  const scores: number[] = [];
  for (const folder of FOLDERS) {
    const moments = folder === "modern" ? quarters(2022, 2025) : [];
    const { noise, standing } = replayFolder(folder, moments);
    heading(`noise: ${folder}`);
    count("releases at warning or above", noise.raised.length, noise.judged);
    console.log(
      `  in ${noise.packages} packages; ${Math.round((noise.releases / noise.milliseconds) * 1000)} releases a second`,
    );
    count("complete transfers seen", noise.transfersSeen, noise.transfers);
    for (const { evidence, assessment } of isVerbose ? noise.raised : []) {
      console.log(`  ${evidence.subject.name} ${evidence.subject.version} ${assessment.level}: ${assessment.summary}`);
    }
    for (const name of isVerbose ? noise.unseen : []) {
      console.log(`  transfer not seen: ${name}`);
    }
    if (standing.documents > 0) {
      heading(`standing noise: ${folder}, each quarter`);
      count("documents at warning or above", standing.raised.length, standing.documents);
      count("documents at information", standing.told, standing.documents);
      for (const { evidence, asOf, assessment } of isVerbose ? standing.raised : []) {
        const day = new Date(asOf).toISOString().slice(0, 10);
        console.log(`  ${day} ${evidence.subject.name} ${evidence.subject.version}: ${assessment.summary}`);
      }
    }
    scores.push(...noise.sample);
  }
  heading("separation of the scores");
  const scored = (group: readonly CaseResult[]) => group.map(({ assessment }) => assessment.score ?? 100);
  console.log(`  takeovers against benign cases ${areaUnderCurve(scored(takeovers), scored(benign)).toFixed(3)}`);
  console.log(`  takeovers against ordinary releases ${areaUnderCurve(scored(takeovers), scores).toFixed(3)}`);
}

/** Incidents with three or more cases of one time, each judged as a workspace sees it that locks them all. */
function collective(takeovers: readonly CaseResult[]): void {
  const groups = [...Map.groupBy(takeovers, (result) => result.case.incident).values()].filter(
    ({ length }) => length >= 3,
  );
  const judged = groups.flatMap((group) =>
    group.flatMap((result) => {
      const beside = group.map((other) => other.case).filter((other) => isSeenWith(other, result.case));
      return beside.length < 2 ? [] : judgeCase(result.case, beside);
    }),
  );
  count(
    "of waves with 3 or more cases, judged together",
    judged.filter(({ isRaised }) => isRaised).length,
    judged.length,
  );
}

/** Locked in the same workspace: another release of the same hours. */
function isSeenWith(a: Case, b: Case): boolean {
  return a !== b && Math.abs(Date.parse(a.asOf) - Date.parse(b.asOf)) <= 24 * 3_600_000;
}

function print({ case: judged, assessment, missed, forbidden }: CaseResult, isWrong: boolean): void {
  console.log(
    `${isWrong ? "WRONG" : "     "} ${judged.label} ${judged.id}: ${assessment.level} ${assessment.score ?? "-"}`,
  );
  console.log(`        ${assessment.summary}`);
  const notes = [
    missed.length > 0 ? `expected and missed: ${missed.join(", ")}` : "",
    forbidden.length > 0 ? `forbidden: ${forbidden.join(", ")}` : "",
  ].filter((note) => note !== "");
  for (const note of notes) {
    console.log(`        ${note}`);
  }
}

function quarters(from: number, to: number): readonly number[] {
  const years = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return years.flatMap((year) => [0, 3, 6, 9].map((month) => Date.UTC(year, month, 1)));
}

function heading(text: string): void {
  console.log(`\n${text}`);
}

function count(what: string, part: number, whole: number): void {
  const share = whole === 0 ? "" : ` (${((part / whole) * 1000).toFixed(2)} per 1,000)`;
  console.log(`  ${what}: ${part} of ${whole}${share}`);
}

main();
