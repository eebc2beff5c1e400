import { FOLDERS } from "../corpus/corpus";
import type { CrossValidation } from "./crossValidation";
import { type Count, type Measures, shareOf } from "./measure";
import type { Item } from "./population";
import { SPACE } from "./space";
import { spreadOf } from "./statistics";

/** What is measured beside `Measures`: of the judgement as it stands only. */
export interface Beside {
  readonly together: Count;
  readonly transfers: Count;
}

/** The aims of the trust model beside what is reached. */
export function aimsTable(found: Measures, { together, transfers }: Beside): string {
  return table(
    ["measure", "reached", "aim"],
    [
      ["takeover releases at warning or above", of(found.releases), "36 of 41"],
      ["incidents with one of them", of(found.incidents), "85 %"],
      ["releases of waves with 3 or more cases, judged together", of(together), "95 %"],
      ["benign cases at warning or above", of(found.benign), "0"],
      ["forbidden signals", `${found.forbidden}`, "0"],
      ...FOLDERS.map((folder) => [
        `noise in ${folder}: releases at warning or above of 1,000`,
        `${of(found.noise[folder])}: ${thousandths(found.noise[folder])}, in ${of(found.noisyPackages[folder])} packages`,
        "3",
      ]),
      [
        "standing: newest versions at warning or above of 1,000",
        `${of(found.standing)}: ${thousandths(found.standing)}`,
        "1",
      ],
      ["standing: newest versions at information of 1,000", `${of(found.told)}: ${thousandths(found.told)}`, "20"],
      ["complete transfers seen", of(transfers), "95 %"],
      ["AUC against benign cases", found.againstBenign.toFixed(3), "0.95"],
      ["AUC against ordinary releases", found.againstOrdinary.toFixed(3), "0.98"],
    ],
  );
}

/** The columns of what is measured of each judgement, behind its name. */
const MEASURES: readonly string[] = [
  "",
  "releases",
  "incidents",
  "benign",
  ...FOLDERS.map((folder) => `noise, ${folder}`),
  "standing",
  "AUC, benign",
  "AUC, ordinary",
];

/** Custody and the simple rules on the same data. */
export function toolsTable(tools: readonly { readonly name: string; readonly found: Measures }[]): string {
  return table(
    MEASURES,
    tools.map(({ name, found }) => [
      name,
      of(found.releases),
      of(found.incidents),
      of(found.benign),
      ...FOLDERS.map((folder) => thousandths(found.noise[folder])),
      thousandths(found.standing),
      found.againstBenign.toFixed(3),
      found.againstOrdinary.toFixed(3),
    ]),
  );
}

/** What a search finds with all of the corpus, and what it finds without the part that it is then measured on. */
export function foldsTable(searches: readonly { readonly name: string; readonly found: CrossValidation }[]): string {
  const row = (name: string, runs: readonly Measures[]) => [
    name,
    spread(
      runs.map(({ releases }) => releases.part),
      1,
    ),
    spread(
      runs.map(({ incidents }) => incidents.part),
      1,
    ),
    spread(
      runs.map(({ benign }) => benign.part),
      1,
    ),
    ...FOLDERS.map((folder) =>
      spread(
        runs.map(({ noise }) => shareOf(noise[folder]) * 1000),
        2,
      ),
    ),
    spread(
      runs.map(({ standing }) => shareOf(standing) * 1000),
      2,
    ),
    spread(
      runs.map(({ againstBenign }) => againstBenign),
      3,
    ),
    spread(
      runs.map(({ againstOrdinary }) => againstOrdinary),
      3,
    ),
  ];
  return table(
    MEASURES,
    searches.flatMap(({ name, found }) => [
      row(`${name}, in sample`, [found.inSample]),
      row(`${name}, out of fold`, found.outOfFold),
    ]),
  );
}

/** How often the searches with a part left out went another way than they began. */
export function movesTable({ moved, searches }: CrossValidation): string {
  const rows = SPACE.flatMap((dimension, place) => {
    const times = moved[place] ?? 0;
    const name =
      "conjunction" in dimension ? `conjunction ${dimension.conjunction}` : `${dimension.rule}: ${dimension.number}`;
    return times === 0 ? [] : [{ name, times }];
  });
  return table(
    ["varied", `changed, of ${searches} searches`],
    rows.sort((a, b) => b.times - a.times || a.name.localeCompare(b.name)).map(({ name, times }) => [name, `${times}`]),
  );
}

/** Takeovers that were not raised, best score first: those that look most like any other release. */
export function missedTable(missed: readonly Item[]): string {
  return table(
    ["missed", "score", "what fires"],
    missed.map(({ evidence, assessment }) => [
      `${evidence.subject.name} ${evidence.subject.version}`,
      `${assessment?.score ?? ""}`,
      rulesOf(assessment).join(", "),
    ]),
  );
}

/** What raised ordinary releases, without their names: the two rules that weigh most. */
export function alarmsTable(raised: readonly Item[]): string {
  const groups = Map.groupBy(raised, ({ assessment }) => rulesOf(assessment).slice(0, 2).join(", "));
  const rows = [...groups].map(([fired, group]) => ({
    fired,
    releases: group.length,
    packages: new Set(group.map((item) => item.package)).size,
  }));
  return table(
    ["raised by", "releases", "packages"],
    rows
      .sort((a, b) => b.releases - a.releases || a.fired.localeCompare(b.fired))
      .map(({ fired, releases, packages }) => [fired, `${releases}`, `${packages}`]),
  );
}

function rulesOf(assessment: Item["assessment"]): readonly string[] {
  return (assessment?.findings ?? []).flatMap(({ rule, family }) =>
    rule === "release-young" || family === "health" ? [] : rule,
  );
}

function of({ part, whole }: Count): string {
  return `${part} of ${whole}`;
}

function thousandths(count: Count): string {
  return (shareOf(count) * 1000).toFixed(2);
}

function spread(values: readonly number[], digits: number): string {
  const { mean, least, most } = spreadOf(values);
  const text = (value: number) => value.toFixed(digits).replace(/\.0$/, "");
  return values.length === 1 || least === most ? text(mean) : `${text(mean)} (${text(least)} to ${text(most)})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
