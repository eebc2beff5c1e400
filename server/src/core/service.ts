import { adjust } from "./adjust";
import type { BaseFiles } from "./baseFiles";
import { addLocked, collectNamed } from "./collect";
import { type DocumentEntry, type DocumentReport, judgeDocument } from "./documents";
import { elsewhereIn } from "./elsewhere";
import { createEngines } from "./engines";
import { joinPath, parentOf } from "./filePath";
import { type FileChange, type Fix, planFix } from "./fix";
import { planExclusion } from "./gates/exclusion";
import { type InstallRules, patienceOf, readInstallRules } from "./gates/installRules";
import { refusalsOfTarget } from "./gates/refusals";
import { importedLine } from "./importing";
import { type InstallGate, readInstallGates } from "./installGates";
import { keyOf } from "./lookup/lookups";
import type { Lockfile, Manifest, PackageReport } from "./model";
import { watchOutages } from "./outages";
import { formatOf } from "./parse/formats";
import type { Policy } from "./policy";
import type { AcceptRequest } from "./policy/acceptEdits";
import { type LockedVersions, lockedBelow } from "./policy/lockedBelow";
import { parsePolicy } from "./policy/parsePolicy";
import { planAccept } from "./policy/planAccept";
import { createProjects, type Project, problemsOf } from "./project";
import { findProjectRoots } from "./projectRoots";
import { type CheckOptions, MAX_PATHS, pathsTo, textsOf, toReport, type WorkspaceReport } from "./reports";
import { foldersOfRepository } from "./repositoryFolders";
import { lockIndexOf } from "./resolve/lockIndex";
import { importersAbove } from "./resolve/paths";
import { highestAdmitted } from "./resolve/resolveVersion";
import { type ReviewOptions, type ReviewReport, reviewChanges } from "./review/reviewChanges";
import { type ScanReport, scanProject } from "./scan";
import type { Patience } from "./settings";
import { checkSources, type SourceCheck } from "./sourceChecks";
import { sumStats } from "./sumStats";
import { lockedTarget, type Target } from "./targets";
import type { Outage, SourceStats, World } from "./world";

/** The whole pipeline, for every door: what the editor shows, the command line prints. */
export interface TrustService {
  inspect(path: string, text: string): Manifest | Lockfile | undefined;
  /** Reads a large lockfile in parts, so that to inspect or judge it afterwards stops nobody; undefined where that is no help. */
  prepare(path: string, text: string): Promise<void> | undefined;
  /** Judges all that a folder or file declares and locks. */
  check(path: string, options: CheckOptions, abort: AbortSignal): Promise<WorkspaceReport>;
  /**
   * Judges what a folder with all that is below it, or a file's project, comes to otherwise than at the base: added, upgraded,
   * downgraded and re-resolved packages. What loosens the judgement counts as the base has it. `options.policy` is one
   * that stands above the repository's; the repository's own is read here, then and now.
   */
  review(path: string, base: BaseFiles, options: ReviewOptions, abort: AbortSignal): Promise<ReviewReport>;
  /**
   * The same for the project at `path` while nobody waits for it, of a lockfile only where it lies within a folder.
   * `onReport` gets what the manifests name as soon as that is judged.
   */
  scan(
    path: string,
    within: string,
    options: CheckOptions,
    abort: AbortSignal,
    onReport: (report: ScanReport) => void,
  ): Promise<ScanReport>;
  /** The folders in and below a folder that are projects of their own; see `findProjectRoots`. */
  roots(folder: string, isOthers: (path: string) => boolean): Promise<readonly string[]>;
  /**
   * Judges a document as it stands in the editor; undefined where it is no manifest or lockfile.
   *
   * The reports have no paths; see `paths`. `onGlance` is called once before anything is asked, with what is remembered from
   * earlier answers: what is known shows at once. `onLayer` is called with what is kept of them beside it, where it is
   * more, then with what speaks by then, each time that more answers are in; what was shown stands until the whole answer
   * is there, unless it has become worse.
   */
  document(
    path: string,
    text: string,
    options: CheckOptions,
    abort: AbortSignal,
    onGlance?: (report: DocumentReport) => void,
    onLayer?: (report: DocumentReport) => void,
  ): Promise<DocumentReport | undefined>;
  /**
   * What the import of a package in a source file reaches, with the manifest or lockfile that says so; see
   * `importedLine`. Undefined for what no manifest above the file and no lockfile knows.
   */
  imported(
    file: string,
    specifier: string,
    options: CheckOptions,
    abort: AbortSignal,
  ): Promise<(DocumentEntry & { readonly file: string }) | undefined>;
  /** Why an entry of a lockfile is there: asked for one entry at a time, since a lockfile has thousands. */
  paths(path: string, text: string, id: string): Promise<PackageReport["paths"]>;
  /**
   * What to write where so that the next install takes another version of what is locked under an id, asked from a
   * manifest or lockfile as it stands in the editor; undefined where nothing can be written that would do it.
   */
  fix(path: string, text: string, id: string, version: string): Promise<Fix | undefined>;
  /**
   * What to write so that the package manager takes what it would refuse, one step for each reason; asked from a manifest or
   * lockfile as it stands in the editor.
   */
  letInstall(path: string, text: string, entry: DocumentEntry): Promise<readonly Fix[]>;
  /** For how long the package manager that installs in a folder waits by itself before it takes a release. */
  patience(folder: string): Promise<Patience | undefined>;
  /**
   * Judges one release, before all that is asked otherwise; without a version the one that the tag "latest" names. `from` is
   * where it is asked from, a folder or an open document: what is locked there from elsewhere than its registry is private.
   * With the id of the entry that it has in the lockfile there, that is judged too.
   */
  explain(
    name: string,
    version: string | undefined,
    options: CheckOptions,
    abort: AbortSignal,
    from?: { readonly path: string; readonly text?: string; readonly id?: string },
  ): Promise<PackageReport>;
  /** The policy that holds for a folder: the nearest custody.json up to the repository's root. */
  policy(folder: string): Promise<{ readonly path: string; readonly policy: Policy } | undefined>;
  /** Hosts whose names were told to nobody else so far, because nobody has said whether they serve public packages only. */
  undecided(): readonly string[];
  /**
   * What to write into the custody.json that holds for a manifest or lockfile so that a release is accepted, or into a
   * new one beside the lockfile; undefined where that which is there cannot be read to its end.
   */
  accept(path: string, text: string, request: AcceptRequest): Promise<FileChange | undefined>;
  /** All that is locked in a folder and below it; undefined where that cannot be told. */
  lockedBelow(folder: string): Promise<LockedVersions | undefined>;
  /** What gives no answer now, by source and host: the longest first. */
  outages(): readonly Outage[];
  /** There seems to be no network at all. */
  isOffline(): boolean;
  /**
   * Asks each source about one thing that got no answer; true where one of them answers now, so that what was judged
   * without it should be judged again.
   */
  askAgain(abort: AbortSignal): Promise<boolean>;
  /** Asks each source of a project once, past all memory, and tells what its package managers refuse by themselves. */
  diagnose(path: string, options: CheckOptions, abort: AbortSignal): Promise<Diagnosis>;
  stats(): readonly SourceStats[];
}

/** How the sources of a project are, and the gates of its package managers. */
export interface Diagnosis {
  readonly sources: readonly SourceCheck[];
  readonly gates: readonly InstallGate[];
}

/** Composes the stages. The stages do not know each other. */
export function createTrustService(world: World): TrustService {
  const projects = createProjects(world);
  const watch = watchOutages(world);
  const asked: World = { ...world, send: watch.send };
  const engines = createEngines(world, asked);

  return {
    inspect: (path, text) => projects.read(path, text),

    prepare: (path, text) => projects.prepare(path, text),

    async check(path, options, abort) {
      const project = await projects.load(path);
      const { lookups, layers } = engines.ofProject(project, options);
      const rules = await rulesOf(project);
      const how = engines.resolving(lookups, options, abort, rules);
      const { targets, unresolved } = await collectNamed(project, how);
      await addLocked(targets, project, how);
      const all = targets.all();
      const verdicts = await layers.judge(all, adjust(options), lookups, abort);
      const { asOf } = how;
      return {
        root: project.root,
        asOf,
        files: [
          ...project.manifests.map((manifest) => manifest.path),
          ...(project.lockfile ? [project.lockfile.path] : []),
        ],
        packages: all.flatMap((target) => {
          const verdict = verdicts.get(keyOf(target.subject));
          const refusals = refusalsOfTarget(rules, target, verdict, asOf);
          return toReport(target, verdict, () => pathsTo(project, target.locked), refusals) ?? [];
        }),
        problems: problemsOf(project),
        unresolved,
        sources: lookups.stats(),
        texts: textsOf(project),
      };
    },

    review: (path, base, options, abort) =>
      reviewChanges({ world, projects, lookupsFor: (asked) => engines.of(asked).lookups }, path, base, options, abort),

    async scan(path, within, options, abort, onReport) {
      const project = await projects.load(path);
      const { lookups, layers } = engines.ofProject(project, options);
      const rules = await rulesOf(project);
      const how = engines.resolving(lookups, options, abort, rules);
      return scanProject({ project, within, rules, how, lookups, layers }, adjust(options), abort, onReport);
    },

    roots: (folder, isOthers) => findProjectRoots(world, projects, folder, isOthers),

    document: (path, text, options, abort, onGlance, onLayer) =>
      judgeDocument({ world, projects, engines }, path, text, options, abort, { onGlance, onLayer }),

    async imported(file, specifier, options, abort) {
      const found = await importedLine(world, projects, file, specifier, async (project) =>
        engines.resolving(engines.ofProject(project, options).lookups, options, abort, await rulesOf(project)),
      );
      if (found === undefined) {
        return undefined;
      }
      const { line, project } = found;
      const { target } = line;
      if (target === undefined) {
        return { ...line, file: found.file, report: undefined };
      }
      const { lookups, layers } = engines.ofProject(project, options);
      const verdicts = await layers.judge([target], adjust(options), lookups, abort);
      return { ...line, file: found.file, report: toReport(target, verdicts.get(keyOf(target.subject))) };
    },

    async paths(path, text, id) {
      const project = projects.ofLockfile(path, text);
      const { lockfile } = project;
      const locked = lockfile && lockIndexOf(lockfile.lockfile).byId.get(id);
      if (lockfile === undefined || locked === undefined) {
        return [];
      }
      const importers = importersAbove(lockfile.lockfile, id, MAX_PATHS).map((importer) => importer.path);
      return pathsTo({ ...project, manifests: await projects.manifestsBehind(lockfile, importers) }, [locked]);
    },

    async fix(path, text, id, version) {
      const isLockfile = formatOf(path)?.kind === "lockfile";
      const { lockfile } = isLockfile ? projects.ofLockfile(path, text) : await projects.ofManifest(path, text);
      return planFix(projects, lockfile, id, version);
    },

    async letInstall(path, text, { report, refusals = [] }) {
      const isLockfile = formatOf(path)?.kind === "lockfile";
      const project = isLockfile ? projects.ofLockfile(path, text) : await projects.ofManifest(path, text);
      const rules = await rulesOf(project);
      if (rules === undefined || report === undefined) {
        return [];
      }
      const plans = refusals.map(({ reason }) => planExclusion(world, rules, report.subject, reason));
      return (await Promise.all(plans)).flatMap((plan) => plan ?? []);
    },

    async patience(folder) {
      const rules = await readInstallRules(world, projects, await projects.around(folder), "npm");
      return rules && patienceOf(rules);
    },

    async explain(name, version, options, abort, from) {
      const lockfile = await lockfileFrom(from);
      const { lookups: all, layers } = engines.of(options);
      const lookups = all.within(elsewhereIn(lockfile?.lockfile, [], world));
      const wanted = version ?? "latest";
      const history = await lookups.history(name, abort, true);
      const known = history.status === "found" ? history.value : undefined;
      const exact = (known && highestAdmitted(wanted, known, options.asOf ?? world.now(), 0)) ?? wanted;
      const locked = from?.id === undefined ? undefined : lockfile && lockIndexOf(lockfile.lockfile).byId.get(from.id);
      const target: Target = {
        ...((lockfile && locked && lockedTarget(lockfile, locked)) ?? ASKED_FOR),
        subject: { name, version: exact },
        named: true,
        locations: [],
      };
      const verdicts = await layers.judge([target], { ...adjust(options), attest: true }, lookups, abort);
      const verdict = verdicts.get(keyOf(target.subject));
      if (verdict === undefined) {
        throw new Error(`no verdict about ${keyOf(target.subject)}`);
      }
      return { ...target, paths: [], ...verdict };
    },

    async policy(folder) {
      for await (const at of foldersOfRepository(world, folder)) {
        const path = joinPath(at, "custody.json");
        const text = await world.readFile(path);
        if (text !== undefined) {
          return { path, policy: parsePolicy(text, world.now()) };
        }
      }
      return undefined;
    },

    undecided: () => [...new Set(engines.all().flatMap(({ lookups }) => lookups.undecided()))],

    async accept(path, text, request) {
      const folder = parentOf(path) ?? "/";
      const known = await this.policy(folder);
      const isManifest = formatOf(path)?.kind === "manifest";
      const root = isManifest ? (await projects.ofManifest(path, text)).lockfile?.path : path;
      return planAccept(world, known?.path, parentOf(root ?? path) ?? folder, request);
    },

    lockedBelow: (folder) => lockedBelow(folder, projects.lockfileIn, world),

    outages: watch.outages,
    isOffline: watch.isOffline,

    async askAgain(abort) {
      const back = await Promise.all(engines.all().map(({ lookups }) => lookups.askAgain(abort)));
      return back.includes(true);
    },

    async diagnose(path, options, abort) {
      const project = await projects.load(path);
      const { lookups } = engines.ofProject(project, options);
      const [sources, gates] = await Promise.all([
        checkSources(project, world, lookups, abort),
        readInstallGates(world, project.root),
      ]);
      return { sources, gates };
    },

    stats: () => sumStats(engines.all().flatMap(({ lookups }) => lookups.stats())),
  };

  function rulesOf(project: Project): Promise<InstallRules | undefined> {
    return readInstallRules(world, projects, project);
  }

  async function lockfileFrom(from: { readonly path: string; readonly text?: string } | undefined) {
    if (from?.text === undefined) {
      return from && (await projects.load(from.path)).lockfile;
    }
    const { path, text } = from;
    const isManifest = formatOf(path)?.kind === "manifest";
    return (isManifest ? await projects.ofManifest(path, text) : projects.ofLockfile(path, text)).lockfile;
  }
}

/** A release that no lockfile is asked about. */
const ASKED_FOR: Omit<Target, "subject" | "named" | "locations"> = {
  resolvedBy: "range",
  direct: true,
  dev: undefined,
  locked: [],
  usualHost: undefined,
  neighbours: undefined,
  manager: undefined,
};

/** The folder whose policy and configuration hold for a path. */
export function folderOf(path: string): string {
  return formatOf(path) === undefined ? path : (parentOf(path) ?? "/");
}

export type { CheckOptions, DocumentEntry, DocumentReport, Policy, ReviewReport, ScanReport, WorkspaceReport };
