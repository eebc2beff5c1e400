import { baseName, relativePath } from "../../filePath";
import type { FileFinding, Finding, History, Level, Location, PackageReport } from "../../model";
import type { Locate } from "../formats/checkJson";
import { type CheckedPackage, type CheckView, countedLevel } from "../formats/checkView";
import { mainLocation } from "../formats/reportText";
import { isLooser, isUnjudged, nameChange, type ReviewView, sayChanges } from "../formats/reviewView";
import { sayWayOut } from "../wayOut";
import { count, rankOf, UNCHECKED_WORDS } from "../words";
import { renderBars, renderShares } from "./charts";
import { readCustodyChanges } from "./custodyChanges";
import { type Html, html } from "./html";
import { PAGE_SCRIPT } from "./pageScript";
import { PAGE_STYLE } from "./pageStyle";

export interface ReportPageOptions {
  /** Of the packages whose registry document was read, for the chart of who came to publish when. */
  readonly histories: readonly History[];
  readonly locate: Locate;
  /** Allows the page's own style and script, and no other. */
  readonly nonce: string;
  /** The page is shown by an editor, which opens lines and saves exports. */
  readonly inEditor: boolean;
}

/** The histories that were read for a report, each once. */
export function historiesOf({ packages }: { readonly packages: readonly Pick<PackageReport, "evidence">[] }) {
  const found = packages.flatMap(({ evidence: { history } }) => (history.status === "found" ? [history.value] : []));
  return [...new Map(found.map((history) => [history.name, history])).values()];
}

/** Longer tables help nobody; what is at risk stands first, and the rest is counted. */
const MOST_ROWS = 5000;

/**
 * The report of a workspace as one HTML page without anything from elsewhere: the counts, three charts and a table. It is
 * read by a screen reader and without a script as well.
 */
export function renderReportPage(view: CheckView, options: ReportPageOptions): string {
  if (view.summary.packages === 0 && view.notFromRegistry === 0) {
    return renderPage(view, options, headline(view), html`<p>${WHAT_IS_READ}</p>`);
  }
  return renderPage(
    view,
    options,
    headline(view),
    html`${inEditorOnly(options)}
<section class="charts" aria-label="Overview">${charts(view, options)}</section>
${refused(view, options)}${openQuestions(view)}
<h2>Packages</h2>
${tools(view)}
${table(view, options)}`,
  );
}

const WHAT_IS_READ =
  "What is read: package.json, and beside it the lockfile of npm, pnpm, Yarn or Bun. Open the folder that has them, or run the first install.";

/** The page of a review: what the change loosens of the policy, what holds of a lockfile as a whole, then each change with its verdict. */
export function renderReviewPage(view: ReviewView, options: ReportPageOptions): string {
  const { lines, fileFindings } = view;
  if (lines.length === 0 && fileFindings.length === 0) {
    return renderPage(view, options, sayChanges(view), html`${refused(view, options)}${openQuestions(view)}`);
  }
  return renderPage(
    view,
    options,
    reviewHeadline(view),
    html`${inEditorOnly(options)}
<p>${sayChanges(view)}</p>
${filesFound(view, options)}${refused(view, options)}${openQuestions(view)}
<h2>Changes</h2>
${tools(view)}
${changesTable(view, options)}`,
  );
}

function renderPage(view: CheckView, { nonce }: ReportPageOptions, lead: string | undefined, content: Html): string {
  const title = `Custody: ${baseName(view.root)}`;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  const page = html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style nonce="${nonce}">${{ markup: PAGE_STYLE }}</style></head><body><main>
<h1>${title}</h1>
${lead === undefined ? undefined : html`<p>${lead}</p>`}
<p class="muted">${count(view.summary.packages, "package", "packages")}, as of ${moment(view.asOf)}.${view.notFromRegistry > 0 ? ` ${count(view.notFromRegistry, "dependency comes", "dependencies come")} from git, a folder or an address, and cannot be judged.` : ""}</p>
${content}
</main><script nonce="${nonce}">${{ markup: PAGE_SCRIPT }}</script></body></html>
`;
  return page.markup;
}

const WORDS: readonly (readonly [kind: Level | "accepted", word: string])[] = [
  ["error", "at risk"],
  ["warning", "to look at"],
  ["info", "to know"],
  ["accepted", "accepted"],
  ["unchecked", "not checked"],
  ["clear", "clear"],
];

function headline({ summary }: CheckView): string {
  if (summary.packages === 0) {
    return "There is nothing to judge: no manifest or lockfile names a package of a registry.";
  }
  const said = WORDS.flatMap(([kind, word]) =>
    summary[kind] > 0 ? `${summary[kind].toLocaleString("en-US")} ${word}` : [],
  );
  return `${said.join(" · ")}.`;
}

/** A lockfile as a whole stands before its packages, which may all be clear by themselves. */
function reviewHeadline(view: ReviewView): string | undefined {
  const levels = view.fileFindings.filter((each) => !isLooser(each)).map(({ finding: { level } }) => level);
  const worst = (["error", "warning"] as const).find((level) => levels.includes(level));
  const said = [
    ...(worst === undefined ? [] : [`A lockfile is ${wordOf(worst)}.`]),
    ...(view.summary.packages === 0 ? [] : [headline(view)]),
  ];
  return said.length === 0 ? undefined : said.join(" ");
}

function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function inEditorOnly({ inEditor }: ReportPageOptions): Html | undefined {
  if (!inEditor) {
    return undefined;
  }
  const button = (format: string, name: string) =>
    html`<button type="button" data-message="${JSON.stringify({ type: "export", format })}">Export ${name}</button>`;
  return html`<p class="tools">${button("html", "HTML")} ${button("json", "JSON")} ${button("sarif", "SARIF")}</p>`;
}

function charts({ summary, packages, asOf }: CheckView, { histories }: ReportPageOptions): readonly Html[] {
  const scores = packages.flatMap(({ assessment: { score } }) => score ?? []);
  const bins = Array.from({ length: 10 }, (_, index) => ({
    label: index === 9 ? "90–100" : `${index * 10}–${index * 10 + 9}`,
    count: scores.filter((score) => Math.min(9, Math.floor(score / 10)) === index).length,
  }));
  const changes = readCustodyChanges(histories, asOf);
  const last = new Date(asOf).getUTCFullYear();
  const years = Array.from({ length: 10 }, (_, index) => {
    const year = last - 9 + index;
    return { label: String(year), count: changes.filter(({ at }) => new Date(at).getUTCFullYear() === year).length };
  });
  return [
    renderShares(
      "Levels",
      WORDS.map(([kind, word]) => ({ label: word, count: summary[kind], level: kind })),
    ),
    renderBars("Scores (higher is better)", ["package", "packages"], bins),
    renderBars(
      `Somebody new published, in the ${count(histories.length, "package", "packages")} whose history was read`,
      ["time", "times"],
      years,
    ),
  ];
}

function openQuestions({ open }: CheckView): Html | undefined {
  return open.length === 0
    ? undefined
    : html`<h2>Not checked</h2><ul class="plain">${open.map(
        ({ id, reason, packages }) =>
          html`<li>${UNCHECKED_WORDS[id]}, for ${count(packages, "package", "packages")}: ${reason}</li>`,
      )}</ul>`;
}

/** Shown by the script, which they are of no use without. */
function tools({ summary }: CheckView): Html {
  const boxes = WORDS.filter(([kind]) => summary[kind] > 0).map(
    ([kind, word]) =>
      html`<label><input type="checkbox" name="level" value="${kind}"${kind === "clear" && summary.packages > 200 ? undefined : html` checked`}> ${word}</label>`,
  );
  return html`<div class="tools" hidden><label>Filter <input type="search" placeholder="name, account, rule or word"></label>
<fieldset><legend>Show</legend>${boxes}</fieldset><span id="shown" role="status" class="muted"></span></div>`;
}

function table({ packages, root }: CheckView, options: ReportPageOptions): Html {
  const rows = packages.slice(0, MOST_ROWS).map((entry) => row(entry, root, options));
  const more = packages.length - rows.length;
  const titles = ["Level", "Score", "Package", "Version", "What was found", "Asked for", "Where"];
  return html`<table><caption>${more > 0 ? `The first ${MOST_ROWS.toLocaleString("en-US")}; ${count(more, "calm package is", "calm packages are")} left out.` : "Worst first."}</caption>
<thead><tr>${heads(titles)}</tr></thead><tbody>${rows}</tbody></table>`;
}

/** Nobody reads more of them. */
const MOST_REFUSED = 100;

function refused({ refused: all, root }: CheckView, options: ReportPageOptions): Html | undefined {
  const left = all.length - MOST_REFUSED;
  return all.length === 0
    ? undefined
    : html`<h2>What the next install will refuse</h2><ul class="plain">${all
        .slice(0, MOST_REFUSED)
        .map(({ text, entry }) => {
          const location = mainLocation(entry);
          return html`<li>${text} ${location && placeAt(location, 1, root, options)}</li>`;
        })}${left > 0 ? html`<li>And ${left} more.</li>` : undefined}</ul>`;
}

function filesFound({ fileFindings, root }: ReviewView, options: ReportPageOptions): Html {
  const looser = fileFindings.filter(isLooser);
  const others = fileFindings.filter((each) => !isLooser(each));
  return html`${list("Rules that the change loosens", looser, ({ what }) => what)}${list(
    "Lockfiles as a whole",
    others,
    ({ level, what, remedy }) =>
      html`${level === "none" ? undefined : html`<strong>${wordOf(level)}:</strong> `}${what} ${remedy}`,
  )}`;

  function list(
    title: string,
    found: readonly FileFinding[],
    say: (finding: Finding) => Html | string,
  ): Html | undefined {
    return found.length === 0
      ? undefined
      : html`<h2>${title}</h2><ul class="plain">${found.map(
          ({ finding, location }) =>
            html`<li>${say(finding)} <span class="muted">${finding.rule}</span> ${placeAt(location, 1, root, options)}</li>`,
        )}</ul>`;
  }
}

function changesTable({ lines, root }: ReviewView, options: ReportPageOptions): Html {
  const rows = lines.slice(0, MOST_ROWS).map((line) => {
    const { change, entry } = line;
    const level = entry && countedLevel(entry);
    const kind = entry === undefined ? "clear" : (level ?? "accepted");
    const word = change.kind === "removed" ? "gone" : isUnjudged(line) ? "not judged" : wordOf(kind);
    const [first] = change.locations;
    return html`<tr class="${entry === undefined ? undefined : kind}" data-kind="${kind}"><td class="level" data-key="${level === undefined ? 4 : rankOf(level)}">${word}</td>
<td>${nameChange(change, "→")}</td><td>${entry && found(entry)}</td><td>${change.importers.map(sayFolder).join(", ")}</td>
<td>${first && placeAt(first, change.locations.length, root, options)}</td></tr>
`;
  });
  return html`<table><caption>Worst first.</caption><thead><tr>${heads(["Level", "Change", "What was found", "Asked for in", "Where"])}</tr></thead><tbody>${rows}</tbody></table>`;
}

function sayFolder(folder: string): string {
  return folder === "." ? "the workspace root" : folder;
}

function heads(titles: readonly string[]): readonly Html[] {
  return titles.map(
    (title, index) =>
      html`<th scope="col"${index === 0 ? html` aria-sort="ascending"` : undefined}><button type="button">${title}</button></th>`,
  );
}

function wordOf(kind: Level | "accepted"): string {
  return WORDS.find(([one]) => one === kind)?.[1] ?? kind;
}

function row(entry: CheckedPackage, root: string, options: ReportPageOptions): Html {
  const { subject, assessment, direct, dev, accepted } = entry;
  const level = countedLevel(entry);
  const kind = level ?? "accepted";
  const word = wordOf(kind);
  const order = level === undefined ? 4 : rankOf(level);
  return html`<tr class="${kind}" data-kind="${kind}"><td class="level" data-key="${order}">${word}</td>
<td class="number" data-key="${assessment.score ?? -1}">${assessment.score ?? "–"}</td><td class="name">${subject.name}</td><td>${subject.version}</td>
<td>${found(entry)}${accepted === undefined ? undefined : html`<p class="muted">Accepted until ${accepted.until}: ${accepted.reason}</p>`}</td>
<td>${direct ? "directly" : path(entry)}${dev === true ? ", for development" : ""}</td><td>${place(entry, root, options)}</td></tr>
`;
}

function found(entry: CheckedPackage): Html | undefined {
  const { assessment } = entry;
  const rows = assessment.findings.filter(({ points, level }) => points > 0 || level !== "none");
  const way = sayWayOut(entry);
  return assessment.level === "clear" && rows.length === 0
    ? undefined
    : html`${rows.map(({ what, rule }) => html`<p>${what} <span class="muted">${rule}</span></p>`)}${rows.length === 0 ? html`<p>${assessment.summary}</p>` : undefined}${way === undefined ? undefined : html`<p>${way}</p>`}`;
}

function path({ paths }: CheckedPackage): string {
  const [shortest] = paths;
  return shortest === undefined ? "by others" : shortest.slice(0, -1).join(" › ");
}

function place(entry: CheckedPackage, root: string, options: ReportPageOptions): Html | undefined {
  const first = mainLocation(entry);
  return first && placeAt(first, entry.locations.length, root, options);
}

function placeAt(
  { file, span }: Location,
  places: number,
  root: string,
  { locate, inEditor }: ReportPageOptions,
): Html {
  const { line, column } = locate(file, span.start);
  const name = `${relativePath(root, file) ?? baseName(file)}:${line}`;
  const more = places > 1 ? ` and ${places - 1} more` : "";
  const message = JSON.stringify({ type: "open", file, line, column });
  return inEditor
    ? html`<button type="button" class="place" data-message="${message}">${name}</button>${more}`
    : html`${name}${more}`;
}
