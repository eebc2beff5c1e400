import type {
  PlacedFinding,
  PlaceInFile,
  ProjectFindings,
  ReviewedChange,
  ReviewFindings,
  WorkspaceFindings,
} from "../../server/src/lsp/protocol";

/** A line of a tree. Its id stays the same as long as it is about the same, so that what is open stays open. */
export type FindingNode = GroupNode | PackageNode | ChangeNode | DetailNode;

export interface GroupNode {
  readonly kind: "group";
  readonly id: string;
  readonly group: Group;
  readonly count: number;
  readonly children: readonly (PackageNode | DetailNode)[];
}

export interface PackageNode {
  readonly kind: "package";
  readonly id: string;
  readonly finding: PlacedFinding;
  /** Told only where there are several projects. */
  readonly project: string | undefined;
  readonly children: readonly DetailNode[];
}

/** What a review says has changed. */
export interface ChangeNode {
  readonly kind: "change";
  readonly id: string;
  readonly change: ReviewedChange;
  readonly finding: PlacedFinding | undefined;
  readonly children: readonly DetailNode[];
}

export interface DetailNode {
  readonly kind: "detail";
  readonly id: string;
  readonly detail: Detail;
}

/** What there is to say of a package, beside its name. */
export type Detail =
  | { readonly about: "reason"; readonly text: string; readonly rule: string }
  | { readonly about: "unchecked"; readonly text: string }
  | { readonly about: "accepted"; readonly reason: string; readonly until: string }
  | { readonly about: "remedy"; readonly text: string; readonly place: PlaceInFile | undefined }
  | { readonly about: "path"; readonly path: readonly string[]; readonly place: PlaceInFile | undefined }
  | { readonly about: "place"; readonly place: PlaceInFile }
  /** More than are listed. */
  | { readonly about: "more"; readonly count: number };

/** What the packages of a group ask of a person. */
export type Group = "error" | "warning" | "transferred" | "info" | "unchecked" | "accepted";

const GROUPS: readonly Group[] = ["error", "warning", "transferred", "info", "unchecked", "accepted"];
const MOST_REASONS = 6;

/** The tree: by what it asks of a person, worst first, then by package. */
export function readNodes(projects: WorkspaceFindings["projects"]): readonly GroupNode[] {
  const all = projects.flatMap((project) =>
    project.packages.map((finding) => packageNode(finding, project, projects.length > 1)),
  );
  const byGroup = Map.groupBy(all, ({ finding }) => groupOf(finding));
  return GROUPS.flatMap((group): readonly GroupNode[] => {
    const packages = byGroup.get(group) ?? [];
    const count = countOf(projects, group);
    const id = `group ${group}`;
    const left = count - packages.length;
    const more: DetailNode = { kind: "detail", id: `${id} more`, detail: { about: "more", count: left } };
    const children = left > 0 ? [...packages, more] : packages;
    return children.length === 0 ? [] : [{ kind: "group", id, group, count, children }];
  });
}

export function countOf(projects: WorkspaceFindings["projects"], group: Group): number {
  return projects.reduce((sum, { counts }) => sum + counts[group], 0);
}

/** The tree of a review: its changes in their order. */
export function readChangeNodes({ changes }: ReviewFindings): readonly ChangeNode[] {
  return changes.map((change): ChangeNode => {
    const { kind, name, way, finding } = change;
    const id = `${kind} ${name} ${way}`;
    return { kind: "change", id, change, finding, children: finding === undefined ? [] : detailNodes(id, finding) };
  });
}

/** The place that a line of the tree leads to. */
export function placeOf(node: FindingNode): PlaceInFile | undefined {
  switch (node.kind) {
    case "group":
      return undefined;
    case "package":
      return node.finding.places[0];
    case "change":
      return node.change.place;
    case "detail":
      return "place" in node.detail ? node.detail.place : undefined;
  }
}

function groupOf({ accepted, level, word }: PlacedFinding): Group {
  if (accepted !== undefined) {
    return "accepted";
  }
  return level === "info" && word === "transferred" ? "transferred" : level;
}

function packageNode(finding: PlacedFinding, { uri, name }: ProjectFindings, hasOthers: boolean): PackageNode {
  const id = `${uri} ${finding.name}@${finding.version}`;
  return { kind: "package", id, finding, project: hasOthers ? name : undefined, children: detailNodes(id, finding) };
}

function detailNodes(id: string, finding: PlacedFinding): readonly DetailNode[] {
  return detailsOf(finding).map((detail, index) => ({ kind: "detail", id: `${id} ${index}`, detail }));
}

function detailsOf(finding: PlacedFinding): readonly Detail[] {
  const { reasons, unchecked, remedy, accepted, paths, places, level } = finding;
  const [place, ...others] = places;
  return [
    ...(accepted === undefined ? [] : [{ about: "accepted", ...accepted } as const]),
    ...reasons.slice(0, MOST_REASONS).map(({ rule, text }): Detail => ({ about: "reason", text, rule })),
    ...(level === "unchecked" ? unchecked : []).map((text): Detail => ({ about: "unchecked", text })),
    ...(remedy === undefined || accepted !== undefined ? [] : [{ about: "remedy", text: remedy, place } as const]),
    // Of an importer and the package itself, the places tell already.
    ...paths.filter((path) => path.length > 2).map((path): Detail => ({ about: "path", path, place })),
    ...others.map((other): Detail => ({ about: "place", place: other })),
  ];
}
