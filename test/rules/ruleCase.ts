import { readdirSync, readFileSync } from "node:fs";
import { assess } from "../../server/src/core/assess/assess";
import { readScorecard } from "../../server/src/core/lookup/scorecard";
import type {
  Advisory,
  Assessment,
  Evidence,
  LockedPackage,
  Lookup,
  Neighbours,
  Provenance,
  Relocked,
} from "../../server/src/core/model";
import { readSettings } from "../../server/src/core/settings";
import { advisory, at, context, evidence, found, history, locked, UNASKED } from "../support/evidence";
import type { DocumentRows } from "../support/releases";

/** `evidence.json` of a rule case. What it does not say was not asked. */
interface CaseFile {
  readonly document:
    | DocumentRows
    | { readonly unavailable: string; readonly name?: string }
    | { readonly absent: string };
  readonly version: string;
  readonly asOf: string;
  readonly fetched?: string;
  readonly created?: Readonly<Record<string, string>>;
  /** Version → what its provenance says, or why nobody knows. */
  readonly attested?: Readonly<Record<string, Partial<Provenance> | { readonly unavailable: string } | "absent">>;
  readonly advisories?: readonly (Omit<Partial<Advisory>, "published" | "withdrawn" | "severity"> & {
    readonly severity?: Advisory["severity"] | "unknown";
    readonly published?: string;
    readonly withdrawn?: string;
  })[];
  /** An empty `integrity`: the entry has none. */
  readonly lock?: Partial<LockedPackage>;
  readonly relocked?: Relocked;
  /** Algorithm → checksum, as its registry gives them; a text says why it does not. */
  readonly served?: Readonly<Record<string, string>> | string;
  readonly neighbours?: Neighbours;
  readonly registry?: string;
  /** The history of the package that a look-alike may be mistaken for. */
  readonly meant?: DocumentRows;
  readonly isPrivate?: boolean;
  readonly publicScore?: { readonly attested: boolean; readonly answer: unknown };
  readonly otherHosts?: readonly string[];
  readonly settings?: unknown;
  readonly beside?: readonly {
    readonly document: DocumentRows;
    readonly version: string;
    readonly registry?: string;
  }[];
}

export const CASES = import.meta.dirname;

/** Folders of a rule's cases, by name. */
export function caseNames(rule: string): readonly string[] {
  return readdirSync(`${CASES}/${rule}`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Judges a case. */
export function judgeRuleCase(rule: string, name: string): Assessment {
  const file: CaseFile = JSON.parse(readFileSync(`${CASES}/${rule}/${name}/evidence.json`, "utf8"));
  const asOf = at(file.asOf);
  const fetched = file.fetched === undefined ? asOf : at(file.fetched);
  const complain = (message: string) => {
    throw new Error(`${rule}/${name}: ${message}`);
  };
  const { document, version } = file;
  const isRows = "releases" in document;
  const rows: DocumentRows = isRows
    ? document
    : { name: "absent" in document ? document.absent : (document.name ?? "left"), releases: [] };
  return assess(
    evidence(rows, version, {
      history: isRows
        ? found(history(rows), fetched)
        : "absent" in document
          ? { status: "absent", asOf: fetched }
          : { status: "unavailable", reason: document.unavailable },
      dependencyCreated: new Map(
        Object.entries(file.created ?? {}).map(([dependency, date]) => [dependency, found(at(date), fetched)]),
      ),
      advisories: file.advisories === undefined ? UNASKED : found(file.advisories.map(readAdvisory), fetched),
      ...(file.attested === undefined ? {} : { attested: new Map(Object.entries(file.attested).map(readAttested)) }),
      locked:
        file.lock === undefined
          ? undefined
          : locked({
              name: rows.name,
              version,
              ...file.lock,
              ...(file.lock.integrity === "" ? { integrity: undefined } : {}),
            }),
      ...(file.relocked === undefined ? {} : { relocked: [file.relocked] }),
      ...(file.served === undefined ? {} : { served: readServed(file.served, fetched) }),
      ...(file.neighbours === undefined ? {} : { neighbours: file.neighbours }),
      registryUrl: file.registry,
      ...(file.meant === undefined ? {} : { meant: found(history(file.meant), fetched) }),
      ...(file.publicScore === undefined ? {} : { publicScore: readScore(file.publicScore, fetched) }),
      ...(file.isPrivate === undefined ? {} : { isPrivate: file.isPrivate }),
      ...(file.otherHosts === undefined ? {} : { otherRegistryHosts: file.otherHosts }),
    }),
    context({
      asOf,
      settings: readSettings(file.settings ?? {}, complain),
      beside: (file.beside ?? []).map((other) => ({
        history: history(other.document),
        version: other.version,
        registry: other.registry ?? file.registry,
      })),
    }),
  );
}

function readServed(served: NonNullable<CaseFile["served"]>, fetched: number): NonNullable<Evidence["served"]> {
  return typeof served === "string"
    ? { status: "unavailable", reason: served }
    : found(new Map(Object.entries(served)), fetched);
}

/** A scorecard as deps.dev gives it; a text says why there is none, nothing that the repository is not scanned. */
function readScore(
  { attested, answer }: NonNullable<CaseFile["publicScore"]>,
  fetched: number,
): NonNullable<Evidence["publicScore"]> {
  const score = readScorecard(answer);
  return {
    repository: "github.com/ann/left",
    attested,
    answer:
      score !== undefined
        ? found(score, fetched)
        : typeof answer === "string"
          ? { status: "unavailable", reason: answer }
          : { status: "absent", asOf: fetched },
  };
}

function readAdvisory({
  published,
  withdrawn,
  severity = "low",
  ...rest
}: NonNullable<CaseFile["advisories"]>[number]): Advisory {
  return advisory({
    ...rest,
    severity: severity === "unknown" ? undefined : severity,
    published: published === undefined ? undefined : at(published),
    withdrawn: withdrawn === undefined ? undefined : at(withdrawn),
  });
}

type Attested = NonNullable<CaseFile["attested"]>[string];

function readAttested([version, said]: [string, Attested]): readonly [string, Lookup<Provenance>] {
  const nothing = { repository: undefined, workflow: undefined, ref: undefined };
  return [
    version,
    said === "absent"
      ? { status: "absent", asOf: 0 }
      : "unavailable" in said
        ? { status: "unavailable", reason: said.unavailable }
        : found({ ...nothing, ...said }),
  ];
}

/** What a person is told: the verdict, this rule's three sentences, and what else was found or not checked. */
export function renderCase(rule: string, { level, score, summary, findings, unchecked }: Assessment): string {
  const own = findings.filter((finding) => finding.rule === rule);
  // One owner and the like stand beside most findings, and take a point of their scores.
  const others = findings.filter((finding) => finding.rule !== rule && finding.family !== "health");
  return [
    `${level} ${score ?? "without a score"}`,
    summary,
    "",
    ...(own.length === 0 ? [`${rule}: nothing to say`] : []),
    ...own.flatMap((finding) => [
      `${finding.rule}: ${finding.level}, ${finding.points} points`,
      `  ${finding.what}`,
      `  ${finding.why}`,
      `  ${finding.remedy}`,
    ]),
    ...(others.length === 0
      ? []
      : [`beside it: ${others.map((other) => `${other.rule} (${other.level})`).join(", ")}`]),
    ...unchecked.map(({ id, reason }) => `not checked: ${id} (${reason})`),
    "",
  ].join("\n");
}
