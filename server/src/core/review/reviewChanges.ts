import { judgeLoosening, judgeRepacked } from "../assess/judgeFiles";
import type { BaseFiles } from "../baseFiles";
import { baseName, joinPath, parentOf, relativePath } from "../filePath";
import { createLayers } from "../layers";
import type { Lookups } from "../lookup/lookups";
import { messages } from "../messages";
import type { Change, FileFinding } from "../model";
import { formatOf } from "../parse/formats";
import { GATE_FILES } from "../parse/gates/parseGates";
import { applyPolicy, type Policy } from "../policy";
import { createProjects, type Projects } from "../project";
import type { CheckOptions, WorkspaceReport } from "../reports";
import type { AssessContext } from "../settings";
import type { World } from "../world";
import { type BaseWorld, createBaseWorld } from "./baseWorld";
import { findChanged } from "./findChanged";
import { findFiles } from "./findFiles";
import { mergeChanges } from "./mergeChanges";
import { createSides, findPlaces, type Place } from "./places";
import { mergePackages, type PlaceReport, reviewPlace } from "./reviewPlace";
import { reviewRules } from "./reviewRules";

/** What a folder comes to otherwise than at the base. `packages` are the releases that are new here, judged. */
export interface ReviewReport extends WorkspaceReport {
  /** The files that have another text than at the base. */
  readonly changed: ReadonlySet<string>;
  /** By name and version. */
  readonly changes: readonly Change[];
  /** What is looser now, of the policies and of the package managers' own gates, and what holds of a lockfile as a whole, by file and place. */
  readonly fileFindings: readonly FileFinding[];
  /** What was judged by: the base's policy and what is stricter since, under the one that stands above both. */
  readonly policy: Policy | undefined;
  /** What could not be compared, and what that means: a sentence each. */
  readonly notes: readonly string[];
}

export interface ReviewOptions extends CheckOptions {
  /** The organisation's policy is not known: of the repository's, only what is stricter than the settings counts. */
  readonly tightensOnly?: boolean;
}

/** What a review is made with. */
export interface Reviewing {
  readonly world: World;
  readonly projects: Projects;
  lookupsFor(options: CheckOptions): Lookups;
}

/** Compares what stands here with the base, and judges what is new. */
export async function reviewChanges(
  { world, projects, lookupsFor }: Reviewing,
  path: string,
  base: BaseFiles,
  options: ReviewOptions,
  abort: AbortSignal,
): Promise<ReviewReport> {
  const known = (await base.files?.()) ?? [];
  const walked = formatOf(path) === undefined ? await findFiles(world, path, abort) : undefined;
  const hidden = (walked?.ignored ?? []).filter((file) => !known.includes(file));
  const baseWorld = createBaseWorld(world, base, known);
  const today = hidden.length === 0 ? world : withoutFiles(world, hidden);
  const sides = createSides(today, today === world ? projects : createProjects(today), baseWorld);
  const { files, changed, notes } = await findChanged(sides, path, walked, known, abort);
  const root = formatOf(path) === undefined ? path : (parentOf(path) ?? "/");
  const places = await findPlaces(sides, changed, formatOf(path)?.kind === "lockfile" ? path : undefined);

  const asOf = options.asOf ?? world.now();
  const { policy, settings, loosened } = await reviewRules(sides, {
    root,
    files,
    changed,
    settings: options.settings,
    above: options.policy,
    tightensOnly: options.tightensOnly === true,
    asOf,
    nameFile,
  });
  const asked = { ...options, policy, settings: applyPolicy(settings, policy) };
  const lookups = lookupsFor(asked);
  const context: AssessContext = { asOf, settings: asked.settings, stateRules: true, beside: [] };
  // Verdicts of its own: those that the editor remembers are made under another policy.
  const layers = createLayers(world);
  const parts: PlaceReport[] = [];
  for (const place of places) {
    const isOwn = (file: string) => ownerOf(file, places) === place;
    parts.push(
      await reviewPlace(place, {
        world: sides.now.world,
        projects: sides.now.projects,
        baseWorld,
        lookups,
        layers,
        options: asked,
        isOwn,
        nameFolder,
        isNamedSince,
        abort,
      }),
    );
  }
  return {
    root,
    asOf,
    files,
    changed,
    packages: mergePackages(parts.flatMap(({ packages }) => packages)),
    changes: mergeChanges(parts.flatMap(({ changes }) => changes)),
    fileFindings: [
      ...loosened.map(({ loosening, location }) => ({ finding: judgeLoosening(loosening, context), location })),
      ...parts.flatMap(({ repacked }) =>
        repacked.map(({ path: file, ...rest }) => ({
          finding: judgeRepacked({ file: nameFile(file), ...rest }, context),
          location: { file, span: { start: 0, end: 0 } },
        })),
      ),
    ]
      .flatMap(({ finding, location }) => (finding === undefined ? [] : { finding, location }))
      .sort(byPlace),
    policy,
    problems: parts.flatMap(({ problems }) => problems).filter(({ file }) => changed.has(file)),
    unresolved: parts.flatMap(({ unresolved }) => unresolved),
    sources: lookups.stats(),
    notes: [
      ...notes,
      ...hidden
        .filter((file) => formatOf(file)?.kind === "lockfile")
        .map((file) => messages.reviewIgnored(nameFile(file))),
      ...parts.flatMap((part) => part.notes),
      ...unreadableNotes(baseWorld, nameFile),
    ],
  };

  async function isNamedSince(host: string): Promise<boolean> {
    // Yarn 1 has a file of its own, which holds no gate.
    const files = [...changed, ...places.map((place) => joinPath(place.root, YARNS_FILE))];
    for (const file of files.filter((each) => [...GATE_FILES, YARNS_FILE].includes(baseName(each)))) {
      const [was, is] = [await baseWorld.readFile(file), await sides.now.world.readFile(file)];
      if (is?.includes(host) === true && was?.includes(host) !== true) {
        return true;
      }
    }
    return false;
  }

  function nameFolder(folder: string): string {
    return nameFile(folder) || ".";
  }

  function nameFile(file: string): string {
    return relativePath(root, file) ?? file;
  }
}

const YARNS_FILE = ".yarnrc";

/** Of many files the first few: in a partial clone none may be there. */
function unreadableNotes({ unreadable }: BaseWorld, nameFile: (file: string) => string): readonly string[] {
  const notes = [...unreadable].map(([file, why]) => messages.reviewUnreadable(nameFile(file), why));
  const more = notes.length - MOST_UNREADABLE;
  return more > 0 ? [...notes.slice(0, MOST_UNREADABLE), messages.reviewMoreUnreadable(more)] : notes;
}

const MOST_UNREADABLE = 5;

/** A world without some files. */
function withoutFiles(world: World, files: readonly string[]): World {
  const hidden = new Set(files);
  return {
    ...world,
    readFile: async (path) => (hidden.has(path) ? undefined : world.readFile(path)),
    stampOf: async (path) => (hidden.has(path) ? undefined : world.stampOf(path)),
  };
}

/** The place that a manifest is installed from: the nearest above it. */
function ownerOf(file: string, places: readonly Place[]): Place | undefined {
  const above = places.filter(({ root }) => relativePath(root, file) !== undefined);
  return above.toSorted((one, other) => other.root.length - one.root.length)[0];
}

function byPlace({ location: one }: FileFinding, { location: other }: FileFinding): number {
  return one.file === other.file ? one.span.start - other.span.start : one.file < other.file ? -1 : 1;
}
