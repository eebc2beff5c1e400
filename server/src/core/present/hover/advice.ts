import type { PackageReport } from "../../model";
import { clip } from "../markdown";
import { sayWayOut } from "../wayOut";
import { asSentence } from "../words";

/** What `node_modules` holds of a package, and whether this package manager's settings keep scripts from running. */
export interface Installed {
  readonly version: string | undefined;
  readonly ignoresScripts: boolean;
}

/**
 * Why it matters and what to do now: at warning and error always, else what the main finding asks for. `installed` is
 * undefined where nobody looked.
 */
export function sayAdvice(
  report: PackageReport,
  installed: Installed | undefined,
): { readonly why: string; readonly todo: string } | undefined {
  const { level, findings } = report.assessment;
  const [main] = findings;
  if (main === undefined || level === "clear" || level === "unchecked") {
    return undefined;
  }
  const sentences = [
    asSentence(clip(main.remedy, 300)),
    sayWayOut(report) ?? "",
    ...(level === "error" ? adviceAtError(report, installed) : []),
  ];
  return { why: asSentence(clip(main.why, 300)), todo: sentences.filter((text) => text !== "").join(" ") };
}

function adviceAtError(report: PackageReport, installed: Installed | undefined): readonly string[] {
  const cleanUp = "isolate the machine, replace the tokens it could read, remove the package, and report it.";
  if (installed === undefined) {
    return [`If it was installed, ${cleanUp}`];
  }
  const { manager, subject } = report;
  if (installed.version === subject.version) {
    const script = installScriptOf(report);
    const ran = script === undefined ? [] : [sayWhetherRun(script, manager, installed.ignoresScripts)];
    return ["node_modules holds this version now.", ...ran, `If any of it ran, ${cleanUp}`];
  }
  const now =
    installed.version === undefined ? "does not hold it now" : `holds ${clip(installed.version, 64)}, not this version`;
  return [`node_modules ${now}. If it was installed before, ${cleanUp}`];
}

/** The first install script of the release, by npm's order; undefined where it has none, or none is known. */
function installScriptOf({ subject, evidence: { history } }: PackageReport): string | undefined {
  const release =
    history.status === "found" ? history.value.releases.find(({ version }) => version === subject.version) : undefined;
  const names = (["preinstall", "install", "postinstall"] as const).filter(
    (name) => release?.scripts[name] !== undefined,
  );
  return names[0] ?? (release?.gyp === true ? "node-gyp build" : undefined);
}

/** Package managers differ in what they run unasked; what only their own settings tell is left open. */
function sayWhetherRun(script: string, manager: PackageReport["manager"], ignoresScripts: boolean): string {
  switch (manager) {
    case "pnpm":
      return `pnpm before 10 would have run its ${script} when it was installed, later ones only where the project allows it.`;
    case "yarn":
      return `Yarn would have run its ${script} when it was installed, unless its settings turn scripts off.`;
    case "bun":
      return `Bun would have run its ${script} only where the package is trusted, by the project or by Bun's own list.`;
    default:
      return ignoresScripts
        ? `npm is set to ignore scripts here: its ${script} would not have run.`
        : `npm is not set to ignore scripts here: before npm 12 its ${script} would have run when it was installed.`;
  }
}
