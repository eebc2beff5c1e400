import { type Command, l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { ReviewedChange } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";
import {
  type ChangeNode,
  type Detail,
  type DetailNode,
  type FindingNode,
  type Group,
  type GroupNode,
  type PackageNode,
  placeOf,
} from "./findingNodes";
import { openPlace } from "./showPlace";
import { sayNumber } from "./words";

/** A node as VS Code draws it and a screen reader says it: a level is a word and a shape, never a colour alone. */
export function toItem(node: FindingNode): TreeItem {
  switch (node.kind) {
    case "group":
      return groupItem(node);
    case "package":
      return packageItem(node);
    case "change":
      return changeItem(node);
    case "detail":
      return detailItem(node);
  }
}

function groupItem({ id, group, count }: GroupNode): TreeItem {
  const isUrgent = group === "error" || group === "warning";
  const { Expanded, Collapsed } = TreeItemCollapsibleState;
  const word = groupWords()[group];
  const item = new TreeItem(word, isUrgent ? Expanded : Collapsed);
  item.id = id;
  item.description = sayNumber(count);
  item.iconPath = ICONS[group];
  item.tooltip = groupHints()[group];
  item.accessibilityInformation = { label: `${word}, ${sayNumber(count)}` };
  return item;
}

function packageItem(node: PackageNode): TreeItem {
  const { id, finding, project } = node;
  const { name, version, score, word, summary, level, accepted } = finding;
  const item = new TreeItem(name, TreeItemCollapsibleState.Collapsed);
  const points = score === undefined ? [] : [l10n.t("score {0}", score)];
  const where = project === undefined ? [] : [project];
  item.id = id;
  // What tells two of a name apart comes before what a narrow side bar cuts off.
  item.description = [version, ...where, ...points].join(" · ");
  item.iconPath = new ThemeIcon("package");
  item.tooltip = new MarkdownString().appendText(`${name} ${version}: ${summary}`);
  item.accessibilityInformation = { label: [`${name} ${version}`, word, ...points, ...where, summary].join(", ") };
  item.contextValue = `package ${accepted === undefined ? level : "accepted"}`;
  return leading(item, openPlace(placeOf(node)));
}

function changeItem(node: ChangeNode): TreeItem {
  const { id, change, finding, children } = node;
  const { kind, name, way, verdict } = change;
  const { Collapsed, None } = TreeItemCollapsibleState;
  const item = new TreeItem(name, children.length > 0 ? Collapsed : None);
  const what = `${kindWords()[kind]} ${way}`;
  const words = verdict === undefined ? [] : [verdict.word];
  item.id = id;
  item.description = [what, ...words].join(" · ");
  item.iconPath = verdict === undefined ? new ThemeIcon("dash") : iconOf(verdict.level);
  item.tooltip = new MarkdownString().appendText(
    `${name}, ${what}${finding === undefined ? "" : `: ${finding.summary}`}`,
  );
  item.accessibilityInformation = {
    label: [name, what, ...words, ...(finding === undefined ? [] : [finding.summary])].join(", "),
  };
  item.contextValue = finding === undefined ? "change" : `package ${verdict?.level}`;
  return leading(item, openPlace(placeOf(node)));
}

function detailItem({ id, detail }: DetailNode): TreeItem {
  const { icon, label, spoken, description, command } = drawn(detail);
  const item = new TreeItem(label);
  item.id = id;
  item.description = description ?? "";
  item.iconPath = new ThemeIcon(icon);
  item.tooltip = new MarkdownString().appendText(label);
  item.accessibilityInformation = { label: spoken };
  item.contextValue = detail.about;
  return leading(item, command);
}

interface Drawn {
  readonly icon: string;
  readonly label: string;
  /** The same for who does not see the icon. */
  readonly spoken: string;
  readonly description?: string;
  readonly command?: Command | undefined;
}

function drawn(detail: Detail): Drawn {
  switch (detail.about) {
    case "reason": {
      const { text: label, rule: description } = detail;
      const command = { command: COMMANDS.showFindingRule, title: l10n.t("Show the Rule"), arguments: [description] };
      const spoken = l10n.t("Reason: {0} Rule: {1}", label, description);
      return { icon: "circle-small-filled", label, spoken, description, command };
    }
    case "unchecked":
      return { icon: "question", label: detail.text, spoken: l10n.t("Not checked: {0}", detail.text) };
    case "accepted": {
      const [label, description] = [l10n.t("Accepted: {0}", detail.reason), l10n.t("until {0}", detail.until)];
      return { icon: "pass", label, spoken: [label, description].join(", "), description };
    }
    case "remedy": {
      const spoken = l10n.t("What to do: {0}", detail.text);
      return { icon: "lightbulb", label: detail.text, spoken, command: openPlace(detail.place) };
    }
    case "path": {
      const { path, place } = detail;
      const spoken = l10n.t("The way to it: {0}", path.join(", "));
      return { icon: "type-hierarchy-sub", label: path.join(" › "), spoken, command: openPlace(place) };
    }
    case "place": {
      const { place } = detail;
      const { file, range } = place;
      const line = sayNumber(range.start.line + 1);
      const spoken = l10n.t("It stands in {0}, too, on line {1}", file, line);
      return { icon: "go-to-file", label: `${file}:${range.start.line + 1}`, spoken, command: openPlace(place) };
    }
    case "more": {
      const label = l10n.t("{0} more in the report", sayNumber(detail.count));
      const command = { command: COMMANDS.showReport, title: l10n.t("Show Report") };
      return { icon: "ellipsis", label, spoken: label, command };
    }
  }
}

function leading(item: TreeItem, command: Command | undefined): TreeItem {
  if (command !== undefined) {
    item.command = command;
  }
  return item;
}

const ICONS: Readonly<Record<Group, ThemeIcon>> = {
  error: new ThemeIcon("error", new ThemeColor("problemsErrorIcon.foreground")),
  warning: new ThemeIcon("warning", new ThemeColor("problemsWarningIcon.foreground")),
  transferred: new ThemeIcon("arrow-swap", new ThemeColor("problemsInfoIcon.foreground")),
  info: new ThemeIcon("info", new ThemeColor("problemsInfoIcon.foreground")),
  unchecked: new ThemeIcon("question"),
  accepted: new ThemeIcon("pass"),
};

function iconOf(level: NonNullable<ReviewedChange["verdict"]>["level"]): ThemeIcon {
  return level === "clear" ? new ThemeIcon("check") : ICONS[level];
}

function kindWords(): Readonly<Record<ReviewedChange["kind"], string>> {
  return {
    added: l10n.t("added"),
    removed: l10n.t("removed"),
    upgraded: l10n.t("upgraded"),
    downgraded: l10n.t("downgraded"),
    "re-resolved": l10n.t("re-resolved"),
  };
}

function groupWords(): Readonly<Record<Group, string>> {
  return {
    error: l10n.t("At Risk"),
    warning: l10n.t("To Look At"),
    transferred: l10n.t("Transferred"),
    info: l10n.t("To Know"),
    unchecked: l10n.t("Unchecked"),
    accepted: l10n.t("Accepted"),
  };
}

function groupHints(): Readonly<Record<Group, string>> {
  return {
    error: l10n.t("Do not install these, and look at what is installed."),
    warning: l10n.t("Look at these before they are installed or upgraded."),
    transferred: l10n.t("The package has passed to somebody else, as it seems in good order."),
    info: l10n.t("Nothing to do now."),
    unchecked: l10n.t("A source did not answer, so this is not known. It is no clean bill of health."),
    accepted: l10n.t("The policy accepts these, each with a reason and an end."),
  };
}
