import type { FileFinding, Finding, FindingLevel, Level, Location } from "../../model";
import { plainText } from "../markdown";
import { count, UNCHECKED_WORDS } from "../words";
import type { Locate } from "./checkJson";
import {
  type CheckedPackage,
  type CheckView,
  type OpenQuestion,
  type RefusedPackage,
  sortLocations,
} from "./checkView";
import { mainLocation, mainRule, type NameFile, reportSentences } from "./reportText";

export interface SarifOptions {
  readonly locate: Locate;
  readonly nameFile: NameFile;
  /** Whether a file has changed, of a review. */
  readonly isChanged?: (file: string) => boolean;
  /** Of this program. */
  readonly version: string;
}

type SarifLevel = "error" | "warning" | "note" | "none";

/** A SARIF 2.1.0 log: one result for each package at info or above, accepted ones suppressed with their reason. */
export function sarif(view: CheckView, options: SarifOptions) {
  const found = view.packages.filter(({ assessment: { level } }) => LEVELS[level] !== "none");
  const ofPolicy = view.fileFindings.filter(({ finding: { level } }) => level !== "none");
  const rules = rulesOf([
    ...ofPolicy.map(({ finding }) => finding),
    ...found.flatMap(({ assessment: { findings } }) => findings.slice(0, 1)),
  ]);
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "Custody", version: options.version, rules },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: [
              ...view.refused.map((refused) => toRefusedNote(refused, options)),
              ...view.open.map(toOpenNote),
            ],
          },
        ],
        results: [
          ...ofPolicy.map((each) => toPolicyResult(each, rules, options)),
          ...found.map((entry) => toResult(entry, rules, options)),
        ],
      },
    ],
  } as const;
}

/** No result: what a package manager refuses is no finding, and opens no alert. */
function toRefusedNote({ entry, reason, text }: RefusedPackage, options: SarifOptions) {
  const main = mainLocation(entry, options.isChanged);
  return {
    level: "note" as const,
    descriptor: { id: `install/${reason}` },
    message: { text },
    ...(main === undefined ? {} : { locations: [toLocation(main, options)] }),
  };
}

function toOpenNote({ id, reason, packages }: OpenQuestion) {
  const text = `Not checked: ${UNCHECKED_WORDS[id]} for ${count(packages, "package", "packages")}: ${reason}`;
  return { level: "note" as const, descriptor: { id: `unchecked/${id}` }, message: { text: plainText(text) } };
}

type SarifRule = ReturnType<typeof describeRule>;

/** The rules that speak in these results, by id. */
function rulesOf(findings: readonly Finding[]): readonly SarifRule[] {
  const rules = new Map<string, SarifRule>();
  for (const finding of findings) {
    if (!rules.has(finding.rule)) {
      rules.set(finding.rule, describeRule(finding.rule, finding));
    }
  }
  return [...rules.values()].sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** The words are those of a finding: why and remedy speak of the kind, not of the case. */
function describeRule(id: string, { why, remedy, level, family }: Finding) {
  return {
    id,
    name: id.replace(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    shortDescription: { text: id.replaceAll("-", " ") },
    fullDescription: { text: plainText(why) },
    help: { text: `${plainText(why)} ${plainText(remedy)}` },
    defaultConfiguration: { level: DEFAULTS[level] },
    properties: { tags: ["security", "supply-chain", family] },
  };
}

function toPolicyResult({ finding, location }: FileFinding, rules: readonly SarifRule[], options: SarifOptions) {
  const { rule, level, what, remedy, evidence } = finding;
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex(({ id }) => id === rule),
    level: DEFAULTS[level],
    message: { text: plainText(`${what} ${remedy}`) },
    locations: [toLocation(location, options)],
    partialFingerprints: { "custody/v1": plainText(`${rule}:${evidence.file}:${evidence.setting}:${evidence.is}`) },
    properties: { findings: [rule] },
  };
}

function toResult(entry: CheckedPackage, rules: readonly SarifRule[], options: SarifOptions) {
  const { subject, assessment, accepted } = entry;
  const ruleId = mainRule(entry);
  const main = mainLocation(entry, options.isChanged);
  const others = sortLocations(entry.locations).filter((location) => location !== main);
  return {
    ruleId,
    ruleIndex: rules.findIndex(({ id }) => id === ruleId),
    level: LEVELS[assessment.level],
    message: { text: reportSentences(entry).join(" ") },
    locations: main === undefined ? [] : [toLocation(main, options)],
    ...(others.length === 0
      ? {}
      : { relatedLocations: others.slice(0, 10).map((other) => toLocation(other, options)) }),
    partialFingerprints: { "custody/v1": `${ruleId}:${subject.name}@${subject.version}` },
    ...(accepted === undefined
      ? {}
      : { suppressions: [{ kind: "external" as const, justification: accepted.reason }] }),
    properties: {
      package: subject.name,
      version: subject.version,
      ...(assessment.score === undefined ? {} : { score: assessment.score }),
      findings: assessment.findings.map(({ rule }) => rule),
    },
  };
}

function toLocation({ file, span }: Location, { locate, nameFile }: SarifOptions) {
  const start = locate(file, span.start);
  const end = locate(file, span.end);
  return {
    physicalLocation: {
      artifactLocation: { uri: nameFile(file).split("/").map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" },
      region: { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column },
    },
  };
}

const LEVELS: Readonly<Record<Level, SarifLevel>> = {
  error: "error",
  warning: "warning",
  info: "note",
  clear: "none",
  unchecked: "none",
};

/** What counts only together with something else is reported at the level of the whole. */
const DEFAULTS: Readonly<Record<FindingLevel, SarifLevel>> = {
  error: "error",
  warning: "warning",
  info: "note",
  none: "warning",
};
