import { TextDocument } from "vscode-languageserver-textdocument";
import { baseName, relativePath } from "../core/filePath";
import type { Location, PackageReport } from "../core/model";
import { applyPolicy } from "../core/policy";
import { diagnosticMessage } from "../core/present/diagnostic";
import { type PackageFinding, readFindings, toFinding } from "../core/present/findings";
import { type ReviewView, sayChanges, sayFiles, sayWay } from "../core/present/formats/reviewView";
import { placesOf } from "../core/present/places";
import { countLines } from "../core/present/totals";
import { verdictWord } from "../core/present/verdictWord";
import type { ScanReport, WorkspaceReport } from "../core/service";
import { toUri } from "./paths";
import type { Alarm, PlacedFinding, PlaceInFile, ProjectFindings, ReviewedChange, ReviewFindings } from "./protocol";
import type { ProjectScan } from "./scans";
import { switchedOff } from "./status";
import { toRange } from "./toProtocol";

/** One project as the client shows it, plain data. */
export function toProjectFindings({ report, found }: ProjectScan): ProjectFindings {
  const { root, asOf, packages, unresolved, lockfile, pending } = report;
  const { configuration, settings, policy, policyPath, ageIsSet } = found;
  const placer = createPlacer(report);
  const lines = [
    ...packages.map((one) => ({ report: one, open: undefined })),
    ...unresolved.map((open) => ({ report: undefined, open })),
  ];
  return {
    uri: toUri(root),
    name: baseName(root),
    checkedAt: asOf,
    counts: countLines(lines),
    pending,
    hasLockfile: lockfile !== undefined,
    offline: configuration.offline,
    switchedOff: switchedOff(applyPolicy(settings, policy)),
    ...(policyPath === undefined ? {} : { policy: toUri(policyPath) }),
    packages: readFindings({ packages, unresolved, lockfile }, { ageIsSet }).map((finding) => placed(finding, placer)),
  };
}

/** The direct dependencies that are at risk, and not accepted. */
export function readAlarms({ report }: ProjectScan): readonly Alarm[] {
  const placer = createPlacer(report);
  return report.packages.filter(isAlarming).flatMap((one) => {
    const [place] = placesOf(one, report.lockfile);
    const at = place && placer(place);
    const { subject, assessment } = one;
    const key = `${subject.name}@${subject.version} ${assessment.findings[0]?.rule}`;
    return at === undefined ? [] : [{ key, message: diagnosticMessage(one), place: at }];
  });
}

function isAlarming({ direct, assessment, accepted }: PackageReport): boolean {
  return direct && assessment.level === "error" && accepted === undefined;
}

/** A review as the client lists it, plain data. */
export function toReviewFindings(
  { lines, base, ...view }: ReviewView,
  { packages, root }: Pick<WorkspaceReport, "packages" | "root">,
  texts: ReadonlyMap<string, string>,
  options: { readonly ageIsSet: boolean },
): ReviewFindings {
  const placer = createPlacer({ root, texts });
  const reports = new Map(packages.map((report) => [nameOf(report.subject), report]));
  return {
    base: base.ref,
    summary: [sayChanges({ lines, base, ...view }), sayFiles(view)].filter((said) => said !== "").join(" "),
    changes: lines.slice(0, MOST_CHANGES).map(({ change, entry }): ReviewedChange => {
      const { kind, name, locations } = change;
      const report = entry && reports.get(nameOf(entry.subject));
      const finding = report && toFinding(report, locations, options);
      const [place] = locations.flatMap((location) => placer(location) ?? []);
      return {
        kind,
        name,
        way: sayWay(change, "→"),
        ...(report === undefined ? {} : { verdict: verdictOf(report) }),
        ...(finding === undefined ? {} : { finding: placed(finding, placer) }),
        ...(place === undefined ? {} : { place }),
      };
    }),
  };
}

/** As many as anybody looks through in a list; the page has all of them. */
const MOST_CHANGES = 500;

function nameOf({ name, version }: PackageReport["subject"]): string {
  return `${name}@${version}`;
}

function verdictOf(report: PackageReport): NonNullable<ReviewedChange["verdict"]> {
  const level = report.accepted === undefined ? report.assessment.level : "accepted";
  return { level, word: verdictWord(report) };
}

function placed(finding: PackageFinding, placer: Placer): PlacedFinding {
  return { ...finding, places: finding.places.flatMap((place) => placer(place) ?? []) };
}

type Placer = (place: Location) => PlaceInFile | undefined;

/** Counts the lines of each file once. */
function createPlacer({ root, texts }: Pick<ScanReport, "root" | "texts">): Placer {
  const documents = new Map<string, TextDocument>();
  return ({ file, span }) => {
    const text = texts.get(file);
    if (text === undefined) {
      return undefined;
    }
    const document = documents.get(file) ?? TextDocument.create(toUri(file), "", 0, text);
    documents.set(file, document);
    return { uri: document.uri, file: relativePath(root, file) ?? file, range: toRange(document, span) };
  };
}
