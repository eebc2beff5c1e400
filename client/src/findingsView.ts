import { type Disposable, l10n } from "vscode";
import type { WorkspaceFindings } from "../../server/src/lsp/protocol";
import { countOf, type GroupNode, readNodes } from "./findingNodes";
import type { Findings } from "./findings";
import type { NodeTree } from "./nodeTree";
import { addTotals, sayNumber, sayTime, sayTotals } from "./words";

/** The findings of the workspace in the side bar: what the server says, computed nowhere else. */
export function fillFindingsView({ view, list }: NodeTree, findings: Findings): Disposable {
  let nodes: readonly GroupNode[] = [];
  let shown: WorkspaceFindings["projects"] | undefined;
  show();
  return findings.onDidChange(show);

  function show(): void {
    const { current } = findings;
    view.badge = badgeOf(current);
    // Progress alone draws nothing again.
    if (current.projects !== shown) {
      shown = current.projects;
      nodes = readNodes(shown);
      list(nodes);
    }
    // Where nothing is listed, package.json has the words, and VS Code shows them where there is no message only.
    view.message = nodes.length === 0 ? "" : [sum(current), ...explain(current)].join("\n");
  }
}

/** `1 at risk, 40 clear: checked 10:42`, or how far it is. */
function sum({ phase, done, total, projects }: WorkspaceFindings): string {
  if (phase === "running" && total > 0) {
    return l10n.t("Checking {0} of {1}…", sayNumber(done), sayNumber(total));
  }
  const counts = projects.map((project) => project.counts).reduce(addTotals);
  const times = projects.map(({ checkedAt }) => checkedAt);
  return l10n.t("{0}. Checked {1}.", sayTotals(counts).join(", "), sayTime(Math.min(...times)));
}

/** What one has to know to read the list rightly. */
function explain({ phase, projects }: WorkspaceFindings): readonly string[] {
  const unlocked = projects.filter(({ hasLockfile }) => !hasLockfile).map(({ name }) => name);
  return [
    ...(phase === "stopped" ? [l10n.t("The check was stopped, so that this need not be all.")] : []),
    ...(projects.some(({ offline }) => offline)
      ? [l10n.t("Offline: nobody is asked, and what is not known here counts as unchecked.")]
      : []),
    ...(unlocked.length > 0
      ? [
          l10n.t(
            "No lockfile in {0}: judged is what is installed, or what an install would take today.",
            unlocked.join(", "),
          ),
        ]
      : []),
  ];
}

function badgeOf({ projects }: WorkspaceFindings): { readonly value: number; readonly tooltip: string } | undefined {
  const [error, warning] = [countOf(projects, "error"), countOf(projects, "warning")];
  const tooltip = l10n.t("{0} at risk, {1} to look at", sayNumber(error), sayNumber(warning));
  return error + warning === 0 ? undefined : { value: error + warning, tooltip };
}
