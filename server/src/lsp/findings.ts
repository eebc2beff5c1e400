import { TextDocument } from "vscode-languageserver-textdocument";
import { baseName, relativePath } from "../core/filePath";
import type { Location, PackageReport } from "../core/model";
import { applyPolicy } from "../core/policy";
import { diagnosticMessage } from "../core/present/diagnostic";
import { type PackageFinding, readFindings } from "../core/present/findings";
import { placesOf } from "../core/present/places";
import { countLines } from "../core/present/totals";
import type { ScanReport } from "../core/service";
import { toUri } from "./paths";
import type { Alarm, PlacedFinding, PlaceInFile, ProjectFindings } from "./protocol";
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
